"""Secrets in the shapes in which hosts tell them: none is in what a check gets, and none in the file."""

import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import HostTimeout
from grader.evidence.file import Evidence
from grader.evidence.recording import RecordingHost
from grader.evidence.replay import ReplayHost
from grader.hosts.base import Command, CommandResult, EngineAnswer, EngineRequest, HostFacts
from tests.support.asking import ask_each

PLANTED = "{}"
SHAPES = [
    "MYSQL_ROOT_PASS={}",
    "MYSQL_PASS={}",
    "MYSQL_PWD={}",
    "MYSQL_ROOT_PW={}",
    "DB_PASSWD={}",
    "dbpass={}",
    "WORDPRESS_AUTH_KEY={}",
    "WORDPRESS_NONCE_SALT={}",
    "NEO4J_AUTH={}",
    "GITHUB_TOKEN={}",
    "export DB_PASSWORD={}",
    "DB_PASSWORD='{}'",
    "password = {}",
    "password: {}",
    '"password" : "{}"',
    '{{\\"password\\": \\"{}\\"}}',
    "mysqld --password={} --port=1",
    "mysqld --password {} --port 1",
    "redis-server --requirepass {}",
    "mysql -uroot -p{} wp",
    "mysql -uroot -p'{}' wp",
    'mysqldump -u root -p"{}" wp',
    "mysqladmin -u root password {}",
    "mysqladmin -u root password '{}'",
    "sshpass -p {} ssh student@h",
    "docker login -u me -p {} registry",
    "redis-cli -a {} ping",
    "docker run --rm --entrypoint htpasswd httpd:2 -Bbn me {} > auth/htpasswd",
    "htpasswd -Bbn me {}",
    "htpasswd -b -c auth/htpasswd me '{}'",
    "echo {} | docker login -u me --password-stdin registry",
    "echo -n '{}' | sudo -S systemctl restart docker",
    "DB_PASSWORT={}",
    "Kennwort: {}",
    "curl -u me:{} http://h/",
    "curl --user 'me:{}' http://h/",
    "echo 'root:{}' | chpasswd",
    "CREATE USER 'wp'@'%' IDENTIFIED BY '{}';",
    'ALTER USER wp IDENTIFIED WITH mysql_native_password BY "{}";',
    "SET PASSWORD FOR 'wp'@'%' = PASSWORD('{}');",
    "define('DB_PASSWORD', '{}');",
    'define( "AUTH_SALT",   "{}" );',
    "getenv_docker('WORDPRESS_DB_PASSWORD', '{}')",
    "$config['password'] = '{}';",
    "'password' => '{}',",
    "ENV PASSWORD {}",
    "ENV A=b PASSWORD={} C=d",
    "ARG DB_PASSWORD={}",
    "/bin/sh -c #(nop)  ENV DB_PASS={}",
    'CMD ["mysqladmin", "ping", "--password", "{}"]',
    "    - MYSQL_PASSWORD={}",
    "DATABASE_URL=mysql://wp:{}@db:3306/wp",
    "redis://:{}@cache:6379",
    "http://h/login?user=wp&password={}&next=1",
    "Server=db;Password={};Database=wp",
    "Authorization: Bearer {}",
    "curl -H 'Authorization: Basic {}' http://h/",
    "[client]\nuser=root\npassword={}\n",
    '{{"auths": {{"registry": {{"auth": "{}"}}}}}}',
]
LETTERS = st.text("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789._!", min_size=4, max_size=20)
SECRETS = LETTERS.map(lambda text: f"Zq7{text}7qZ")


class Telling:
    """A host that answers every command with `said`, and every request with the answer to its target."""

    facts = HostFacts("local:", "me", 1, "/home/me", "1234")

    def __init__(self, said=b"", answers=None):
        self.said, self.answers = said, answers or {}

    def run(self, _):
        return CommandResult(0, self.said, self.said, 0.1)

    def ask(self, request):
        said = self.answers[request.target]
        return EngineAnswer(200, (), said if isinstance(said, bytes) else json.dumps(said).encode(), 0.1)

    def ask_each(self, requests):
        return ask_each(self, requests)

    def now(self):
        return 1.0


def frame(said):
    return b"\1\0\0\0" + len(said).to_bytes(4, "big") + said


def written(recording, path):
    """What the evidence file says."""
    recording.evidence.write(path)
    return gzip.decompress(path.read_bytes()).decode()


