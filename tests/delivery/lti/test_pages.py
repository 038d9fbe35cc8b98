"""Lists of a platform that lies."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.delivery.lti import line_items, memberships
from grader.delivery.lti.pages import pages
from grader.delivery.web import Reply
from grader.errors import DeliveryError
from tests.support.deliveries import EX05

URL = "https://lms.example/course/lineitems?type_id=1"


class Service:
    """Answers each address with a body and a Link header."""

    def __init__(self, answers):
        self.answers, self.asked = answers, []

    def request(self, _method, url, _headers, _body=None, **_):
        self.asked.append(url)
        body, link = self.answers(url)
        return Reply(200, {"Link": link}, json.dumps(body).encode(), "200")


def test_pages_that_go_round_in_a_circle_end():
    service = Service(lambda url: ([url], f'<{URL}>; rel="next"' if url.endswith("2") else f'<{URL}2>; rel="next"'))
    assert list(pages(service, URL, "x")) == [[URL], [f"{URL}2"]]


def test_pages_without_an_end_end():
    service = Service(lambda _: ([], f'<{URL}&page={len(service.asked)}>; rel="next"'))
    assert len(list(pages(service, URL, "x"))) == 1000


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/course/lineitems",
        "http://lms.example/course",
        "//evil.example/",
        "https://lms.example:8443/",
    ],
)
def test_a_next_page_elsewhere_gets_no_token(link):
    service = Service(lambda _: ([], f'<{link}>; rel="next"'))
    with pytest.raises(DeliveryError, match="another server"):
        list(pages(service, URL, "x"))
    assert service.asked == [URL]


def test_a_line_item_elsewhere_gets_no_token():
    service = Service(lambda _: ([{"id": "https://evil.example/1", "label": "ex05"}], ""))
    with pytest.raises(DeliveryError, match="another server"):
        line_items._listed(service, URL)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["id", "label", "resourceId", "members", "user_id", "status", "email", "lis_person_sourcedid"])
        | st.text(max_size=5), inner, max_size=5,
    ),
    max_leaves=12,
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(anything, st.text(max_size=60))
def test_whatever_a_platform_answers_is_a_list_or_an_error(body, link):
    for read in (
        lambda service: line_items._listed(service, URL),
        lambda service: memberships.members(service, URL),
        lambda service: line_items.make_line_item(service, URL, EX05),
    ):
        try:
            read(Service(lambda _: (body, link)))
        except DeliveryError as error:
            assert error.next_step  # noqa: PT017  an error is as good as a list
