# The facts that the checks of ex05 need, asked in one batch.
set -e
test -e ~/bm1; test -d ~/bm1; test -e ~/bm1/filea.txt; test -f ~/bm1/filea.txt
docker version >/dev/null
docker inspect os3 >/dev/null
readlink -f ~/bm1
docker exec os3 ls -A /tmp/mount
touch ~/bm1/.floor
docker exec os3 ls /tmp/mount/.floor
rm ~/bm1/.floor
docker exec -u 0 os3 touch /tmp/mount/.floor
test -e ~/bm1/.floor
docker exec -u 0 os3 rm -f /tmp/mount/.floor
