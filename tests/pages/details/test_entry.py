"""An entry with details: how its form begins, what it refuses, and what readers, machines and search get of it."""

import datetime as dt
import hashlib
import json

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.catalog.vocabulary import ItemForm
from cms.filing.queries import registered
from cms.filing.roster.models import UnitContact
from cms.obligations.models import Obligation
from cms.obligations.queries import calendar
from cms.pages.actions import begin
from cms.pages.details.forms import BLOCKS
from cms.pages.details.reading import schemas
from cms.pages.models import ArticlePage, ItemPage
from cms.pages.queries import documents_without_interpretation
from cms.publication.models import Entry
from cms.publication.projection import project
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole as Role
from tenants.models import Tenant
from tests import sample
from tests.approval import approve, many
from tests.pages.details import written as w
from tests.people import browser

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
CODES = {form: f"FM-{n:02d}" for n, form in enumerate(ItemForm)}


@pytest.fixture(scope="module")
def filed(planted):
    rows = [
        sample.row(code, f"事项{form.label}", section="形式", form=form, notice="7日", content="甲、乙")
        for form, code in CODES.items()
    ]
    with tenant_scope(Tenant.objects.get(slug="ta")):
        sample.file_catalog([*sample.rows(), *rows], number="测备形式号")


@pytest.fixture
def forms(filed, ta):
    """A catalog with one item of each form."""
    return CODES


def address(code: str) -> str:
    return f"/admin/pages/add/column/articlepage/{ItemPage.objects.get(code=code).pk}/"


def sent(details: list[tuple], **changes) -> dict:
    values = {
        "title": "写好的一条", "period_key": "", "slug": "", "summary": "一句话", "doc_no": "", "issued_on": "",
        "validity": "IN_FORCE", "details": streamfield(details),
        "body": streamfield([("rich_text", rich_text("<p>正文</p>"))]),
    }  # fmt: skip
    return nested_form_data(values | changes) | {"action-publish": "1"}


def details(kind: str, value: dict, **more) -> dict:
    return {"details": [{"type": kind, "value": value, "id": "d"}], **more}


def test_each_form_begins_with_its_own_block_and_what_is_known(forms):
    client = browser("ta", Role.ADMINISTRATOR)
    today, started = timezone.localdate(), {}
    for form, code in forms.items():
        page = client.get(address(code))
        if form == ItemForm.GENERAL:
            assert "details" not in page.context["form"].fields
            assert len(page.context["form"]["body"].value()) == 4
            continue
        field = page.context["form"]["details"]
        (block,) = field.value()
        assert [*field.field.block.child_blocks] == [block.block_type] == [BLOCKS[form]]
        assert "甲、乙" in field.help_text
        started[form] = block.value
    notice = started[ItemForm.NOTICE]
    assert (notice["length"], notice["counted"]) == (7, "DAYS")
    assert notice["end"] == today + dt.timedelta(days=7)
    telephone = UnitContact.objects.first().telephone
    assert telephone in notice["contact"]
    assert [step["step"] for step in started[ItemForm.DECISION]["steps"]] == ["MEETING", "ANNOUNCE"]
    assert started[ItemForm.PROFILE]["confirmed_on"] == today


def test_a_notice_is_sent_without_its_end_and_another_forms_block_is_refused(forms, visit):
    client = browser("ta", Role.ADMINISTRATOR)
    start = timezone.localdate()
    value = {
        "start": start.isoformat(), "length": "3", "counted": "WORKDAYS", "basis": "", "end": "2001-01-01",
        "contact": "组织科", "result": "", "result_on": "",
    }  # fmt: skip
    answer = client.post(address(forms[ItemForm.DECISION]), sent([("notice", value)]))
    (error,) = answer.context["form"].errors["details"].as_data()
    assert "用“决策与落实”，不用“公示”" in error.message
    answer = client.post(address(forms[ItemForm.GENERAL]), sent([("notice", value)]))
    assert "一般内容，不用“公示”" in answer.context["form"].errors["details"].as_data()[0].message
    assert not ArticlePage.objects.filter(title="写好的一条").exists()
    assert client.post(address(forms[ItemForm.NOTICE]), sent([("notice", value)])).status_code == 302
    page = ArticlePage.objects.get(title="写好的一条")
    assert page.details[0].value["end"] == calendar().add_workdays(start, 3)
    approve(page)
    shown = visit("ta").get(page.url).content.decode()
    assert "正在公示" in shown
    assert "正在公示" not in Entry.objects.get(uuid=page.translation_key).html


