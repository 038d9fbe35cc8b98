"""Recognises the English sentences of errors that were recorded before errors kept their templates.

The sentences and reasons here are history: those of new errors are templates at the places that raise them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from grader.i18n.catalogue import translator
from grader.i18n.languages import SOURCE

_Sentences = Callable[[Callable[[str], str]], tuple[str, ...]]
_Known = tuple[tuple[re.Pattern[str], str], ...]

_LONGEST = 4_000
"""Of a sentence that is looked at; errors are much shorter."""
_ARROW = "\n  → "
_SSH = re.compile(r"(.+) \(ssh: (.*)\)", re.DOTALL)


def _sentences(_: Callable[[str], str]) -> tuple[str, ...]:
    """Every sentence, translated by `_`."""
    return (
        # The way to the host
        _("There is no host named {host}."),
        _("Check the name, or your ssh configuration (--ssh-config)."),
        _("{host} refuses connections."),
        _("Does sshd run there, and is this the right port?"),
        _("There is no route to {host}."),
        _("Is the machine on, and are you in the same network or VPN?"),
        _("{host} does not answer."),
        _("Is the machine on? Does a firewall drop the connection?"),
        _("The host key of {host} has changed."),
        _("Find out why first. If the machine was reinstalled: ssh-keygen -R {host}, then log in once by hand."),
        _("The host key of {host} is not known."),
        _("Log in once by hand and compare the fingerprint, or add it to known_hosts."),
        _("{host} refuses the login."),
        _("Is this the right user, and is your public key in its ~/.ssh/authorized_keys?"),
        _("The account on {host} may not log in."),
        _("Give it a login shell: chsh."),
        _("{host} closed the connection before the login."),
        _("Is sshd overloaded, or does it ban this address?"),
        _("The connection to {host} was lost."),
        _("See whether the host is still up, then try again."),
        _("The login shell on {host} ended at once."),
        _("The login shell on {host} ended at once ({said})."),
        _("Look at ~/.bashrc there: does  ssh {host} true  work?"),
        _("There is no account {name} on {host}."),
        _("Name another with --account."),
        _("{user} may not act as {name} on {host}."),
        _("Log in as root or as {name}, or allow sudo without a password."),
        _("There is no container {name}."),
        _("See: docker ps --all."),
        _("Container {name} is not running."),
        _("Start it: docker start {name}."),
        _("Container {name} gives no shell: {said}"),
        _("Try: docker exec -it {name} sh."),
        # The host's shell
        _("The host did not give us a shell in time."),
        _("{host}: The host did not give us a shell in time."),
        _("Log in by hand: if that hangs too, look at the host and the account's ~/.bashrc."),
        _("The host did not answer a command within its deadline."),
        _("{host}: The host did not answer a command within its deadline."),
        _("See whether the host is overloaded or hangs, then try again."),
        _("The host's shell does not answer simple questions (id, echo)."),
        _("Log in by hand and run: id -u; echo $HOME."),
        _("The host's shell answered something that is not an exit code."),
        _("Run the command by hand on the host and see what it says."),
        _("A check asks for a command that no shell can take (too long, or with a NUL)."),
        _("Shorten the command in the check."),
        _("A command did not end within {seconds} s: {command}"),
        _("See whether the host is overloaded, then try again."),
        _("A command said more than any honest answer could be: {command}"),
        _("Run it by hand on the host and see what it says."),
        # The Engine
        _("There is no Docker Engine on this host."),
        _("Install it first: exercise ex01 shows how."),
        _("Docker is installed, but no Docker Engine runs."),
        _("Start it: exercise ex01 shows how."),
        _("User {name} may not use the Docker Engine ({socket})."),
        _("Is {name} in group docker? If so, log out and in again."),
        _("No Docker Engine answers at {socket}."),
        _(
            "See whether it runs: systemctl status docker. Over SSH, the server may forbid forwarding "
            "and the account may lack the docker command."
        ),
        _("The Docker Engine could not be reached ({said})."),
        _("See whether the Engine runs: systemctl status docker."),
        _("The Docker Engine closed the connection ({said})."),
        _("See whether the Engine runs, and whether this user is in group docker."),
        _("The Docker Engine did not answer {request} within {seconds} s."),
        _("See whether the host is overloaded or the Engine hangs, then try again."),
        _("The Docker Engine broke off its answer ({said})."),
        _("See the Engine's log on the host, then try again."),
        _("The Docker Engine's answer is larger than {size} MB."),
        _("Look at the Engine on the host: no honest answer is that large."),
        _("What answers in the Docker Engine's place does not speak its language."),
        _("See what listens on the Engine's socket on the host."),
        _("The Docker Engine does not tell its version."),
        _("See what answers there: docker version."),
        _("The Docker Engine knows no {request} ({said})."),
        _("See which Engine answers there: docker version."),
        _("The Docker Engine is too old: it speaks API {version}."),
        _("Install Docker 20.10 or newer."),
        _("The Docker Engine does not tell its past events."),
        _("Try: docker events --since 0"),
        _("This machine's Docker Engine cannot be asked: {said}"),
        _("See: docker info."),
        # The checks
        _("The exercise was not checked within its {seconds} s."),
        _("The exercise was not checked within its time limit."),
        _("The check did not end within its {seconds} s."),
        _("If the host is just slow, give it more time with --patience 2."),
        _("{path} may not be read by {name}."),
        _("Check it as root, or as a user who may use sudo without a password."),
        _("{path} cannot be read without {program}."),
        _("Install it on the host."),
        _("The host does not tell the bytes of {path}."),
        _("Try it there by hand: od -tx1 {path}."),
        _("The image's files cannot be listed: {said}"),
        _("Try it on the host by hand: docker save {name} | tar -t."),
        _("The Engine could not run a container: {said}"),
        _("The check itself is broken ({said})."),
        _("This is not the student's fault: tell the author of the check."),
        _("This is a fault of the check, not of the student: tell its author."),
        _("The process that runs the checks died."),
        _("Run it again; if it repeats, a check crashes Python: tell its author."),
        _("The process that runs the checks is gone."),
        _("Go on with --resume; what is done is kept."),
        _("The process that runs the checks was interrupted."),
        _("Go on with --resume."),
        _("The replay was interrupted."),
        _("Run this again."),
        _("A check did not end within {seconds} s in the replay, where nothing has to be waited for."),
        _("The check hangs, or this machine is overloaded: look at the check, then try again."),
        _("The suite of {exercise} cannot be run: {said}"),
        _("Mend {path} and run: grader lint {exercise}."),
        _("Fix {path}, then run: grader lint {exercise}"),
        _("pytest could not begin ({said})."),
        _("Run it by hand and see: pytest --collect-only {path}."),
        _("The suites were not collected within {seconds} s."),
        _("See what they do while they are loaded: pytest --collect-only test_exNN.py."),
        _("A check sends a file or a stream to the Engine; only plain bodies can be recorded."),
        _("A check attaches to a container; use exec_run or logs instead."),
        _("A check tried to reach the grader's own machine ({said}); it must use the fixtures host and docker."),
        _("{checks} has no verdict."),
        _("Regrade from evidence, with all checks: grader regrade."),
        _("A visit failed ({said})."),
        _("This is a fault of the grader."),
        # The cluster
        _("The Dask scheduler is gone."),
        _("Start it, then go on with --resume."),
        _("The cluster gave no answer for this student ({said})."),
        _("See the workers' logs, then go on with --resume."),
        _("The run is over."),
        # Evidence
        _("The host was never reached when this evidence was recorded."),
        _("Grade the live host again."),
        _("Not in evidence: the command “{command}”."),
        _("Not in evidence: the Engine request {request}."),
        _("Not in evidence (it is torn after {facts}): the command “{command}”."),
        _("Not in evidence (it is torn after {facts}): the Engine request {request}."),
        _("This needs the live host: grade it again."),
        _("Not in evidence: An answer of {size} MB was too large to be kept."),
        _("No evidence was kept of this attempt."),
        _("Grade the live host again: grader grade CLASS.yml --only-missing."),
        _("The evidence {path} cannot be read ({said})."),
        _("The evidence {path} is not what was recorded: it has changed since."),
        _("Put it back from a copy, or grade the live host again."),
        _("{path} is not a readable evidence file ({why})."),
        _("{path} is damaged ({why})."),
        _("Record it again, or take an undamaged copy."),
        _("{path} is evidence of the account {name}, not of {other}."),
        _("{path} is evidence of {exercise}, not of {other}."),
        _("Take the file that was recorded for {exercise}."),
        _("Name that one with --account, or take the file that was recorded for {name}."),
        _("Nothing was handed in for {exercise}."),
        _("Put the student's file into {path}, then go on with --resume."),
        _("{student} handed in twice: {one} and {other}."),
        _("{path} lies in {student}'s place and is of {named}."),
        _("See to it in {path}, then go on with --resume."),
        _("Put {student}'s own evidence there, or name it in the roster, then go on with --resume."),
        _("It was recorded with {recorded}. Record it again with the student's own values: {own}."),
    )


def _reasons(_: Callable[[str], str]) -> tuple[str, ...]:
    """What stands in the place of `{why}` and `{place}`, translated by `_`."""
    return (
        _("it is empty"),
        _("it is a folder"),
        _("it is no ordinary file"),
        _("it is no gzip file"),
        _("it is a zip archive: unpack it first"),
        _("it is larger than {size} MB"),
        _("a line is longer than {size} MB"),
        _("it has more than {count} facts"),
        _("its compressed bytes are damaged"),
        _("its last line has no end"),
        _("something follows its end"),
        _("something follows its seal"),
        _("something stands between its end and its seal"),
        _("it breaks off before its manifest"),
        _("it does not begin as {schema} does"),
        _("what follows {place} is no line of evidence: it holds too many things"),
        _("what follows {place} is no line of evidence ({said})"),
        _("what follows {place} is no line of evidence"),
        _("fact {n} is missing: fact {other} stands in its place"),
        _("fact {n} is missing: another line stands in its place"),
        _("it ends after {place}, and was sealed with {facts}"),
        _("its seal is missing: it ends with {place}"),
        _("its seal follows {place}, and its end is missing"),
        _("its seal is not written as it must be"),
        _("its seal is not of these facts: the end was changed, or all was written anew"),
        _("it is signed and names no key"),
        _("the signature of {key} is missing"),
        _("its signature is not of {key}, whose it says it is"),
        _("{place} is not what it was when the evidence was written"),
        _("{place} is not written as it must be ({said})"),
        _("its beginning"),
        _("its manifest"),
        _("the manifest"),
        _("its end"),
        _("fact {n}"),
    )


_NESTED = {"why", "place"}


@lru_cache
def _known(language: str, sentences: _Sentences) -> _Known:
    """Each sentence as it is found in English, and as the reader reads it; those that begin with a value last."""
    pairs = sorted(
        zip(sentences(str), sentences(translator(language)), strict=True), key=lambda pair: pair[0][0] == "{"
    )
    return tuple((_pattern(english), translated) for english, translated in pairs)


def _pattern(sentence: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", sentence)
    seen: set[str] = set()
    found = ""
    for index, part in enumerate(parts):
        if index % 2 == 0:
            found += re.escape(part)
        else:
            found += f"(?P={part})" if part in seen else f"(?P<{part}>.+?)"
            seen.add(part)
    return re.compile(found, re.DOTALL)


@lru_cache(maxsize=512)  # a class has the same few many times
def recognized(cause: str, language: str) -> str:
    """An error's text, problem and next step, in this language as far as its sentences are known."""
    if language == SOURCE:
        return cause
    problem, arrow, step = cause.partition(_ARROW)
    return _said(problem, language) + arrow + _said(step, language)


def _said(sentence: str, language: str) -> str:
    if not sentence or len(sentence) > _LONGEST:
        return sentence
    by_ssh = _SSH.fullmatch(sentence.removesuffix("."))
    if by_ssh:
        stop = "" if by_ssh[1].endswith(".") else "."
        return f"{_said(by_ssh[1] + stop, language)} (ssh: {by_ssh[2]})"
    return _translated(sentence, language, _sentences)


def _translated(sentence: str, language: str, sentences: _Sentences) -> str:
    for pattern, said in _known(language, sentences):
        found = pattern.fullmatch(sentence)
        if found:
            values = found.groupdict().items()
            return said.format(
                **{name: _translated(text, language, _reasons) if name in _NESTED else text for name, text in values}
            )
    return sentence
