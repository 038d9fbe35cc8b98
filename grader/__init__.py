"""Grades hands-on Docker exercises on a student's real machine."""

__version__ = "0.1.0"