def test_a_project_never_falls_back_without_a_word(forms):
    code, client = forms[ItemForm.PROGRESS], browser("ta", Role.ADMINISTRATOR)
    sample.article(code, "上月进展", "文", slug="last", **details("progress", w.progress(percent=58)))
    stage = {"title": "施工", "state": "doing", "planned": "", "actual": "", "text": ""}
    value = {
        "project": "村道硬化", "as_of": w.before(1), "percent": "50", "drop_reason": "", "budget": "1,061.79",
        "spent": "２８", "money_note": "", "stages": streamfield([("item", stage)]),
        "pictures": streamfield([]), "files": streamfield([]),
    }  # fmt: skip
    answer = client.post(address(code), sent([("progress", value)]))
    (error,) = answer.context["form"].errors["details"].as_data()
    assert w.told(error) == [("drop_reason", "上次公开的是 58%，这次是 50%。如果确实下降，请写明原因")]
    value["drop_reason"] = "返工"
    assert client.post(address(code), sent([("progress", value)])).status_code == 302
    kept = ArticlePage.objects.get(title="写好的一条").details[0].value
    assert (str(kept["budget"]), str(kept["spent"])) == ("1061.79", "28")


def one_of_each(forms) -> dict[ItemForm, dict]:
    picture = get_image_model().objects.create(title="现场", file=sample.picture("site.png", "blue"))
    image = w.part({"image": picture.pk, "alt": "铺好的路面", "caption": ""})
    paper = get_document_model().objects.create(title="验收单", file=ContentFile(b"signed", "ok.txt"))
    sample.article("TS-02", "一份文件", "文", slug="document", is_document=True)
    document = ArticlePage.objects.get(slug="document")
    point = w.part({"question": "管什么？", "answer": "管公开"})
    return {
        ItemForm.NOTICE: w.notice(end="2026-02-25"),
        ItemForm.DECISION: w.decision(),
        ItemForm.PROGRESS: w.progress(
            pictures=[image], files=[w.part({"document": paper.pk, "title": "验收"})]
        ),
        ItemForm.PERSONNEL: w.personnel(w.person("张小三", masked=True)),
        ItemForm.FIGURES: w.finance(("租金", "5.33", "40"), ("补助", "2.25", "60")),
        ItemForm.PROFILE: w.profile(),
        ItemForm.INTERPRET: {"document": document.pk, "interpreter": "法规科", "points": [point]},
        ItemForm.FEATURE: w.feature(lead=[image]),
    }


WORDS = {
    ItemForm.NOTICE: "2026年2月25日",
    ItemForm.DECISION: "赞成占实到的66.6%",
    ItemForm.PROGRESS: "村道硬化",
    ItemForm.PERSONNEL: "张*三",
    ItemForm.FIGURES: "7.58",
    ItemForm.PROFILE: "主持全面工作",
    ItemForm.INTERPRET: "管公开",
    ItemForm.FEATURE: "村口的故事",
}


def misfits(value, schema: dict, at: str = "") -> list[str]:
    """Where a value is not what the description of the API promises, all the way down."""
    names = {
        dict: "object",
        list: "array",
        str: "string",
        bool: "boolean",
        int: "integer",
        type(None): "null",
    }
    if "const" in schema:
        return [] if value == schema["const"] else [at]
    kinds = schema["type"]
    if names[type(value)] not in ([kinds] if isinstance(kinds, str) else kinds):
        return [at]
    if isinstance(value, list):
        return [bad for one in value for bad in misfits(one, schema["items"], f"{at}[]")]
    if isinstance(value, dict) and "properties" in schema:
        known = schema["properties"]
        return [f"{at}.{name}" for name in value.keys() ^ known.keys()] + [
            bad
            for name in value.keys() & known.keys()
            for bad in misfits(value[name], known[name], f"{at}.{name}")
        ]
    return []


