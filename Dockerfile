# The grader for instructors, without installing anything but Docker: see docs/instructors.md.
#   make dist && docker build --build-arg UID=$(id -u) -t grader .
#   docker run --rm -it -v "$PWD":/class -v ~/.ssh:/home/grader/.ssh:ro grader grade class.yml
ARG BASE=debian:trixie-slim
FROM $BASE
RUN apt-get update \
 && apt-get install -y --no-install-recommends openssh-client python3 \
 && rm -rf /var/lib/apt/lists/*
COPY dist/grader.pyz /usr/local/bin/grader
# The user's own number: results belong to the user, and ssh accepts the user's keys.
ARG UID=1000
RUN useradd --create-home --non-unique --uid $UID grader
USER grader
ENV LANG=C.UTF-8
# The first start unpacks it.
RUN grader --version
WORKDIR /class
ENTRYPOINT ["grader"]
