"""API v1: what it promises to people who build on it."""

import json
import uuid

import pytest
from django.utils import timezone

from cms.pages.models import ArticlePage
from tenants.context import tenant_scope
from tests import sample

pytestmark = pytest.mark.django_db(databases=["default", "central"])
PROBLEM = "application/problem+json"
ENTRY = {
    "uuid",
    "unit",
    "item",
    "type",
    "title",
    "summary",
    "published_at",
    "public_at",
    "updated_at",
    "version",
    "url",
}
ENTRY |= {"withdrawn"}
LONG = {"html", "text", "fields", "attachments", "images", "corrections"}
FULL = ENTRY | LONG | {"links", "provenance"}


@pytest.fixture
def get(visit):
    return lambda path, slug="ta", **headers: visit(slug).get(f"/api/v1/{path}", headers=headers)


def test_a_unit_tells_who_it_is(get):
    answer = get("site").json()
    assert answer["unit"]["slug"] == "ta"
    assert answer["unit"]["line"] == {"code": "L01", "name": "镇街道"}
    assert answer["unit"]["superior"] == {"slug": "central", "name": "区委办公室"}
    assert (answer["kind"], answer["central"], answer["district"]) == ("TOWN", False, "测试区")


def test_units_on_a_unit_and_at_the_centre(get):
    assert [unit["slug"] for unit in get("units").json()["items"]] == ["ta"]
    assert [unit["slug"] for unit in get("units", "central").json()["items"]] == [
        "central",
        "ta",
        "tb",
        "village",
    ]
    assert set(get("units").json()["items"][0]) == {
        "slug",
        "name",
        "kind",
        "level",
        "line",
        "superior",
        "url",
        "state",
        "successor",
        "successors",
        "predecessors",
    }


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("line=L01", ["ta", "tb"]),
        ("line=镇街道", ["ta", "tb"]),
        ("kind=VILLAGE", ["village"]),
        ("level=DISTRICT", ["central"]),
        ("superior=ta", ["village"]),
        ("q=甲镇", ["ta"]),
        ("kind=TOWN&superior=ta", []),
    ],
)
def test_units_can_be_narrowed(get, query, slugs):
    answer = get(f"units?{query}", "central").json()
    assert [unit["slug"] for unit in answer["items"]] == slugs
    assert answer["total"] == len(slugs)


def test_lines_and_who_leads_them(get):
    answer = get("lines", "central").json()
    assert [(line["code"], line["lead"]["slug"], line["units"]) for line in answer["items"]] == [
        ("L01", "central", 2),
        ("L02", "ta", 1),
    ]


def test_the_catalog_lists_what_society_may_see(get):
    """TS-03 is for the Party: it is in the register and on the page with its title, but not here."""
    items = get("catalog").json()["items"]
    assert [item["code"] for item in items] == ["TS-01", "TS-02"]
    assert set(items[0]) == {
        "code", "section", "title", "scope", "timing", "last_entry", "next_due", "state", "unit",
    }  # fmt: skip
    assert items[0]["last_entry"]["title"] == "机构设置公开"
    assert items[1]["last_entry"] is None


def test_the_catalog_at_the_centre_is_the_districts_page_by_page(get):
    seen, cursor = [], ""
    while cursor is not None:
        answer = get(f"catalog?limit=3&cursor={cursor}" if cursor else "catalog?limit=3", "central").json()
        assert answer["total"] == 4
        seen += [(item["unit"], item["code"]) for item in answer["items"]]
        cursor = answer["next"]
    assert seen == [("ta", "TS-01"), ("ta", "TS-02"), ("tb", "TS-01"), ("tb", "TS-02")]
    assert [item["unit"] for item in get("catalog?unit=tb", "central").json()["items"]] == ["tb", "tb"]


def test_entries_have_the_promised_shape(get):
    answer = get("entries").json()
    assert set(answer) == {"items", "next", "total"}
    (entry,) = answer["items"]
    assert set(entry) == ENTRY
    assert entry["unit"] == {"slug": "ta", "name": "甲镇党委"}
    assert entry["item"] == {"code": "TS-01", "title": "机构设置", "section": "组织概况"}
    assert entry["url"] == "http://ta.test/column/zu-zhi-gai-kuang/ji-gou-she-zhi/article-one/"


def test_an_entry_in_full(get):
    key = get("entries").json()["items"][0]["uuid"]
    entry = get(f"entries/{key}").json()
    assert set(entry) == FULL
    assert "<p>正文</p>" in entry["html"]
    assert "正文" in entry["text"]
    assert "<" not in entry["text"]
    assert entry["attachments"][0]["url"].startswith("http://ta.test/documents/")
    history = get(f"entries/{key}/history").json()["items"]
    assert [(version["version"], version["title"]) for version in history] == [(1, "机构设置公开")]


def _entries(count: int) -> list[str]:
    """Published in this order; two at the same moment."""
    return [sample.article("TS-02", f"第{n}条", "内容", slug=f"n-{n}").title for n in range(count)]


