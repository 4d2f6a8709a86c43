"""Two hundred orders of requests for twenty sites by eight threads: each answer is its own site's, kept or made."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue

import pytest

from tenants import fingerprint
from tenants.provision import NewTenant, provision, read_blueprint
from tenants.roles import configured, owner_connection
from tests.delivery.store.served import Line

pytestmark = [pytest.mark.postgres]
SITES, THREADS, ORDERS = 20, 8, 200
PATHS = ("/", "/search", "/column/", "/api/v1/entries")
NAMES = [f"独有名字{chr(0x4E00 + 97 * number)}单位" for number in range(SITES)]


@pytest.fixture(scope="module")
def sites(committed, django_db_blocker) -> dict[str, str]:
    """slug → a name that no other site has."""
    named = {f"site{number}": name for number, name in enumerate(NAMES)}
    with django_db_blocker.unblock(), owner_connection(autocommit=True) as owner:
        blueprint = read_blueprint(owner, fingerprint.of_code())
        for slug, name in named.items():
            new = NewTenant(slug, name, f"{slug}.test")
            provision(new, owner=owner, blueprint=blueprint, roles=configured())
    return named


def test_every_answer_is_the_asked_sites_own(served, sites):
    for slug, name in sites.items():
        home = served.line().ask(slug, "/").text
        assert [one for one in NAMES if one in home] == [name], "each has its canary, and only its own"
    kept = served.count("kept")
    lines: SimpleQueue[Line] = SimpleQueue()
    for _n in range(THREADS):
        lines.put(served.line())

    def ask(order: tuple[str, str]) -> tuple[tuple[str, str], int, bytes]:
        line = lines.get()
        try:
            answer = line.ask(*order)
        finally:
            lines.put(line)
        return order, answer.status, answer.body

    seen: dict[tuple[str, str], tuple[int, bytes]] = {}
    with ThreadPoolExecutor(THREADS) as threads:
        for number in range(ORDERS):
            chosen = random.Random(number)
            orders = [(chosen.choice(list(sites)), chosen.choice(PATHS)) for _n in range(THREADS)]
            for order, status, body in threads.map(ask, orders):
                assert seen.setdefault(order, (status, body)) == (status, body)
                told = body.decode()
                assert [name for name in NAMES if name in told] in ([sites[order[0]]], [])
    assert {status for (slug, path), (status, _body) in seen.items() if path == "/"} == {200}
    assert served.count("kept") - kept > ORDERS, "most of them were kept"
