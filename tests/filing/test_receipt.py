"""What the receipt says can be checked by anybody, and tells nobody what is not public."""

import hashlib
import json

import pytest
from django.urls import reverse

from cms.filing.actions import register, submit
from cms.filing.models import Filing, FilingStep, key_of_token
from cms.filing.states import FilingState
from tenants.context import tenant_scope
from tests import sample
from tests.filing.district import compiled

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
SECRET = "领导班子分工调整方案"


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(value) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@pytest.fixture
def filing(ta) -> Filing:
    """One public item, one for the Party, one public whose title is restricted."""
    version = compiled(*sample.rows())
    version.items.filter(code="TS-02").update(title_hidden=True, title=SECRET, change_note="内部说明")
    return register(submit(version, reason="某某被举报后调整"), number="测1号")


def told(visit, filing: Filing) -> dict:
    return visit("ta").get(f"/verify/{filing.token}.json").json()


def test_the_public_value_is_recomputed_from_the_json_alone(visit, filing):
    """By the words of `how`, with nothing of the product."""
    found = told(visit, filing)
    for row in found["items"]:
        if "item" in row:
            assert sha256(row["salt"] + "\n" + canonical(row["item"])) == row["digest"]
    assert sha256("\n".join(row["digest"] for row in found["items"])) == found["public_digest"]
    assert (found["items_total"], found["items_public"], found["intact"]) == (3, 1, True)


def test_a_changed_word_would_be_seen(visit, filing):
    """The control: one character of a public item, and the value is another."""
    row = next(row for row in told(visit, filing)["items"] if "item" in row)
    row["item"]["title"] += "。"
    assert sha256(row["salt"] + "\n" + canonical(row["item"])) != row["digest"]


def test_what_is_not_public_is_nowhere_on_the_verification(visit, filing):
    client = visit("ta")
    for address in (f"/verify/{filing.token}", f"/verify/{filing.token}.json"):
        page = client.get(address).content.decode()
        for word in (SECRET, "党费收缴", "被举报", "内部说明", "命令行"):
            assert word not in page, (address, word)
        assert "测1号" in page
    assert "机构设置" in client.get(f"/verify/{filing.token}.json").content.decode()


def test_a_guess_at_a_hidden_item_cannot_be_confirmed(visit, filing):
    """The digest of the very words of the hidden item, without its salt, is not among those told."""
    from cms.filing.digests import public_words

    item = filing.items.get(code="TS-02")
    known = {row["digest"] for row in told(visit, filing)["items"]}
    assert sha256(canonical(public_words(item))) not in known
    assert sha256(item.salt + "\n" + canonical(public_words(item))) in known
    assert item.salt not in json.dumps(told(visit, filing))


@pytest.mark.parametrize("state", [FilingState.SUBMITTED, FilingState.RETURNED, FilingState.WITHDRAWN])
def test_what_is_not_in_the_register_is_not_verified(visit, filing, state):
    assert visit("ta").get(f"/verify/{filing.token}").status_code == 200
    Filing.objects.filter(pk=filing.pk).update(state=state)
    assert visit("ta").get(f"/verify/{filing.token}").status_code == 404


def test_a_superseded_version_says_so_and_leads_to_the_one_in_force(visit, filing):
    first = Filing.objects.get(number=1)
    page = visit("ta").get(f"/verify/{first.token}").content.decode()
    assert "后来已被新版替代" in page
    assert f'href="/verify/{filing.token}"' in page


def test_the_paper_is_enough_without_a_camera(visit, filing):
    client = visit("ta")
    asked = {"number": "测1号", "code": filing.digest[:8].upper()}
    assert client.get("/verify", asked).headers["Location"] == f"/verify/{filing.token}"
    for wrong in ({"code": "00000000"}, {"code": filing.digest[:4]}, {"number": "测2号"}):
        assert "登记簿里没有" in client.get("/verify", asked | wrong).content.decode()


def test_each_site_verifies_its_own_and_the_district_all(visit, tb, db):
    with tenant_scope(tb):
        filing = Filing.objects.get()
    assert visit("tb").get(f"/verify/{filing.token}").status_code == 200
    assert visit("central").get(f"/verify/{filing.token}").status_code == 200
    assert visit("ta").get(f"/verify/{filing.token}").status_code == 404


@pytest.mark.parametrize("token", ["x", "AAAAAAAAAAAAAAAAAAAAAA==", "é" * 22, "A" * 200, "..", "%00"])
def test_an_address_that_is_none_is_not_found(visit, ta, token):
    assert key_of_token(token) is None
    assert visit("ta").get(f"/verify/{token}").status_code in (400, 404)


def test_the_receipt_says_number_units_and_values_and_leads_to_its_verification(enter, filing):
    page = enter("ta").get(reverse("filing_desk:receipt", args=[filing.pk])).content.decode()
    for word in (
        "测1号",
        "甲镇党委",
        "区委办公室",
        filing.digest,
        "共3个，其中向社会公开1个",
        "不是批准公开",
    ):
        assert word in page
    assert f"http://ta.test/verify/{filing.token}" in page
    assert "<svg" in page


def test_a_filing_that_is_not_registered_has_no_receipt(enter, filing):
    Filing.objects.filter(pk=filing.pk).update(state=FilingState.RETURNED)
    assert enter("ta").get(reverse("filing_desk:receipt", args=[filing.pk])).status_code == 404


def test_a_filing_of_the_first_release_verifies_and_has_a_receipt_too(visit, enter, ta):
    """Nothing of what came later is there: no addressee, no steps."""
    filing = Filing.objects.get()
    Filing.objects.filter(pk=filing.pk).update(filed_with=None, register_year=None, register_seq=None)
    assert "区委办公室" in visit("ta").get(f"/verify/{filing.token}").content.decode()
    assert enter("ta").get(reverse("filing_desk:receipt", args=[filing.pk])).status_code == 200
    assert FilingStep.objects.filter(filing=filing).exists()
