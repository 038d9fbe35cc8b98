"""`grader prove --mutants`: whether the checks judge what they read, tried by changing it in a solution's evidence."""
