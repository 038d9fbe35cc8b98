# The facts that the checks of ex01, ex03, ex04 and ex05 need, asked in one batch.
set -e
PATH=$PATH:/usr/sbin
docker --version; command -v dockerd; dpkg-query -W docker.io
systemctl is-active docker; systemctl is-enabled docker
getent group docker; id -nG
docker version >/dev/null
docker ps --all --format '{{.ID}} {{.Image}} {{.Status}}'
docker logs "$(docker ps --all --quiet --filter ancestor=hello-world | head -n 1)" >/dev/null
docker inspect os1 web1 os5 os3 >/dev/null
address=$(docker inspect --format '{{.NetworkSettings.IPAddress}}' web1)
curl -sS -o /dev/null "http://$address/"
docker network inspect net1 >/dev/null
docker exec os5 cat /proc/net/route
test -d ~/bm1; test -f ~/bm1/filea.txt
readlink -f ~/bm1
docker exec os3 ls -A /tmp/mount
touch ~/bm1/.floor
docker exec os3 ls /tmp/mount/.floor
rm ~/bm1/.floor
docker exec --user 0 os3 touch /tmp/mount/.floor
test -e ~/bm1/.floor
docker exec --user 0 os3 rm -f /tmp/mount/.floor
