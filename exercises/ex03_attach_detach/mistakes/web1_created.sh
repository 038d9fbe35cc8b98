# web1 was created but never started.
# breaks: web1-detached (blocked), web1-running, web1-serves (blocked)
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
docker create --name web1 httpd:latest
