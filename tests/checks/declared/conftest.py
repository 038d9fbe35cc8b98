"""Checks in YAML, looked at on an Engine of the test's own and on this machine."""

import getpass
import inspect

import pytest
import yaml

from grader.checks import backend
from grader.checks.conclusion import Concluded
from grader.checks.declared import CHECKS
from grader.checks.dockerclient import connect
from grader.checks.lookups import Lookup
from grader.checks.work import Work
from grader.course.declared_checks import KINDS

RUNNING = {"State": {"Running": True, "Status": "running", "StartedAt": "1970-01-01T00:00:00Z"}, "RestartCount": 0}


@pytest.fixture
def look(visit, engine, monkeypatch, tmp_path):
    """look(kind, YAML, …): the reason with which the check ends, what it saw and expected; None if it passes.

    `engine` holds the Engine's answers by path, `containers` attributes of running containers by name, and `pages` what
    an address answers.
    """
    home = tmp_path / "home"
    home.mkdir()

    def looking(kind, text, containers=None, **answers):
        shown = {
            f"/containers/{name}/json": {"Id": f"{name}-id", "Name": f"/{name}", **RUNNING, **attributes}
            for name, attributes in (containers or {}).items()
        }
        pages = answers.pop("pages", {})
        inside = answers.pop("inside", {})
        known = {"/info": {}, "/images/json": [], "/containers/json": [], **shown, **answers.pop("engine", {})}
        monkeypatch.setenv("DOCKER_HOST", f"unix://{engine(known)}")
        session = visit(account=getpass.getuser())
        client = connect(session)
        lookup = Lookup(client, session)
        monkeypatch.setattr(lookup, "inside", lambda _, *argv: inside[argv[-1].splitlines()[-1]])
        fixtures = {
            "session": session,
            "docker": client,
            "containers": lookup,
            "host": backend.testinfra_host(session),
            "home": str(home),
            "work": Work(session),
            "get": lambda host, port=80, path="/": pages[f"{host}:{port}{path}"],
            "wait": lambda look, **_: look(),
        }
        names = list(inspect.signature(CHECKS[kind]).parameters)[1:]
        wanted = KINDS[kind].model_validate(yaml.safe_load(text))
        looking.session = session
        try:
            CHECKS[kind](wanted, **{name: fixtures[name] for name in names})
        except Concluded as end:
            looking.end = end
            return end.reason, end.seen, end.expected
        return None

    looking.home = home
    return looking
