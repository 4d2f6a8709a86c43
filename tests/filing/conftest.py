"""A district of its own for tests that decide across units: what is done there is really committed."""

from __future__ import annotations

import pytest

from tests.filing.district import District
from tests.registry.conftest import copied


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), copied("filing") as name:
        yield name


@pytest.fixture
def district(committed):
    """The small district, in which filing commits: who decides reads on connections of their own."""
    return District()