def test_pages_of_entries_neither_skip_nor_repeat_while_entries_are_added(get, ta):
    _entries(7)
    first = get("entries?limit=3").json()
    sample.article("TS-02", "新来的", "内容", slug="new")
    seen = [entry["title"] for entry in first["items"]]
    cursor = first["next"]
    while cursor:
        answer = get(f"entries?limit=3&cursor={cursor}").json()
        seen += [entry["title"] for entry in answer["items"]]
        cursor = answer["next"]
    assert sorted(seen) == sorted([*(f"第{n}条" for n in range(7)), "机构设置公开"])


def test_entries_can_be_narrowed_and_ordered(get, ta):
    _entries(2)
    assert [e["title"] for e in get("entries?item=TS-02&order=published_at").json()["items"]] == [
        "第0条",
        "第1条",
    ]
    assert get("entries?since=2999-01-01").json()["items"] == []
    assert len(get("entries?until=2999-01-01").json()["items"]) == 3
    assert get("entries?line=L02", "central").json()["items"] == []
    assert {e["unit"]["slug"] for e in get("entries?line=L01", "central").json()["items"]} == {"ta", "tb"}


def test_sparse_fields(get):
    assert get("entries?fields=uuid,title").json()["items"][0].keys() == {"uuid", "title"}
    assert get("entries?fields=item.code,unit.slug,item").json()["items"] == [
        {"unit": {"slug": "ta"}, "item": {"code": "TS-01", "title": "机构设置", "section": "组织概况"}}
    ]
    (entry,) = get("entries?fields=" + ",".join(LONG)).json()["items"]
    assert entry.keys() == LONG
    one = get(f"entries/{get('entries').json()['items'][0]['uuid']}").json()
    assert entry == {name: one[name] for name in LONG}


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("units?colour=red&line=L01", "colour"),
        ("entries?fields=title,body", "body"),
        ("entries?limit=0", "limit"),
        ("entries?limit=101", "limit"),
        ("entries?limit=x", "limit"),
        ("entries?limit=٣", "limit"),
        ("entries?order=title", "order"),
        ("entries?since=yesterday", "since"),
        ("entries?since=2026-13-40", "since"),
        ("entries?item=a&item=b", "item"),
        ("entries?cursor=!!!", "游标"),
        ("entries?cursor=W10", "游标"),
        ("entries?item=%00", "item"),
        ("catalog?cursor=WyJjYXRhbG9nIiwgIngiLCAieCIsICJ4Il0", "游标"),
        ("entries?type=novel", "type"),
        ("entries?limit=1000000000", "100"),
        ("entries?since=", "since"),
        ("entries?" + "&".join(f"filter{n}=1" for n in range(200)), "filter"),
        ("entries?fields=title,item.colour", "item.colour"),
    ],
)
def test_a_mistake_is_named(get, path, named):
    response = get(path)
    assert (response.status_code, response["Content-Type"]) == (400, PROBLEM)
    problem = response.json()
    assert problem["status"] == 400
    assert named in problem["title"] + problem.get("detail", "")


def test_what_is_not_there_is_a_problem_document(get, visit):
    for response in (get(f"entries/{uuid.uuid4()}"), get("nothing"), get("entries/not-a-uuid")):
        assert (response.status_code, response["Content-Type"]) == (404, PROBLEM)
    refused = visit("ta").post("/api/v1/entries")
    assert (refused.status_code, refused["Content-Type"], refused["Allow"]) == (
        405,
        PROBLEM,
        "GET, HEAD, OPTIONS",
    )


def test_a_failure_of_ours_is_a_problem_document_too(get, monkeypatch):
    from cms.delivery.api import entry

    monkeypatch.setattr(entry, "shown", lambda *_: 1 / 0)
    client = get.__closure__[0].cell_contents("ta")
    client.raise_request_exception = False
    response = client.get("/api/v1/entries")
    assert (response.status_code, response["Content-Type"]) == (500, PROBLEM)
    assert "ZeroDivision" not in response.content.decode()


def test_a_withdrawn_entry_is_gone(get, ta):
    key = get("entries").json()["items"][0]["uuid"]
    ArticlePage.objects.live().get().unpublish()
    assert get("entries").json()["items"] == []
    assert get(f"entries/{key}").status_code == 410
    assert get(f"entries/{key}/history").status_code == 410


