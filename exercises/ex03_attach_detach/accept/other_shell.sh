# Long options, another shell, another order, a published port; later both were attached to once more.
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

docker container run --detach --publish 8080:80 --name web1 docker.io/library/httpd
timeout 1 docker logs -f web1
leaving os1 "docker container run --interactive --tty --name os1 centos sh -l"
leaving os1 "docker attach os1" || true
