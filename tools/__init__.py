"""Helpers of the project's own commands; run as scripts, imported by tests."""