def test_answers_can_be_kept_and_asked_again(get, ta):
    first = get("entries")
    # Asked for each time, but given by a proxy when the site does not answer.
    assert set(first["Cache-Control"].split(", ")) == {"public", "max-age=0", "stale-if-error=86400"}
    again = get("entries", **{"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    _entries(1)
    assert get("entries", **{"if-none-match": first["ETag"]}).status_code == 200


def test_head_is_answered_like_get(visit):
    client = visit("ta")
    assert client.head("/api/v1/site").status_code == 200
    assert client.head("/api/v1/site")["ETag"] == client.get("/api/v1/site")["ETag"]


def test_chinese_stands_as_itself(get):
    assert "甲镇党委".encode() in get("site").content


def test_the_description_of_the_api_names_every_path(get):
    document = json.loads(get("openapi.json").content)
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == {
        f"/api/v1/{path}"
        for path in (
            "site",
            "units",
            "lines",
            "catalog",
            "entries",
            "entries/{uuid}",
            "entries/{uuid}/history",
            "obligations",
            "coverage",
            "search",
            "search/suggestions",
            "drafts/{token}",
        )
    }


def test_the_description_names_every_parameter_that_is_taken(get):
    """Whatever the description names is understood; whatever it does not name is refused."""
    document = json.loads(get("openapi.json").content)
    for path, verbs in document["paths"].items():
        described = {p["name"] for p in verbs["get"].get("parameters", []) if p["in"] == "query"}
        refusal = get(
            f"{path.removeprefix('/api/v1/').replace('{uuid}', str(uuid.uuid4()))}?nonsense=1"
        ).json()
        assert set(refusal["allowed"]) == described, path


def test_the_centre_shows_every_unit_and_a_unit_only_itself(get, tb):
    with tenant_scope(tb):
        key = ArticlePage.objects.live().get().translation_key
    assert get(f"entries/{key}", "central").json()["unit"]["slug"] == "tb"
    assert get(f"entries/{key}", "tb").status_code == 200
    assert get(f"entries/{key}", "ta").status_code == 404
    assert get("entries?unit=tb", "ta").json()["items"] == []


def test_a_cursor_is_good_for_its_list_its_filters_and_its_site_only(get, ta):
    _entries(3)
    cursor = get("entries?limit=2&item=TS-02").json()["next"]
    assert get(f"entries?limit=1&item=TS-02&fields=uuid&cursor={cursor}").status_code == 200
    central = get("entries?limit=1&item=TS-02", "central").json()["next"]
    for path, slug in (
        (f"entries?item=TS-01&cursor={cursor}", "ta"),
        (f"entries?item=TS-02&order=public_at&cursor={cursor}", "ta"),
        (f"entries?cursor={cursor}", "ta"),
        (f"obligations?item=TS-02&cursor={cursor}", "ta"),
        (f"entries?item=TS-02&cursor={cursor}", "tb"),
        (f"entries?item=TS-02&cursor={cursor}", "central"),
        (f"entries?item=TS-02&cursor={central}", "ta"),
        (f"entries?item=TS-02&cursor={cursor[:-1]}{'A' if cursor[-1] != 'A' else 'B'}", "ta"),
        (f"entries?item=TS-02&cursor={cursor.partition(':')[0]}", "ta"),
    ):
        refused = get(path, slug)
        assert (refused.status_code, refused.json()["type"]) == (400, "/api/v1/problems#invalid-cursor"), path


def test_whoever_keeps_a_copy_is_told_what_left(get, ta):
    before = timezone.now()
    (gone,) = get("entries?fields=uuid,text").json()["items"]
    assert gone["text"]
    ArticlePage.objects.live().get().unpublish()
    since = before.isoformat().replace("+", "%2B")
    (told,) = get(f"entries?since={since}&fields=uuid,title,text,attachments,images,withdrawn").json()[
        "items"
    ]
    assert told.pop("withdrawn")["kind"] == "TAKEN_DOWN"
    assert told == {
        "uuid": gone["uuid"],
        "title": "机构设置公开",
        "text": "",
        "attachments": [],
        "images": [],
    }
    later = timezone.now().isoformat().replace("+", "%2B")
    assert get(f"entries?since={later}").json()["items"] == []
    assert get(f"entries?since={since}&item=TS-02").json()["items"] == []


def test_anybodys_script_may_read_and_nobodys_cookie_counts(visit):
    client = visit("ta")
    for path in ("/api/v1/entries", "/api/v1/entries?nonsense=1", "/api/v1/nothing"):
        response = client.get(path, headers={"origin": "https://example.org"})
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response
    asked = client.options(
        "/api/v1/entries",
        headers={"origin": "https://example.org", "access-control-request-method": "GET"},
    )
    assert (asked.status_code, asked.content) == (204, b"")
    assert asked["Access-Control-Allow-Methods"] == asked["Allow"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in asked["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in asked
    assert "Access-Control-Allow-Origin" not in client.get("/")


def test_what_kind_of_problem_it_is_has_an_address(get, visit):
    kind = get("entries?colour=red").json()["type"]
    address, anchor = kind.split("#")
    page = visit("ta").get(address)
    assert page.status_code == 200
    assert f'id="{anchor}"' in page.content.decode()


@pytest.mark.parametrize("host", ["ta.test:8443", "TA.Test", "ta.test."])
def test_a_host_may_be_written_as_people_write_it(visit, host):
    answer = visit("ta").get("/api/v1/entries", headers={"host": host})
    assert answer.json()["items"][0]["unit"]["slug"] == "ta"


def test_words_of_any_length_are_looked_for(get):
    assert get(f"units?q={'甲' * 10000}").json()["items"] == []
    assert get(f"units?q={'！' * 500}").json()["items"] == []


@pytest.mark.parametrize("path", ["entries?item=", "search?q="])
def test_any_byte_gets_an_answer_or_is_refused(get, path):
    found = {get(f"{path}%{byte:02X}").status_code for byte in range(256)}
    assert found <= {200, 400, 404}
