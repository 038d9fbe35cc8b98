"""The sample class: made-up students, each with a host of their own, recorded so that it can be graded anywhere."""
