"""What a host that was made for a test answers when it is asked at once."""

from grader.errors import HostError


def each(host, requests):
    """Its answers one after the other, each error in its answer's place."""

    def one(request):
        try:
            return host.ask(request)
        except HostError as error:
            return error

    return [one(request) for request in requests]
