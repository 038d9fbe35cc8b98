# Both on a network of their own, with a restart policy; both were restarted meanwhile.
# Presses ctrl-p ctrl-q once the container is running, in the terminal of script(1). In a real terminal, press them yourself.
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

docker network create lab
leaving os1 "docker run -it --network lab --name os1 centos:latest /bin/bash"
docker run -d --restart always --network lab --name web1 httpd:latest
docker restart -t 1 os1 web1
