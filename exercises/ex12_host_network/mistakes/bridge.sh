# The default network, and nothing published.
# breaks: on-host-network, host-answers, answer-is-web4 (blocked)
docker run -d --name web4 httpd:latest
