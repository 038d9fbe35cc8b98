# Long options, another shell, another order, a published port; os1 was visited again with attach, web1 watched.
# Presses ctrl-p ctrl-q once the container runs, in the terminal that script(1) makes. At a real one, press them yourself.
leaving() {
    {
        for _ in $(seq 100); do
            [ "$(docker inspect -f '{{.State.Running}}' "$1" 2>&1)" = true ] && break
            sleep 0.1
        done
        sleep 1
        printf '\x10\x11'
        sleep 1
    } | script -qec "$2" /dev/null
}

docker container run --detach --publish 8080:80 --name web1 docker.io/library/httpd
timeout 1 docker logs -f web1
leaving os1 "docker container run --interactive --tty --name os1 centos sh -l"
leaving os1 "docker attach os1" || true