@pytest.mark.parametrize("shape", SHAPES)
@settings(max_examples=12)
@given(secret=SECRETS)
def test_a_secret_in_any_shape_is_nowhere(tmp_path_factory, shape, secret):
    said = shape.format(secret)
    told = said.encode() + b"\n"
    targets = {
        "/containers/a/json": {"Path": "sh", "Args": ["-c", said], "Config": {"Labels": {"note": said}}},
        "/containers/b/json": {"Config": {"Healthcheck": {"Test": ["CMD-SHELL", said]}, "Cmd": said.split(" ")}},
        "/containers/a/top": {"Titles": ["PID", "CMD"], "Processes": [["1", said]]},
        "/events": json.dumps({"Action": f"exec_create: {said}"}).encode() + b"\n",
        "/images/a/history": [{"CreatedBy": said}],
        "/containers/a/logs?stdout=1": frame(told),
        "/exec/ab12/start": frame(told),
    }
    host = Telling(told, targets)
    live = RecordingHost(host)
    heard = [live.run(Command("env"))]
    heard += [live.ask(EngineRequest("GET", target)) for target in targets]
    assert secret not in repr(heard)
    assert secret not in written(live, tmp_path_factory.mktemp("e") / "e.gz")


PLACES = {
    "user of another container": {"Config": {"Env": ["WORDPRESS_DB_USER={}"]}},
    "argument": {"Args": ["--wait", "{}"]},
    "in an argument": {"Args": ["sh", "-c", "run -x{} now"]},
    "command": {"Command": "tool {}"},
    "program": {"Path": "{}"},
    "label": {"Labels": {"note": "see {}"}},
    "name of a label": {"Labels": {"{}": "x"}},
    "health check": {"Healthcheck": {"Test": ["CMD", "probe", "{}"]}},
    "output of a health check": {"State": {"Health": {"Log": [{"Output": "tried {}"}]}}},
    "process": {"Processes": [["1", "tool {}"]]},
    "event": {"Action": "exec_create: tool {}"},
}


def planted(place, secret):
    return json.loads(json.dumps(place).replace(PLANTED, json.dumps(secret)[1:-1]))


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@settings(max_examples=12)
@given(secret=SECRETS)
def test_a_secret_that_is_known_is_hidden_wherever_it_appears(tmp_path_factory, place, secret):
    host = Telling(
        f"tool {secret}\n".encode(),
        {"/db": {"Config": {"Env": [f"MYSQL_PASSWORD={secret}"]}}, "/web": planted(place, secret),
         "/containers/a/logs?x": frame(f"tool {secret}\n".encode())},
    )  # fmt: skip
    live = RecordingHost(host)
    with live.learning():
        live.ask_each([EngineRequest("GET", "/web"), EngineRequest("GET", "/db")])
    heard = [live.run(Command("ps")), live.ask(EngineRequest("GET", "/containers/a/logs?x"))]
    assert secret not in repr(heard)
    assert secret not in written(live, tmp_path_factory.mktemp("e") / "e.gz")


def environments(*entries, **more):
    return {
        f"/{number}": {"Config": {"Env": [entry]}, "Labels": {"x": entry.partition("=")[2]}} | more
        for number, entry in enumerate(entries)
    }


def learnt(answers):
    live = RecordingHost(Telling(b"", answers))
    with live.learning():
        live.ask_each([EngineRequest("GET", target) for target in answers])
    return live


@pytest.mark.parametrize("common", ["r", "wp", "root", "1234", "80", "2024", "wordpress", "mysql"])
def test_a_short_or_common_value_is_hidden_by_its_name_only(common):
    live = learnt(environments(f"MYSQL_PASSWORD={common}", f"MYSQL_USER={common}"))
    password, user = (json.loads(fact.body)["Config"]["Env"][0] for fact in live.evidence.facts)
    assert password.startswith("MYSQL_PASSWORD=secret:")
    assert user == f"MYSQL_USER={common}"


def test_a_plain_word_is_hidden_as_a_whole_value_only():
    live = learnt(environments("MYSQL_PASSWORD=swordfish", "MYSQL_USER=swordfish", "NOTE=swordfish is a film"))
    password, user, note = (json.loads(fact.body)["Config"]["Env"][0].partition("=")[2] for fact in live.evidence.facts)
    assert password == user
    assert "swordfish" not in password
    assert note == "swordfish is a film"


@pytest.mark.parametrize("name", ["S3kret-net", "S3kret"])
def test_a_value_that_is_part_of_an_objects_name_is_hidden_by_its_name_only(name):
    answers = environments(f"DB_PASSWORD={name}", f"DB_HOST={name}")
    live = learnt({"/networks": [{"Name": "S3kret-net"}]} | answers)
    [networks, password, host] = [json.loads(fact.body) for fact in live.evidence.facts]
    assert networks == [{"Name": "S3kret-net"}]
    assert password["Config"]["Env"][0].startswith("DB_PASSWORD=secret:")
    assert host["Config"]["Env"] == [f"DB_HOST={name}"]


