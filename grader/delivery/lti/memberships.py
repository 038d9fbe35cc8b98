"""Finds the students of a class among the members of a course (LTI Names and Role Provisioning Services)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from grader.delivery.lti.pages import pages
from grader.delivery.lti.token import Service
from grader.delivery.matching import PlatformUser
from grader.delivery.web import garbled

SCOPE = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
_ACCEPT = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
_MOST_CHARACTERS = 500


def members(service: Service, url: str) -> list[PlatformUser]:
    """All active members of the course.

    Raises:
        DeliveryError: the platform does not show them.
        NoAnswer: it does not answer.
    """
    found = [user for page in pages(service, url, _ACCEPT) for user in _users(page)]
    return list({one.key: one for one in found}.values())


def _users(page: Any) -> Iterable[PlatformUser]:
    listed = page.get("members") if isinstance(page, dict) else None
    if not isinstance(listed, list):
        raise garbled("a list of members without members")
    for one in listed:
        if not isinstance(one, dict):
            continue
        key = _text(one, "user_id")
        if key and one.get("status", "Active") == "Active":
            yield PlatformUser(
                key=key,
                id_number=_text(one, "lis_person_sourcedid"),
                email=_text(one, "email"),
                username=_text(one, "ext_user_username"),
                name=_text(one, "name"),
            )


def _text(member: Mapping[str, Any], key: str) -> str:
    value = member.get(key)
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() < 64:
        return str(value)
    return value.strip() if isinstance(value, str) and len(value) <= _MOST_CHARACTERS else ""
