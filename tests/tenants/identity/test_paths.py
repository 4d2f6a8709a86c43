"""Every way in is tried by somebody who must have a second factor."""

from __future__ import annotations

import pytest

from tenants.accounts.paths import PATHS
from tests.signing_in import code_of
from tests.tenants.identity.conftest import is_in
from tests.tenants.identity.ways import TRIES, after_password

pytestmark = pytest.mark.django_db(databases=["default", "central"])
ELSEWHERE = {"oidc"}
"""Tried in test_oidc.py, against a provider that runs."""


def test_every_way_of_the_table_is_tried():
    assert {path.name for path in PATHS} == set(TRIES) | ELSEWHERE


@pytest.mark.parametrize("name", sorted(TRIES))
def test_no_way_in_gets_round_the_second_factor_of_somebody_who_has_one(leader, phone, name):
    assert not is_in(TRIES[name](leader))


@pytest.mark.parametrize("name", sorted(TRIES))
def test_somebody_who_must_have_one_and_has_none_can_only_enrol(leader, name):
    assert not is_in(TRIES[name](leader))


def test_with_the_code_of_the_telephone_they_are_in(leader, phone):
    """The control: the way that is meant leads in."""
    client = after_password(leader)
    assert not is_in(client)
    client.post("/admin/login/factor/", {"code": code_of(phone)})
    assert is_in(client)


REAL_WAYS = {
    "password",
    "remember",
    "go",
    "invitation",
    "reset",
    "handoff",
    "session",
    "device",
    "api",
    "preview",
}


@pytest.mark.parametrize("name", sorted(REAL_WAYS - {"api", "preview"}))
def test_without_the_second_factor_the_same_ways_lead_in(leader, settings, name):
    """The control of the tries: each is a way in that only lacks the second factor."""
    settings.SECOND_FACTOR_ROLES = []
    assert is_in(TRIES[name](leader))
