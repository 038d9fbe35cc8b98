"""What an author's check may use.

A check is a pytest function. It passes when it returns. To end it in any other way, call one of these:

    fail("not-running", seen="exited", expected="running")     the student's state is wrong
    partial(0.5, "one-missing", seen=["centos"])               part of it is right
    passed("not-proven")                                       right, with a remark
    blocked("web-running")                                     not evaluated until that check passes

The reason is a key of the rubric, which holds the sentence in each language. `seen`, `expected` and any other values
are plain JSON values without words of any language; the sentence names them as `{seen}`, `{expected}` and so on. A
plain `assert` in the suite fails the check as well.

Several checks may fail for one thing that is missing or does not run, such as a network. Name it, so that the student
reads of it once:

    fail("network-missing", expected="net1", root=RootCause("network", "net1"))

Any other exception is an error: the result cannot be determined, and the student loses no points. When in doubt, let
it propagate. The errors named below are classes of `grader.errors`; `HostError` is the base of `HostTimeout`,
`HostUnreachable`, `EngineUnavailable`, `EngineFailed` and `GarbledAnswer`.
"""

from grader.checks.conclusion import Concluded, blocked, fail, partial, passed
from grader.checks.verdict import RootCause

__all__ = ["Concluded", "RootCause", "blocked", "fail", "partial", "passed"]
