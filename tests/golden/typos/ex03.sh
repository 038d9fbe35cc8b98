# The name of os1 is in capital letters.
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

leaving OS1 "docker run -it --name OS1 centos:latest"
docker run -d --name web1 httpd:latest
