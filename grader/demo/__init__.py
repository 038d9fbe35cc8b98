"""The sample class: invented students and the recorded evidence of their hosts, which can be graded anywhere."""
