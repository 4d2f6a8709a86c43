"""Web and worker under a supervisor, replaced while visitors ask and tasks run."""

import json

import pytest

from tests.bench.running import run

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


def test_replacing_web_and_worker_costs_no_request_and_no_task():
    seen = json.loads(run("supervised", "--rolls", "1", "--tasks", "60", "--json"))
    visitors = seen["visitors"]
    assert (visitors["failed"], visitors["broken_connections"], visitors["wrong"]) == ({}, 0, 0)
    assert visitors["answers"] > 20
    assert (seen["effects"], seen["lost"], seen["doubled"], seen["strayed"]) == (60, 0, 0, 0)
