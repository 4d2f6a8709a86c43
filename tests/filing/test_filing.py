"""What is filed is frozen, what is registered is vouched for, and a verb from a wrong state says why not."""

import pytest
from django.db import DatabaseError, connection, transaction

from cms.catalog.actions import take_in
from cms.catalog.importing import CatalogDocument
from cms.catalog.models import CatalogVersion
from cms.filing.actions import CannotFile, digest_now, digest_of, register, send_back, submit
from cms.filing.models import FiledItem, Filing
from cms.filing.queries import filed_with
from cms.filing.signals import registered
from cms.filing.states import TRANSITIONS, FilingState, NotInState, after
from cms.pages.models import ItemPage
from cms.registry.models import Unit
from cms.registry.vocabulary import UnitKind
from tenants.context import current, tenant_scope
from tests import sample

pytestmark = pytest.mark.django_db(databases=["default", "central"])


def compiled(*rows) -> CatalogVersion:
    return take_in(CatalogDocument(items=list(rows) or sample.rows(), title="目录"), source="t.xlsx")


@pytest.mark.parametrize("verb", TRANSITIONS)
@pytest.mark.parametrize("state", FilingState)
def test_every_verb_from_every_state_leads_somewhere_or_says_why_not(verb, state):
    allowed, target = TRANSITIONS[verb]
    if state in allowed:
        assert after(verb, state) == (target or state)
        return
    words = {
        "withdraw": "撤回", "check": "形式审查", "register": "登记", "return": "退回", "supersede": "替代",
        "correct": "修改", "confirm": "年度确认",
    }  # fmt: skip
    needed = "、".join(str(need.label) for need in FilingState if need in allowed)
    with pytest.raises(NotInState) as refusal:
        after(verb, state)
    assert str(refusal.value) == f"目录的状态是“{state.label}”，不能{words[verb]}：只有“{needed}”的可以"


def test_the_state_table_is_as_decided():
    assert {verb: (sorted(allowed), target) for verb, (allowed, target) in TRANSITIONS.items()} == {
        "withdraw": (["SUBMITTED"], "WITHDRAWN"),
        "check": (["SUBMITTED"], "SUBMITTED"),
        "register": (["SUBMITTED"], "REGISTERED"),
        "return": (["SUBMITTED"], "RETURNED"),
        "supersede": (["REGISTERED"], "SUPERSEDED"),
        "correct": (["RETURNED", "WITHDRAWN"], None),
        "confirm": (["REGISTERED"], "REGISTERED"),
    }


def test_registering_supersedes_what_was_registered(ta):
    before = Filing.objects.get()
    filing = register(submit(compiled()), number="测备2号", note="年度调整")
    states = dict(Filing.objects.values_list("number", "state"))
    assert states == {before.number: "SUPERSEDED", filing.number: "REGISTERED"}
    kept = Filing.objects.get(state="REGISTERED")
    assert (kept.register_number, kept.note, kept.registered_on is not None) == ("测备2号", "年度调整", True)


def test_a_filing_is_registered_once_even_from_a_stale_copy(ta):
    filing = submit(compiled())
    stale = Filing.objects.get(pk=filing.pk)
    register(filing, number="测备2号")
    assert stale.state == FilingState.SUBMITTED
    with pytest.raises(NotInState, match="目录的状态是“已登记”，不能登记"):
        register(stale, number="测备3号")
    assert Filing.objects.get(pk=filing.pk).register_number == "测备2号"


def test_a_returned_version_is_not_registered(ta):
    filing = send_back(submit(compiled()), note="请补依据")
    with pytest.raises(NotInState, match="目录的状态是“退回修改”，不能登记：只有“已报送”的可以"):
        register(filing, number="测备2号")
    assert Filing.objects.get(state="REGISTERED").number != filing.number


def test_an_older_version_does_not_replace_a_newer_one(ta):
    older = submit(compiled())
    Filing.objects.filter(pk=older.pk).update(state="RETURNED")
    newer = register(submit(compiled()), number="测备3号")
    Filing.objects.filter(pk=older.pk).update(state="SUBMITTED")
    with pytest.raises(
        NotInState, match=f"第 {newer.number} 版已经登记，不能再登记更早的第 {older.number} 版"
    ):
        register(older, number="测备2号")
    assert Filing.objects.get(state="REGISTERED").pk == newer.pk


def test_a_version_is_filed_once(ta):
    version = compiled()
    submit(version)
    with pytest.raises(CannotFile, match=f"第 {version.number} 版已经报送，请导入修改后的新版"):
        submit(CatalogVersion.objects.get(pk=version.pk))


def test_an_empty_version_is_not_filed(ta):
    version = compiled()
    version.items.all().delete()
    with pytest.raises(CannotFile, match="没有事项，不能报送"):
        submit(version)


