# web1 was started without -d, and its output goes to another terminal.
# breaks: web1-detached
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

leaving os1 "docker run -it --name os1 centos:latest"
setsid docker run --name web1 httpd:latest > /dev/null 2>&1 < /dev/null &
sleep 3