def test_a_number_is_not_hidden_in_the_middle_of_an_id():
    answers = environments("DB_PASSWORD=12345678")
    live = learnt(answers | {"/x": {"Layers": ["sha256:ab12345678cd", "tool 12345678"]}})
    assert json.loads(live.evidence.facts[-1].body)["Layers"][0] == "sha256:ab12345678cd"
    assert "tool 1" not in live.evidence.facts[-1].body


@pytest.mark.parametrize(
    "harmless",
    ["PWD=/root", "OLDPWD=/home/me", "GPG_KEYS=1198C0117593497A", "GPG_KEY=A035C8C19219BA82", "BYPASS=yes",
     "host-key=ssh-ed25519 AAAAC3", "COMPASS=n0rth-w3st", "PUBLIC_KEY=AAAAB3NzaC1",
     "docker run --name mysql -p80:80 mysql", "docker run --name mysql -p 127.0.0.1:3306:3306 mysql"],
)  # fmt: skip
def test_what_only_looks_like_a_secret_stays(harmless):
    live = RecordingHost(Telling(harmless.encode(), {"/x": [harmless]}))
    assert live.run(Command("env")).out == harmless.encode()
    assert json.loads(live.ask(EngineRequest("GET", "/x")).body) == [harmless]


def test_what_a_check_has_seen_stays_and_what_comes_later_is_hidden():
    answers = {
        "/exec/ab12/start": frame(b"S3kretP\n"),
        "/user": ["DB_USER=S3kretP"],
        "/v1/containers/x/exec": {"Id": "ab12"},
    }
    live = RecordingHost(Telling(b"", answers))
    cat = json.dumps({"Cmd": ["cat", "/run/secrets/db"]}).encode()
    asked = [EngineRequest("GET", "/user"), EngineRequest("POST", "/v1/containers/x/exec", cat),
             EngineRequest("POST", "/exec/ab12/start"), EngineRequest("GET", "/user")]  # fmt: skip
    said = [live.ask(request).body for request in asked]
    assert b"S3kretP" in said[0]
    assert b"S3kretP" not in b"".join(said[1:])
    replay = ReplayHost(Evidence(live.evidence.manifest, live.evidence.facts))
    assert [replay.ask(request).body for request in asked] == said


def test_the_logins_of_docker_are_hidden_and_their_password_is_known():
    config = {"auths": {"registry": {"auth": "bWU6UzNrcmV0UA=="}}}
    live = RecordingHost(Telling(json.dumps(config).encode(), {"/x": ["tool S3kretP"]}))
    assert b"bWU6" not in live.run(Command("cat ~/.docker/config.json")).out
    assert b"S3kretP" not in live.ask(EngineRequest("GET", "/x")).body


@pytest.mark.parametrize(("first", "rest"), [("Path", "Args"), ("Entrypoint", "Cmd"), ("entrypoint", "arguments")])
def test_the_arguments_of_a_client_are_hidden_where_its_name_is_apart(first, rest):
    live = RecordingHost(Telling(b"", {"/x": {first: "mysqladmin", rest: ["ping", "-pS3kretP"]}}))
    assert b"S3kretP" not in live.ask(EngineRequest("GET", "/x")).body


def test_a_host_with_very_many_secrets_makes_nothing_slow():
    body = [f"DB_PASSWORD{n}=S3kret{n}x" for n in range(20_000)]
    live = learnt({"/a": body, "/b": ["y" * 1_000_000], "/c": body})
    assert "S3kret" not in "".join(fact.body for fact in live.evidence.facts)


def test_a_secret_in_an_error_is_hidden_from_check_and_evidence():
    class Failing(Telling):
        def run(self, _):
            raise HostTimeout(
                "It said {said}.", next_step="Try {command}.", said="DB_PASS=S3kretP", command="x S3kretP"
            )

    live = learnt({"/a": ["MYSQL_PASSWORD=S3kretP"]})
    live._host = Failing()
    with pytest.raises(HostTimeout, match=r"(?s)It said DB_PASS=secret:.*Try x secret:") as raised:
        live.run(Command("x"))
    with pytest.raises(HostTimeout) as again:
        ReplayHost(live.evidence).run(Command("x"))
    assert str(again.value) == str(raised.value)
    assert "S3kret" not in live.evidence.facts[-1].model_dump_json()
