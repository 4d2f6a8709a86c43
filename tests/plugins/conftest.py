"""Plugins turned on where a test says so."""

from tests.extension.conftest import turn  # noqa: F401 -- the fixture
