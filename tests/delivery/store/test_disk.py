"""Public answers as files: written once they are kept, gone before anybody is shown what came after."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable

import brotli
import pytest
from django.conf import settings

from cms.delivery.policies import of_pages
from cms.delivery.store.disk import OF_PAGES, Disk, place, suffix_for
from cms.delivery.store.epochs import Epochs
from cms.delivery.store.kept import Kept
from tenants.context import tenant_scope
from tenants.freshness.changes import News
from tenants.freshness.functions import DIRECTORY, DISTRICT
from tenants.models import Tenant
from tests.delivery.store.served import serving
from tests.sample import article

pytestmark = [pytest.mark.postgres]
POLICY = "default-src 'self'"
TELLS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "public, max-age=0"),
    ("ETag", '"abc"'),
    ("Content-Security-Policy", POLICY),
    *OF_PAGES.items(),
]
BODY = "党务公开".encode() * 500


@pytest.fixture
def counters(tmp_path) -> Epochs:
    made = Epochs(tmp_path / "counters")
    made.renew(time.monotonic_ns())
    return made


@pytest.fixture
def disk(tmp_path, counters) -> Disk:
    made = Disk(tmp_path / "public", POLICY)
    counters.followers.append(made.forget)
    return made


@pytest.fixture
def put(disk, counters) -> Callable[..., None]:
    def put(host: str, *tags: str, path: str = "/a/") -> None:
        kept = Kept(TELLS, BODY, counters.marks(counters.copy(), tags))
        disk.put(host, path, kept, {*tags, DIRECTORY}, counters)

    return put


def found(disk: Disk) -> set[str]:
    kept = disk.root / "kept"
    return {str(one.relative_to(kept)) for one in kept.rglob("*~.html")}


def test_a_file_has_its_compressed_forms_beside_it(disk, put):
    put("ta.test", "t_a")
    name = disk.root / "kept/own/ta.test/a/~.html"
    assert name.read_bytes() == BODY
    assert gzip.decompress(name.with_name("~.html.gz").read_bytes()) == BODY
    assert brotli.decompress(name.with_name("~.html.br").read_bytes()) == BODY


@pytest.mark.parametrize(
    ("changed", "left"),
    [
        ({"t_a"}, {"own/tb.test/a/~.html", "wide/tb.test/b/~.html"}),
        ({DISTRICT}, {"own/ta.test/a/~.html", "own/tb.test/a/~.html"}),
        ({"t_b", DISTRICT}, {"own/ta.test/a/~.html"}),
        ({"t_c"}, {"own/ta.test/a/~.html", "own/tb.test/a/~.html", "wide/tb.test/b/~.html"}),
        ({DIRECTORY}, set()),
        (None, set()),
    ],
)
def test_only_what_a_change_concerns_is_taken_away(disk, put, counters, changed, left):
    put("ta.test", "t_a")
    put("tb.test", "t_b")
    put("tb.test", "t_b", DISTRICT, path="/b/")
    assert len(found(disk)) == 3
    counters.apply("", News("1:1:", changed if changed is None else frozenset(changed)))
    assert found(disk) == left
    put("ta.test", "t_a")
    assert "own/ta.test/a/~.html" in found(disk), "and it can be written anew"


def test_what_is_old_before_it_is_written_is_not(disk, counters):
    """Somebody else learned of a change while the answer was packed."""
    kept = Kept(TELLS, BODY, counters.marks(counters.copy(), ["t_a"]))
    counters.apply("", News("1:1:", frozenset(["t_a"])))
    disk.put("ta.test", "/a/", kept, {"t_a", DIRECTORY}, counters)
    assert found(disk) == set()


def test_nor_is_anything_while_nobody_listens(disk, put, counters):
    counters.expire()
    put("ta.test", "t_a")
    assert found(disk) == set()


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", ""),
        ("/column/", "column/"),
        ("/api/v1/site", "api/v1/site"),
        ("/党/".encode().decode("latin-1"), "党/"),
        ("/../x", None),
        ("/.gone/x", None),
        ("/a~.html", None),
        ("/a\x00b", None),
        ("/\xff", None),
        (f"/{'x' * 300}/", None),
    ],
)
def test_only_plain_addresses_have_a_file(path, name):
    assert place(path) == name


@pytest.mark.parametrize(
    ("more", "suffix"),
    [
        ([], "~.html"),
        ([("Strict-Transport-Security", "max-age=1")], "~.html"),
        ([("X-Robots-Tag", "noindex")], ""),
        ([("Content-Security-Policy", "frame-ancestors *")], ""),
        ([("Access-Control-Allow-Origin", "*")], ""),
        ([("Content-Type", "image/png")], ""),
        ([("Content-Type", "application/json")], ""),
    ],
)
def test_only_what_the_front_server_would_say_just_so(more, suffix):
    assert suffix_for(Kept(list((dict(TELLS) | dict(more)).items()), BODY), POLICY) == suffix


@pytest.mark.django_db(databases=["default", "central"])
@pytest.mark.parametrize(("path", "suffix"), [("/column/", "~.html"), ("/api/v1/entries", "~.json")])
def test_what_the_sites_say_is_what_the_front_server_says(visit, ta, path, suffix):
    answer = visit("ta").get(path)
    assert suffix_for(Kept(list(answer.headers.items()), answer.content), of_pages()) == suffix


def test_files_of_a_server_follow_its_commits(committed):
    root = settings.DATA / "public/kept"
    with tenant_scope(Tenant.objects.get(slug="ta")), serving(committed, STORE="disk") as served:
        files = [root / "own/ta.test/column/~.html", root / "own/ta.test/api/v1/site~.json"]
        lines = served.lines()
        for _n in range(3):
            answers = [lines[0].ask("ta", path).body for path in ("/column/", "/api/v1/site")]
            lines[0].ask("ta", "/column/?a=b")
            time.sleep(0.3)
        assert [one.read_bytes() for one in files] == answers
        article("TS-01", "写成文件以后公开的", "内容", slug="after-the-files")
        assert not any(one.exists() for one in files)
        answers = [lines[1].ask("ta", "/column/").body for _n in range(3)]
        assert files[0].read_bytes() == answers[-1]
    assert not list(root.glob("own/*/column/?a*"))
