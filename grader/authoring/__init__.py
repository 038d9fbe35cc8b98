"""Tools for authors of exercises: `grader lint`, `grader try` and `grader prove`."""