def test_readers_machines_and_search_get_the_details_of_every_form(forms, visit):
    described = {one["properties"]["type"]["const"]: one for one in schemas(w.BLOCKS)}
    for form, value in one_of_each(forms).items():
        kind = BLOCKS[form]
        page = sample.article(
            forms[form], f"页{form.value}", "正文", slug=f"p-{kind}", **details(kind, value)
        )
        row = Entry.objects.get(uuid=page.translation_key)
        shown = visit("ta").get(page.url)
        assert shown.status_code == 200
        assert WORDS[form] in shown.content.decode()
        assert WORDS[form] in row.text
        answer = json.loads(visit("ta").get(f"/api/v1/entries/{row.uuid}").content)
        assert (answer["type"], answer["fields"]["details"]["type"]) == (kind, kind)
        assert misfits(answer["fields"]["details"], described[kind]) == []
        assert "张小三" not in json.dumps([answer, page.details.get_prep_value()], ensure_ascii=False)
        listed = json.loads(visit("ta").get(f"/api/v1/entries?type={kind}").content)["items"]
        assert [one["title"] for one in listed] == [page.title]
        assert visit("central").get(f"/search?q={page.title}").status_code == 200
    progress = Entry.objects.get(kind="progress")
    assert [(one["title"], one["kind"]) for one in progress.attachments] == [("验收", "TXT")]
    assert [one["alt"] for one in progress.images] == ["铺好的路面"]
    assert progress.fields["details"]["spent"] == "28.42"
    assert progress.fields["details"]["pictures"][0]["hash"] == progress.images[0]["hash"]


def test_the_hash_covers_the_details_and_stays_where_there_are_none(forms):
    page = sample.article(forms[ItemForm.PROFILE], "班子", "文", **details("profile", w.profile()))
    with_them = project(page)["content_hash"]
    changed = w.profile(telephone="8888")
    page.details = details("profile", changed)["details"]
    assert project(page)["content_hash"] != with_them
    page.details = []
    bare = project(page)
    assert "details" not in bare["fields"]
    assert bare["kind"] == "article"
    seen = {
        "title": page.title, "summary": page.summary, "item": page.item_code, "period": "", "doc_no": "",
        "issued_on": "", "validity": "IN_FORCE", "files": [], "images": [],
        "body": page.body.stream_block.get_prep_value(page.body),
    }  # fmt: skip
    text = json.dumps(seen, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert bare["content_hash"] == hashlib.sha256(text.encode()).hexdigest()


def test_the_next_entry_goes_on_where_the_last_one_stood_and_a_notice_starts_anew(forms):
    image = {"image": get_image_model().objects.get().pk, "alt": "图", "caption": ""}
    kept = {
        ItemForm.PROGRESS: w.progress(pictures=[w.part(image)]),
        ItemForm.NOTICE: w.notice(end="2026-02-25"),
    }
    for form, value in kept.items():
        sample.article(forms[form], "上次", "文", **details(BLOCKS[form], value))
        owed = Obligation.objects.create(
            unit=registered().unit, item_code=forms[form], item_title="事项", due_on=timezone.localdate(),
            period_key="2001-Q1", period_label="2001年第一季度",
        )  # fmt: skip
        page = begin(owed, item=ItemPage.objects.get(code=forms[form]), by=None).page
        kept[form] = ArticlePage.objects.get(pk=page.pk).details[0].value
    progress, notice = kept[ItemForm.PROGRESS], kept[ItemForm.NOTICE]
    assert (progress["project"], progress["as_of"], len(progress["pictures"])) == ("村道硬化", None, 0)
    assert (notice["start"], notice["length"]) == (timezone.localdate(), 7)


def questions(client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_a_document_and_what_interprets_it_lead_to_each_other(forms, visit):
    document = sample.article("TS-02", "一份文件", "文", slug="document", is_document=True)
    assert list(documents_without_interpretation()) == [document]
    code, client = forms[ItemForm.INTERPRET], visit("ta")
    plain = sample.article("TS-02", "不是文件", "文", slug="plain")
    block = {"document": plain.pk, "interpreter": "", "points": []}
    assert "不是全文刊载的文件" in w.wrong("interpretation", block)[0][1]

    made = details("interpretation", {"document": document.pk, "interpreter": "法规科", "points": []})
    sample.article(code, "解读0", "文", slug="i-0", publish=False, **made)
    assert list(documents_without_interpretation()) == [document]
    page = sample.article(code, "解读1", "文", slug="i-1", **made)
    client.get(document.url)
    before = questions(client, document.url), questions(client, page.url)
    many(code, range(2, 11), title="解读", **made)
    assert list(documents_without_interpretation()) == []
    shown = client.get(document.url).content.decode()
    assert [f"解读{n}</a>" in shown for n in range(11)] == [False] + [True] * 10
    assert f'href="{document.url}"' in client.get(page.url).content.decode()
    assert (questions(client, document.url), questions(client, page.url)) == before
    ArticlePage.objects.get(pk=document.pk).unpublish()
    assert "一份文件" not in client.get(page.url).content.decode()
    ArticlePage.objects.get(pk=document.pk).delete()
    assert client.get(page.url).status_code == 200
