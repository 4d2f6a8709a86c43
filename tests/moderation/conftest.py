"""One district for all tests of a file: what is decided across units is really committed, so each uses its own plan."""

from __future__ import annotations

import pytest

from tests.moderation.district import Desk
from tests.registry.conftest import copied


@pytest.fixture(scope="module")
def desk(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), copied("desk"):
        yield Desk()
