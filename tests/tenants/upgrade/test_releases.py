"""Releases in their order, and what a tenant of each answers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenants.upgrade import lint, releases
from tenants.upgrade.compat import BREAKING, EXPAND
from tenants.upgrade.prepare import works_from
from tenants.upgrade.steps import SQL, Step


@pytest.fixture
def lock(tmp_path, settings):
    """lock('1 1', '2 1') → a releases.lock with these lines; `here` stands for the fingerprint of this code."""

    def write(*lines: str, here: str = "") -> None:
        path = tmp_path / "releases.lock"
        digest = releases.fingerprint.of_code()
        last = len(lines) if here else 0
        text = [f"{line} {digest if number == last else number}" for number, line in enumerate(lines, 1)]
        path.write_text("# a comment\n" + "\n".join(text) + "\n")
        settings.TENANT_RELEASES = path
        releases.current.cache_clear()

    yield write
    releases.current.cache_clear()


def test_code_that_nobody_finished_is_the_next_release(lock):
    lock("1 1", "2 1")
    here = releases.current()
    assert (here.id, here.reads, here.is_open) == (f"3+{here.fingerprint[:12]}", here.id, True)


def test_code_of_the_last_line_is_that_release(lock):
    lock("1 1", "2 1", here="2")
    assert (releases.current_release(), releases.current().reads) == ("2", "1")


@pytest.mark.parametrize(
    ("release", "oldest", "served"),
    [
        ("3", "", True),
        ("2", "", True),  # older, and one that this code can work on
        ("1", "", False),  # too old
        ("1", "1", False),  # what older code may do says nothing about this one
        ("2+abcdefabcdef", "", False),  # never finished: nobody knows what it was
        ("4", "", False),  # newer, and nobody said that this code may
        ("4", "4", False),
        ("4", "3", True),  # newer, and changed only in ways that 3 does not notice
        ("5+abcdefabcdef", "2", True),
        ("4", "3+abcdefabcdef", True),
        ("", "", False),
        ("ee9848dc65b2", "", False),  # from before there were releases
        ("123456789012", "", False),
        ("4", "123456789012", False),
    ],
)
def test_which_schemas_the_code_of_release_3_serves(lock, release, oldest, served):
    lock("1 1", "2 2", "3 2", here="3")
    assert releases.supported(release, oldest) is served


def test_what_was_made_before_the_release_was_finished_is_of_it(lock):
    lock("1 1")
    mine = releases.current_release()
    lock("1 1", "2 2", here="2")
    assert (releases.current_release(), releases.supported(mine)) == ("2", True)


def test_another_open_release_is_not_ours(lock):
    lock("1 1")
    assert not releases.supported("2+abcdefabcdef")
    assert not releases.supported("2+abcdefabcdef", "2+abcdefabcdef")
    assert releases.supported("2+abcdefabcdef", releases.current_release())


def test_a_schema_of_the_last_release_lacks_what_open_code_may_read(lock):
    """Its own release is what it works from; the code that comes after it reads columns that are not there yet."""
    lock("1 1")
    assert not releases.supported("1", "1")
    assert not releases.supported("2+abcdefabcdef", "1")
    assert releases.supported("2", "1")
    assert releases.supported("3", "2")


def step(compat: str) -> Step:
    return Step("column", "0003", SQL, compat)


@pytest.mark.parametrize(
    ("compat", "oldest"),
    [
        ([], "1"),
        ([EXPAND, EXPAND], "1"),
        ([EXPAND, "contract:2"], "2"),
        (["contract:2", "contract:1"], "2"),
        (["contract:2", BREAKING, EXPAND], "4"),
    ],
)
def test_the_oldest_code_that_works_on_a_schema_after_some_steps(compat, oldest):
    assert works_from("1", [step(one) for one in compat], "4") == oldest


def test_a_finished_release_is_a_line_that_holds_this_code(lock, settings):
    lock("1 1")
    made = lint.close()
    assert (made.id, made.is_open, made.fingerprint) == ("2", False, releases.fingerprint.of_code())
    assert [leaf.partition(".")[0] for leaf in made.leaves].count("column") == 1
    assert settings.TENANT_RELEASES.read_text().startswith("# a comment\n1 1 1")
    assert lint.close() == made


def status(visit, slug: str = "village"):
    return visit(slug).get("/")


@pytest.fixture
def village(tenant):
    """village(release='9') changes its row in the registry, as an upgrade elsewhere would, until the test ends."""
    from tenants.roles import owner_connection

    row = tenant("village")
    with owner_connection(autocommit=True) as owner:
        statement = "UPDATE tenants_tenant SET release = %s, works_from = %s WHERE slug = 'village'"
        yield lambda release, oldest="": owner.execute(statement, [release, oldest])
        owner.execute(statement, [row.release, row.works_from])


@pytest.mark.parametrize("release", ["", "ee9848dc65b2", "1+abcdefabcdef", "999"])
def test_a_site_whose_schema_this_code_does_not_know_says_when_to_come_back(visit, village, release):
    assert status(visit).status_code == 200
    village(release)
    for path in ("/", "/admin/", "/api/v1/site"):
        answer = visit("village").get(path)
        assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "60", "no-store")


def test_a_newer_schema_that_this_code_does_not_notice_is_served(visit, village):
    village("999", releases.current_release())
    assert status(visit).status_code == 200


def test_to_know_it_takes_no_query_besides_the_one_that_finds_the_tenant(visit, village):
    village("999")
    with CaptureQueriesContext(connection) as queries:
        assert status(visit).status_code == 503
    assert len([query for query in queries if "search_path" not in query["sql"]]) == 1


def test_a_proxy_may_give_what_it_has_while_a_site_is_upgraded(visit):
    """It asks every time, and only when it gets no answer it may use what it kept."""
    kept = set(status(visit)["Cache-Control"].split(", "))
    assert kept == {"public", "max-age=0", "stale-if-error=86400"}
