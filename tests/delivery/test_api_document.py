"""The OpenAPI document says what is true: real answers of every path, on both kinds of host, are held against it."""

from __future__ import annotations

import json
import re
import uuid

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator

from cms.delivery.api.problems import KINDS
from cms.pages.details.forms import BLOCKS
from cms.pages.models import ArticlePage
from tests import sample
from tests.approval import many
from tests.pages.details.test_entry import details, filed, forms, one_of_each  # noqa: F401 -- fixtures and what they need

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
HOSTS = ("ta", "central")


@pytest.fixture
def get(visit):
    return lambda path, slug="ta": visit(slug).get(f"/api/v1/{path}")


@pytest.fixture
def document(get):
    return lambda slug="ta": json.loads(get("openapi.json", slug).content)


def closed(schema):
    """The same, but whatever it does not name is wrong: what a document forgets to say is a lie too."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: closed(value) for name, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and "type" in schema:
        made.setdefault("additionalProperties", False)
    return made


def misfits(document, path: str, response) -> list[str]:
    described = document["paths"][f"/api/v1/{path}"]["get"]["responses"][str(response.status_code)]
    media_type = response["Content-Type"]
    schema = described["content"][media_type]["schema"]
    whole = closed(schema) | {"components": closed(document["components"])}
    checker = Draft202012Validator.FORMAT_CHECKER
    found = Draft202012Validator(whole, format_checker=checker).iter_errors(response.json())
    missing = [
        name
        for name, header in described.get("headers", {}).items()
        if name not in response
        and document["components"]["headers"][header["$ref"].split("/")[-1]].get("required")
    ]
    return [f"{error.json_path} {error.message}" for error in found] + missing


@pytest.fixture
def much(forms):  # noqa: F811 -- the fixture
    """An entry of every form, one with every block that machines read, and a link between two."""
    for form, value in one_of_each(forms).items():
        kind = BLOCKS[form]
        sample.article(forms[form], f"页{form.value}", "正文", slug=f"p-{kind}", **details(kind, value))
    target = sample.article("TS-02", "目标", "内容", slug="target")
    rows = [{"values": ["甲", "1"]}]
    columns = [{"type": "text", "heading": "项目"}, {"type": "number", "heading": "金额"}]
    figure = {"label": "完成", "value": "3", "unit": "件", "note": ""}
    stage = {"when": "2026-01-02", "title": "开工", "text": "", "state": "done"}
    body = [
        {"type": "rich_text", "value": f'<p><a linktype="page" id="{target.pk}">见这里</a></p>'},
        {
            "type": "table",
            "value": {
                "caption": "表",
                "unit": "",
                "table": {"columns": columns, "rows": rows, "caption": ""},
            },
        },
        {"type": "key_figures", "value": [{"type": "item", "value": figure, "id": "a"}]},
        {"type": "timeline", "value": [{"type": "item", "value": stage, "id": "b"}]},
        {
            "type": "notice",
            "value": {"start": "2026-01-02", "end": "2026-01-09", "contact": "办公室", "text": ""},
        },
    ]
    correction = {"fault": "UNTRUE", "passage": "见这里", "text": "应为那里", "on": "2026-01-03"}
    sample.article(
        "TS-02", "各种块", "说明", slug="blocks", body=body,
        corrections=[{"type": "correction", "value": correction, "id": "c"}],
    )  # fmt: skip


LISTS = (
    "site", "units", "units?state=all", "lines", "catalog", "catalog?limit=2", "entries", "entries?limit=2",
    "entries?since=2020-01-01&fields=uuid,withdrawn,item.code,html,text,fields,attachments,images,corrections",
    "entries?since=2020-01-01", "search", "search?q=机构&fields=uuid,text,unit.slug",
    "search/suggestions?q=机构", "obligations", "obligations?limit=1", "coverage",
)  # fmt: skip


def _all_fit(get, told, slug: str) -> int:
    """Holds every list and every entry against the document; how many entries there are."""
    for path in LISTS:
        response = get(path, slug)
        assert response.status_code == 200
        assert misfits(told, path.partition("?")[0], response) == [], path
    entries = get("entries?limit=100", slug).json()["items"]
    for entry in entries:
        for path in ("entries/{uuid}", "entries/{uuid}/history"):
            assert misfits(told, path, get(path.replace("{uuid}", entry["uuid"]), slug)) == []
    return len(entries)


def kinds(told) -> set[str]:
    fields = told["components"]["schemas"]["Fields"]["properties"]
    return set(fields.get("details", {}).get("discriminator", {}).get("mapping", ()))


def test_a_unit_answers_as_described_with_its_own_forms_only(get, document, much):
    assert _all_fit(get, document(), "ta") > 8
    assert {"decision", "notice", "finance"} <= kinds(document())
    assert kinds(document("tb")) == set()
    assert document("tb")["info"]["title"].startswith("乙镇党委")
    assert "甲镇" not in json.dumps(document("tb"), ensure_ascii=False)


def test_the_centre_answers_as_described(get, document):
    """It reads on a connection of its own, so of the sample alone."""
    assert _all_fit(get, document("central"), "central") == 2


@pytest.mark.parametrize("slug", HOSTS)
def test_what_is_refused_or_gone_is_as_described(get, document, ta, slug):
    told, gone = document(slug), ArticlePage.objects.live().get()
    if slug == "ta":
        gone.unpublish()
    for path, route, status in (
        ("entries?since=2020-01-01", "entries", 200),
        ("entries?limit=0", "entries", 400),
        ("entries?colour=red", "entries", 400),
        ("entries?cursor=x", "entries", 400),
        ("search?words=half", "search", 400),
        ("units?kind=CASTLE", "units", 400),
        (f"entries/{uuid.uuid4()}", "entries/{uuid}", 404),
        (f"entries/{gone.translation_key}", "entries/{uuid}", 410 if slug == "ta" else 200),
        (f"entries/{gone.translation_key}/history", "entries/{uuid}/history", 410 if slug == "ta" else 200),
    ):
        response = get(path, slug)
        assert response.status_code == status
        assert misfits(told, route, response) == [], path


def test_a_document_that_lied_would_be_found(get, document):
    """The control: a member that is not described, one that is missing, a value of another type."""
    told, entries = document(), get("entries")
    entry = told["components"]["schemas"]["Entry"]
    told["components"]["schemas"]["Entries"]["properties"]["items"]["items"] = {
        "$ref": "#/components/schemas/Entry"
    }
    assert misfits(told, "entries", entries) == []
    title = entry["properties"].pop("title")
    assert any("title" in bad for bad in misfits(told, "entries", entries))
    entry["properties"] |= {"title": title, "colour": {"type": "string"}}
    entry["required"].append("colour")
    assert any("colour" in bad for bad in misfits(told, "entries", entries))
    entry["required"].remove("colour")
    entry["properties"]["version"] = {"type": "string"}
    assert any("version" in bad for bad in misfits(told, "entries", entries))


def test_what_a_document_shows_as_an_example_is_one(document):
    told = document()
    components = {"components": told["components"]}
    for verbs in told["paths"].values():
        for parameter in verbs["get"].get("parameters", []):
            for example in parameter["schema"].get("examples", []):
                Draft202012Validator(parameter["schema"]).validate(example)
        for response in verbs["get"]["responses"].values():
            for content in response.get("content", {}).values():
                for example in content.get("examples", {}).values():
                    Draft202012Validator(content["schema"] | components).validate(example["value"])


def test_every_kind_of_problem_is_described(document):
    kinds = document()["components"]["schemas"]["Problem"]["properties"]["type"]["enum"]
    assert {kind.partition("#")[2] for kind in kinds} == set(KINDS)


def test_the_document_costs_the_same_with_more_content(get, ta):
    def asked() -> int:
        with CaptureQueriesContext(connections["default"]) as found:
            get("openapi.json")
        return len(found)

    asked()
    before = asked()
    many("TS-02", range(10))
    assert asked() == before


def test_the_page_that_shows_it_loads_nothing_from_elsewhere(visit):
    page = visit("ta").get("/api/v1/docs")
    loaded = re.findall(r'(?:src|href)="([^"]*)"', page.content.decode())
    assert loaded
    assert all(address.startswith("/static/") for address in loaded)
    assert "default-src 'self'" in page["Content-Security-Policy"]
    assert b'"validatorUrl": null' in page.content
