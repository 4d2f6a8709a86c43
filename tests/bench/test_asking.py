"""What a measurement says of an address, by wrk as by our own loader."""

import pytest

from cms.bench import asking
from cms.bench.loader import Plan
from cms.bench.server import free_port
from cms.bench.sides import nginx

pytestmark = pytest.mark.nginx
CONTENT = b"x" * 20_000


@pytest.mark.parametrize("seconds", [1.0, 0.3])
@pytest.mark.parametrize(("path", "missing"), [("/page", False), ("/none", True)])
def test_answers_are_counted_and_failures_apart(seconds, path, missing):
    """For less than a second, and where wrk is not installed, it is our own loader."""
    with nginx({"page": CONTENT}, port=(port := free_port()), workers=1) as process:
        found = asking.measure(Plan(port, "localhost", path, seconds, 2, warm=0.0), process)
    assert (found["requests"] > 10, sum(found["failed"].values()) > 10) == (not missing, missing)
    assert found["requests_per_s"] == pytest.approx(found["requests"] / seconds, rel=0.2)


def test_what_is_not_modified_and_what_is_compressed_is_known_from_one_answer():
    with nginx({"page": CONTENT}, port=(port := free_port()), workers=1):
        plain = asking.fetch(port, "localhost", "/page")
        again = asking.fetch(port, "localhost", "/page", {"If-None-Match": plain.headers["ETag"]})
        packed = asking.fetch(port, "localhost", "/page", {"Accept-Encoding": "gzip"})
    assert (plain.status, plain.body, again.status, again.body) == (200, CONTENT, 304, b"")
    assert (packed.headers["Content-Encoding"], len(packed.body) < 1000) == ("gzip", True)
