"""Asks a host that was made for a test."""

from grader.errors import HostError


def ask_each(host, requests):
    """The host's answers in order, with the error in place of an answer that failed."""

    def one(request):
        try:
            return host.ask(request)
        except HostError as error:
            return error

    return [one(request) for request in requests]
