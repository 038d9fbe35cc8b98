# Created and started apart, another command, cleared away with docker system prune together with other containers.
docker create --name life0 centos:latest sleep 1000000
docker start life0
docker run --name once centos:latest true
docker stop -t 1 life0
docker system prune -f
docker create --name life1 centos:latest sleep 1000000
docker create --name life2 centos:latest sleep 1000000
docker start life2
docker run -d --name life4 centos:latest sleep 1000000
docker container restart -t 1 life4
docker pause life2
docker run -d --name life3 centos:latest sh -c 'trap "exit 0" TERM; while :; do sleep 0.1; done'
docker stop life3
