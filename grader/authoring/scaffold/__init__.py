"""What `grader new` writes: courses, exercises, checks, mistakes and classes that are right before any edit."""
