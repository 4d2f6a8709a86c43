"""A visit arrives once, with its photos as they were taken, and is nobody else's to see."""

import hashlib
import io
import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image
from wagtail.images import get_image_model

from cms.extension import By, Unit
from plugins.evaluation.actions import samples
from plugins.evaluation.ledger.models import Judgement, Visit
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole as Role
from tests.people import browser

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
TODAY = timezone.localdate()
WHERE = f"/admin/x/evaluation/periods/{TODAY.year}/visits/ta/"
AS_SCRIPT = {"accept": "application/json"}


@pytest.fixture(autouse=True)
def _files_of_their_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def clerk(period):
    return browser("central", Role.OFFICE_CLERK)


def taken(colour="red"):
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(drawn, "PNG")
    return drawn.getvalue()


def sent(*photos, **values):
    files = [SimpleUploadedFile(f"{n}.png", content, "image/png") for n, content in enumerate(photos)]
    plain = {"key": str(uuid.uuid4()), "visited_on": f"{TODAY}", "seen": "公开栏与网上一致", "photos": files}
    return plain | values


def kept(tenant):
    with tenant_scope(tenant("central")):
        marks = Judgement.objects.filter(period__code=str(TODAY.year))
        return list(Visit.objects.filter(period__code=str(TODAY.year))), {row.indicator: row for row in marks}


def test_a_visit_with_marks_and_photos_is_kept_once_however_often_it_is_sent(clerk, tenant):
    photo = taken()
    digest = hashlib.sha256(photo).hexdigest()
    values = {"mark-A202": "3", "hash": [digest], "key": str(uuid.uuid4())}
    for _again in range(2):
        answer = clerk.post(WHERE, sent(photo, **values), headers=AS_SCRIPT)
        assert (answer.status_code, json.loads(answer.content)) == (200, {"problems": []})
    (visit,), marks = kept(tenant)
    assert [(one["sha256"], one["bytes"]) for one in visit.photos] == [(digest, len(photo))]
    assert {code: (row.quarters, row.method, row.photos) for code, row in marks.items()} == {
        "A202": (3, "visit", [digest])
    }
    shown = clerk.get(WHERE).content.decode()
    assert digest in shown and shown.count("公开栏与网上一致") == 1 and 'name="mark-A202"' not in shown


def test_the_photo_is_in_the_library_and_not_for_the_public(clerk, tenant, visit):
    clerk.post(WHERE, sent(taken("green")))
    (row,), _marks = kept(tenant)
    with tenant_scope(tenant("central")):
        image = get_image_model().objects.get(pk=row.photos[0]["image"])
        address = image.get_rendition("max-320x320").url
        assert image.collection.name == "实地走访照片"
    assert clerk.get(address).status_code == 200
    assert visit("central").get(address).status_code == 404
    assert visit("ta").get(address).status_code == 404


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_kept(clerk, tenant):
    wrong = sent(taken(), hash=["0" * 64], seen=" x ", visited_on=f"{TODAY.year + 1}-01-01")
    told = json.loads(clerk.post(WHERE, wrong, headers=AS_SCRIPT).content)["problems"]
    assert told == ["走访日期不在评价周期内；走访日期还没有到；照片和拍下时的校验值不一致，请重新选择照片"]
    no_picture = sent(b"MZ no picture", seen="")
    answer = clerk.post(WHERE, no_picture, headers=AS_SCRIPT)
    assert answer.status_code == 422 and len(json.loads(answer.content)["problems"]) == 2
    assert "error-message" in clerk.post(WHERE, no_picture).content.decode()
    assert kept(tenant) == ([], {})
    with tenant_scope(tenant("central")):
        assert not get_image_model().objects.filter(title__contains="实地走访").exists()


def test_what_was_drawn_is_not_marked_as_a_whole(clerk, period, tenant):
    with tenant_scope(tenant("central")):
        unit = Unit.objects.select_related("tenant").get(slug="ta")
        samples.draw(unit, period, indicator="A305", size=1, by=By("区委办", office=True))
    shown = clerk.get(WHERE).content.decode()
    assert 'name="mark-A202"' in shown and 'name="mark-A305"' not in shown


def test_who_does_not_guide_the_unit_finds_no_form_and_another_reviewer_not_this_visit(clerk, tenant):
    clerk.post(WHERE, sent(seen="只有我写的"))
    assert browser("tb", Role.LEADER).get(WHERE).status_code == 404
    assert browser("ta", Role.EDITOR).get(WHERE).status_code in (302, 403)
    other = browser("central", Role.OFFICE_LEADER)
    assert "只有我写的" not in other.get(WHERE).content.decode()
    key = str(kept(tenant)[0][0].pk)
    assert "已由别人提交" in other.post(WHERE, sent(key=key)).content.decode()


def test_the_page_costs_the_same_queries_however_many_visits_and_photos(clerk):
    def queries():
        clerk.get(WHERE)  # the first look makes the small pictures
        with CaptureQueriesContext(connections["default"]) as caught:
            clerk.get(WHERE)
        return len(caught)

    clerk.post(WHERE, sent(taken("#000001")))
    one = queries()
    for number in range(2, 11):
        clerk.post(WHERE, sent(taken(f"#0000{number:02x}")))
    assert queries() == one
