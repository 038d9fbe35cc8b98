"""Tools for authors of exercises: `grader lint` and `grader prove`."""