def test_what_was_filed_does_not_follow_the_working_version(ta):
    version = compiled()
    filing = submit(version)
    before = list(filing.items.values())
    version.items.update(title="改", scope="PARTY")
    version.items.filter(code="TS-02").delete()
    version.title = "改"
    version.save()
    filing = Filing.objects.get(pk=filing.pk)
    assert list(filing.items.values()) == before
    assert (filing.title, digest_now(filing)) == ("目录", filing.digest)


def test_the_filed_items_say_what_was_compiled(ta):
    version = compiled()
    filing = submit(version)
    names = ("code", "title", "scope", "channels", "timing", "frequency", "due_workdays", "order")
    assert list(filing.items.values_list(*names)) == list(version.items.values_list(*names))


@pytest.mark.parametrize(
    "act",
    [
        lambda: FiledItem.objects.update(title="改"),
        lambda: FiledItem.objects.first().save(),
        lambda: FiledItem.objects.all().delete(),
        lambda: Filing.objects.all().delete(),
    ],
)
def test_the_database_lets_nobody_change_or_delete_what_was_filed(ta, act):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        act()


def test_filing_is_allowed_where_changing_is_not(ta):
    """The control of the test above: it is the right to change that is missing, not every right."""
    rights = [f"has_table_privilege('public.filing_fileditem', '{right}')" for right in ("INSERT", "UPDATE")]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(rights)}")
        assert cursor.fetchone() == (True, False)


def test_a_filing_that_differs_from_its_digest_is_not_registered(ta):
    filing = submit(compiled())
    Filing.objects.filter(pk=filing.pk).update(digest="0" * 64)
    with pytest.raises(NotInState, match="报送的事项与校验值不符，不能登记"):
        register(filing, number="测备2号")


def test_a_digest_is_the_same_for_the_same_words_forever():
    """The value was computed by hand, with sha256sum over the canonical text."""
    item = {"code": "TS-01", "title": "机构设置", "due_workdays": 10, "linked": ["GOV"], "notice": ""}
    digest = "3f8a4cf2be64c07e7676e16221a19ac919b859c79bee8d70eb5f45b7bf213767"
    assert digest_of([item]) == digest
    assert digest_of([dict(reversed(item.items()))]) == digest


@pytest.mark.parametrize(
    "change", [{"title": "机构 设置"}, {"due_workdays": None}, {"linked": []}, {"code": "TS-02"}, {"more": 1}]
)
def test_a_digest_tells_every_change(change):
    item = {"code": "TS-01", "title": "机构设置", "due_workdays": 10, "linked": ["GOV"]}
    assert digest_of([item | change]) != digest_of([item])


def test_a_digest_tells_the_order_of_items():
    one, two = {"code": "TS-01"}, {"code": "TS-02"}
    assert digest_of([one, two]) != digest_of([two, one])


def test_two_units_that_file_the_same_have_the_same_digest(ta, tb):
    here = submit(compiled()).digest
    with tenant_scope(tb):
        # Against a catalog in force it would say what was adjusted, and why.
        Filing.objects.update(state=FilingState.SUPERSEDED)
        assert submit(compiled()).digest == here


def test_the_rooms_after_hear_of_it(ta):
    heard = []

    def listen(filing, **kwargs):
        heard.append((filing.number, current().slug))

    registered.connect(listen)
    try:
        filing = register(submit(compiled(sample.row("TS-09", "新事项")), reason="调整"), number="测备2号")
    finally:
        registered.disconnect(listen)
    assert heard == [(filing.number, "ta")]


def test_a_catalog_whose_column_cannot_be_built_is_not_registered(ta):
    """One transaction: register, column and obligations, or none of them."""

    def fail(filing, **kwargs):
        raise ZeroDivisionError

    filing = submit(compiled(sample.row("TS-09", "新事项")), reason="调整")
    registered.connect(fail)
    try:
        with pytest.raises(ZeroDivisionError):
            register(filing, number="测备2号")
    finally:
        registered.disconnect(fail)
    assert Filing.objects.get(pk=filing.pk).state == FilingState.SUBMITTED
    assert not ItemPage.objects.filter(code="TS-09").exists()


@pytest.mark.parametrize(
    ("kind", "to"),
    [
        (UnitKind.TOWN, "central"),
        (UnitKind.DEPARTMENT, "central"),
        (UnitKind.DISCIPLINE, "central"),
        (UnitKind.VILLAGE, "ta"),
        (UnitKind.SCHOOL, "ta"),
    ],
)
def test_whom_a_catalog_is_filed_with(tenant, kind, to):
    with tenant_scope(tenant("central")):
        Unit.objects.filter(slug="village").update(kind=kind)
    assert filed_with(Unit.objects.get(slug="village")).slug == to


def test_a_unit_below_nobody_files_with_nobody(tenant):
    with tenant_scope(tenant("central")):
        village = Unit.objects.get(slug="village")
        village.superior_history.all().delete()
    assert filed_with(village) is None
