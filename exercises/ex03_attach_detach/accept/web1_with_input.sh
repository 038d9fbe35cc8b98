# web1 was started detached, with its input kept open: it has no terminal, and nothing is attached.
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

leaving os1 "docker run -it --name os1 centos:latest"
docker run -d -i --name web1 httpd:latest
