# Podman under Docker's name.
# breaks: engine-installed, service-running (blocked), service-enabled (blocked), student-in-group, engine-answers (blocked), hello-world-ran (blocked)
printf '#!/bin/sh\necho podman version 4.3.1\n' | sudo install -m 755 /dev/stdin /usr/local/bin/docker
