"""Visitors who never pause, while the web processes are replaced and the database goes away and comes back."""

import json

import pytest

from tests.bench.running import run

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


@pytest.fixture(scope="module")
def seen() -> dict:
    return json.loads(
        run("restarts", "--rolls", "1", "--restarts", "2", "--concurrency", "4", "--calm", "1", "--json")
    )


def test_new_processes_take_over_without_a_failed_request(seen):
    rolling = seen["rolling"]
    assert (rolling["failed"], rolling["broken_connections"]) == ({}, 0)
    assert rolling["answers"] > 20


def test_killed_processes_break_connections(seen):
    """The control: the same load notices when processes do not finish what they began."""
    assert seen["killed"]["broken_connections"] + sum(seen["killed"]["failed"].values()) > 0


def test_the_sites_come_back_by_themselves_and_never_answer_for_another(seen):
    """Once after an orderly restart, once after the server was killed."""
    database = seen["database"]
    assert database["wrong"] == 0
    assert set(database["failed"]) == {"503"}
    assert len(database["recovery_s"]) == 2
    assert max(database["recovery_s"]) < 3, "the sites answer while the visitors are still there"
