"""Measurements: each module prints what it measured. Not part of the tests."""
