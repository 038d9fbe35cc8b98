"""What an author's check may say.

A check is a pytest function. It passes when it returns, and otherwise says how it ended:

    fail("not-running", seen="exited", expected="running")     the student's state is wrong
    partial(0.5, "one-missing", seen=["centos"])               a part of it is right
    passed("not-proven")                                       right, with a remark
    blocked("web-running")                                     not to be told before that check passes

The first word names the sentence that the rubric holds in each language; `seen` and `expected` are plain values
without words of any language; further values are named by the sentence. A plain `assert` works too.
"""

from grader.checks.conclusion import blocked, fail, partial, passed

__all__ = ["blocked", "fail", "partial", "passed"]
