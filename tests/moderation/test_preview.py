"""A draft on its unit's own host by a signed link: for ten minutes, one host, one content, and in nobody's cache."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone
from wagtail.images import get_image_model

from cms.moderation import preview
from cms.procedure.actions import take_back
from cms.procedure.models import Plan
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole as Role
from tests import sample
from tests.approval import person
from tests.moderation.district import text

ONE_ANSWER = "预览链接无效"


def link_to(desk, case, slug: str = "ta", role: Role = Role.LEADER) -> str:
    answer = desk.at(slug, role).get(f"/admin/cases/{case.pk}/preview/")
    assert answer.status_code == 302
    assert "no-store" in answer["Cache-Control"]
    return answer["Location"]


def stranger(slug: str) -> Client:
    return Client(headers={"host": f"{slug}.test"})


@pytest.fixture
def case(desk):
    with tenant_scope(desk.tenant("village")):
        image = get_image_model().objects.create(title="现场照片", file=sample.picture("site.png"))
    body = [
        {"type": "rich_text", "value": "<p>仓库三间。</p>"},
        {"type": "image", "value": {"image": image.pk, "alt": "仓库", "caption": ""}},
    ]
    title = f"预览 {timezone.now():%f}"
    return desk.raised("village", title, body=body)


def test_the_draft_is_drawn_with_the_units_theme_for_whoever_has_the_link(desk, case):
    where = link_to(desk, case)
    assert where.startswith("http://village.test/_preview/")
    reader = stranger("village")
    path = where.removeprefix("http://village.test")
    page = reader.get(path)
    said = text(page)
    assert page.status_code == 200
    assert case.title in said and "仓库三间" in said and "审核预览" in said and "丙村党总支" in said
    assert page["Cache-Control"] == "no-store, private"
    assert page["X-Robots-Tag"].startswith("noindex")
    assert "ETag" not in page
    # Its picture is for this visitor alone: another one, and the same at the next address, get nothing.
    picture = page.content.decode().partition("<img")[2].partition('src="')[2].partition('"')[0]
    assert picture.startswith("/media/images/")
    assert b"".join(reader.get(picture).streaming_content).startswith(b"\x89PNG")
    assert stranger("village").get(picture).status_code == 404
    with tenant_scope(desk.tenant("village")):
        other = get_image_model().objects.create(title="别的", file=sample.picture("other.png", "blue"))
        path_of_other = other.get_rendition("max-100x100").url
    assert reader.get(path_of_other).status_code == 404
    assert stranger("village").get(f"/column/{path.rpartition('/')[2]}").status_code == 404


def test_every_link_that_is_not_good_gets_one_answer(desk, case, monkeypatch):
    path = link_to(desk, case).removeprefix("http://village.test")
    token = path.rpartition("/")[2]
    assert stranger("village").get(path).status_code == 200  # the control
    asked = {
        "another unit's host": ("tb", path),
        "the office's host": ("central", path),
        "tampered": ("village", path[:-1] + ("A" if path[-1] != "A" else "B")),
        "another key": ("village", preview.FOLDER + signing.dumps({"u": "village"}, salt="another")),
        "without a plan": ("village", preview.FOLDER + signing.dumps({"u": "village"}, salt=preview.SALT)),
        "not signed": ("village", preview.FOLDER + "x"),
    }
    answers = {name: stranger(slug).get(where) for name, (slug, where) in asked.items()}
    real, later = signing.time.time, dt.timedelta(minutes=11).total_seconds()
    monkeypatch.setattr(signing.time, "time", lambda: real() + later)
    answers["expired"] = stranger("village").get(path)
    monkeypatch.setattr(signing.time, "time", real)
    with tenant_scope(desk.tenant("village")):
        plan = Plan.objects.get(pk=case.plan)
        kept = plan.revision.content["title"]
        for title, name in (("换了标题", "changed"), (kept, "")):
            plan.revision.content["title"] = title
            plan.revision.save(update_fields=["content"])
            if name:
                answers[name] = stranger("village").get(path)
    assert stranger("village").get(path).status_code == 200
    with tenant_scope(desk.tenant("village")):
        take_back(plan, by=person("proposer"))
    answers["taken back"] = stranger("village").get(path)
    for name, answer in answers.items():
        assert (answer.status_code, ONE_ANSWER in text(answer)) == (404, True), name
        assert "no-store" in answer["Cache-Control"], name
        assert case.title not in text(answer), name
    assert not preview.shows(type("Request", (), {"COOKIES": {preview.COOKIE: "x"}})(), "0")
    # A copy of the unit has the same plan under another name: the name alone refuses it.
    with tenant_scope(desk.tenant("tb")), pytest.raises(preview.NoPreview):
        preview.ticket(token)


def test_who_may_not_see_the_case_gets_no_link(desk, case):
    for slug, role in (("tb", Role.LEADER), ("central", Role.OFFICE_CLERK)):
        assert desk.at(slug, role).get(f"/admin/cases/{case.pk}/preview/").status_code == 404
    assert desk.at("ta", Role.EDITOR).get(f"/admin/cases/{case.pk}/preview/").status_code == 302
    assert "/_preview/" not in desk.at("ta", Role.EDITOR).get(f"/admin/cases/{case.pk}/preview/")["Location"]
