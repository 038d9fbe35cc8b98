# A server of the host has port 80; web4 runs, but with a program that does not listen.
# breaks: answer-is-web4
mkdir site
echo hello > site/index.html
sudo setsid python3 -m http.server --directory site 80 > /dev/null 2>&1 < /dev/null &
docker run -d --name web4 --network host httpd:latest sleep 1000000
sleep 1
