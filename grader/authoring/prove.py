"""Proves an exercise on real student hosts.

The solution must earn full marks, twice; so must each script in `accept/`. An untouched host must earn nothing and
cause no error. Each script in `mistakes/` must break exactly the checks that its header names. Each case runs on a host
of its own, which grading must leave unchanged, and is replayed from its evidence.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed

from grader.authoring.case import Case, Outcome, prove_case
from grader.checking.isolated import preload
from grader.course.exercise import Exercise
from grader.course.pack import Course, mistakes
from grader.errors import UsageError
from grader.lab import hosts


def cases(exercise: Exercise, only: Collection[str] = ()) -> list[Case]:
    """All cases of an exercise, or those in `only`.

    Raises:
        UsageError: the exercise has no case of that name.
    """
    accepted = sorted((exercise.folder / "accept").glob("*.sh"))
    found = [
        Case(exercise, "untouched", "untouched"),
        Case(exercise, "solution", "solution", exercise.solution),
        *(Case(exercise, "accept", script.stem, script) for script in accepted),
        *(Case(exercise, "mistake", one.name, one.script, one.breaks) for one in mistakes(exercise)),
    ]
    unknown = sorted(set(only) - {case.name for case in found})
    if unknown:
        raise UsageError(
            f"{exercise.id} has no case “{unknown[0]}”.", next_step=f"It has {', '.join(case.name for case in found)}."
        )
    return [case for case in found if not only or case.name in only]


def prove(
    course: Course,
    chosen: Sequence[Case],
    *,
    suite: str | None = None,
    kind: str = "docker",
    jobs: int = 2,
    patience: float = 1.0,
    debug: bool = False,
    keep: bool = False,
) -> Iterator[Outcome]:
    """Run the cases, `jobs` at a time, and yield each outcome as soon as it is known.

    They run on this suite of Debian, or by default each on the oldest one that has this Engine and whose Docker is new
    enough. With `debug`, errors in checks are shown with their tracebacks. `keep`: as for `prove_case`.

    Raises:
        LabError: no host has this Engine.
    """
    by_suite: dict[str, list[Case]] = {}
    for case in chosen:
        by_suite.setdefault(suite or hosts.suite_with(case.oldest_docker, kind), []).append(case)
    suites = sorted(by_suite, key=lambda one: -len(by_suite[one]))
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=preload) as pool:
        for one in suites[1:]:
            pool.submit(hosts.prepare, one, kind)  # while cases on another suite run
        running = [
            pool.submit(
                prove_case,
                case,
                course.rubric(case.exercise.id),
                suite=one,
                kind=kind,
                patience=patience,
                debug=debug,
                keep=keep,
            )
            for one in suites
            for case in by_suite[one]
        ]
        try:
            for future in as_completed(running):
                yield future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
