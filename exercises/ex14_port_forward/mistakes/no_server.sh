# web5 runs a shell instead of its server, so nothing answers.
# breaks: answers-here, answers-outside (blocked)
docker run -itd --name web5 -p 8080:80 httpd:latest bash
