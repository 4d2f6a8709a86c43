"""PostgreSQL itself refuses what was not approved: each rule with what it lets through and what it does not."""

import contextlib
import dataclasses
import datetime as dt
import uuid
from unittest.mock import patch

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from cms.pages.models import ArticlePage
from cms.procedure.actions import Terms, pass_step, propose
from cms.procedure.ledger.models import SeparationException, StepRecord
from cms.procedure.queries import records_of
from cms.procedure.steps import StepKind
from cms.publication.models import Entry, EntryVersion
from cms.registry.models import Unit
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests import sample
from tests.approval import MEETING, RISK, approve, person

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
HASH = "a" * 64


@contextlib.contextmanager
def refused(constraint: str):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        yield
        connection.check_constraints()
    assert caught.value.__cause__.diag.constraint_name == constraint


@contextlib.contextmanager
def undone():
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        yield
        connection.check_constraints()
        raise ZeroDivisionError


@pytest.fixture(scope="module")
def guarded(planted) -> uuid.UUID:
    with tenant_scope(Tenant.objects.get(slug="ta")):
        return sample.article("TS-02", "题", "文", slug="guarded").translation_key


@pytest.fixture
def entry(guarded, ta) -> Entry:
    return Entry.objects.get(uuid=guarded)


def written(entry: Entry, plan: uuid.UUID, number: int = 2) -> None:
    """A next version with the content HASH, as a publishing program would write it."""
    EntryVersion.objects.create(
        entry=entry, number=number, title="改", content_hash=HASH, at=timezone.now(), plan=plan
    )


def taken(
    entry: Entry, plan: uuid.UUID, *steps: tuple, content: str = HASH, outcome: str = "PASSED", at=None
) -> None:
    for step, who, *exception in steps:
        StepRecord.objects.create(
            plan=plan, entry=entry.uuid, title="题", item_code="TS-02", step=step, outcome=outcome, by=who,
            content_hash=content, terms_hash="", time_hash="", by_name="某", role="某", unit_name="某",
            exception=exception[0] if exception else None, at=at or timezone.now(),
        )  # fmt: skip


A, B, C = (uuid.UUID(int=n) for n in (1, 2, 3))
FULL = (("PROPOSE", A), ("SECRECY", B), ("APPROVE", C))


def test_three_people_and_the_same_content_are_let_through(entry):
    with undone():
        taken(entry, HASHED := uuid.uuid4(), *FULL)
        written(entry, HASHED)


@pytest.mark.parametrize(
    "steps",
    [
        (),
        FULL[:2],
        (FULL[0], FULL[2]),
        FULL[1:],
        (("PROPOSE", A), ("SECRECY", A), ("APPROVE", C)),
        (("PROPOSE", A), ("SECRECY", B), ("APPROVE", B)),
        (("PROPOSE", A), ("SECRECY", B), ("APPROVE", A)),
        (("PROPOSE", A), ("CONFIRM", A)),
        (("CONFIRM", B),),
    ],
)
def test_a_step_or_a_person_too_few_is_refused(entry, steps):
    with refused("publication_version_approved"):
        plan = uuid.uuid4()
        taken(entry, plan, *steps)
        written(entry, plan)


def test_steps_of_other_content_another_plan_or_that_returned_it_do_not_count(entry):
    plan = uuid.uuid4()
    for steps in (
        lambda: taken(entry, plan, *FULL, content="b" * 64),
        lambda: taken(entry, uuid.uuid4(), *FULL),
        lambda: taken(entry, plan, *FULL, outcome="RETURNED"),
    ):
        with refused("publication_version_approved"):
            steps()
            written(entry, plan)


def test_two_people_are_enough_in_an_emergency_and_for_a_slip_of_the_pen(entry):
    for short in ("CONFIRM", "TYPO"):
        with undone():
            plan = uuid.uuid4()
            taken(entry, plan, ("PROPOSE", A), (short, B))
            written(entry, plan)


@pytest.mark.parametrize(("days", "whose", "passes"), [(30, B, True), (-1, B, False), (30, C, False)])
def test_an_exception_counts_for_its_person_and_its_time(entry, tenant, days, whose, passes):
    """The office grants it; a unit cannot write one."""
    unit = (
        Unit.objects.get(tenant__schema_name="ta")
        if Unit.objects.filter(tenant__schema_name="ta")
        else entry.unit
    )
    today = timezone.localdate()
    key = uuid.uuid4()
    values = {"unit": unit, "person": whose, "person_name": "某", "reason": "人手少", "granted_by": "区委办"}
    since = today if passes else today - dt.timedelta(days=60)
    with pytest.raises(Exception, match="row-level security"), transaction.atomic():
        SeparationException.objects.create(uuid=key, since=since, until=today, **values)
    from tenants.context import rebind

    before = rebind(tenant("central"))
    SeparationException.objects.create(uuid=key, since=since, until=today + dt.timedelta(days=days), **values)
    rebind(before)
    steps = (("PROPOSE", A), ("SECRECY", B, key), ("APPROVE", B, key))
    with undone() if passes else refused("publication_version_approved"):
        plan = uuid.uuid4()
        # Early in the morning it is still yesterday in UTC, by which the connection counts.
        taken(entry, plan, *steps, at=timezone.localtime().replace(hour=6, minute=30))
        written(entry, plan)


def test_what_the_catalog_sends_up_is_decided_above_whatever_the_plan_says(entry):
    """The level is the register's. Other content decided above does not count; an emergency goes first."""
    connection.check_constraints()  # what is public already was judged by the catalog of its day
    up = [
        row if row.code != "TS-02" else dataclasses.replace(row, approval_level="ESCALATE")
        for row in sample.rows()
    ]
    sample.file_catalog(up, number="测备8号")
    above, plan = ("SUPERIOR", uuid.UUID(int=4)), uuid.uuid4()
    for content in (None, "b" * 64):
        with refused("publication_version_decided_above"):
            taken(entry, plan, *FULL)
            if content:
                taken(entry, plan, above, content=content)
            written(entry, plan)
    for steps in ((*FULL, above), (("PROPOSE", A), ("CONFIRM", B))):
        with undone():
            taken(entry, plan, *steps)
            written(entry, plan)


def test_no_plan_is_for_the_owner_alone(entry):
    """Who restores a package of the first release is the database's owner; the program is not."""
    with refused("publication_version_approved"):
        taken(entry, uuid.uuid4(), *FULL)
        written(entry, None)


def test_a_plan_serves_once(entry):
    plan = EntryVersion.objects.get(entry=entry).plan
    with refused("publication_one_version_a_plan"):
        written(entry, plan)


def test_an_entry_shows_a_version_of_its_own_and_comes_back_only_with_a_new_one(entry):
    with refused("publication_entry_is_version"):
        Entry.objects.filter(pk=entry.pk).update(content_hash=HASH)
    Entry.objects.filter(pk=entry.pk).update(withdrawn_at=timezone.now())
    with refused("publication_entry_comes_back"):
        Entry.objects.filter(pk=entry.pk).update(withdrawn_at=None)
    ArticlePage.objects.get(translation_key=entry.pk).unpublish()


def test_a_live_page_is_in_the_ledger_word_for_word(entry):
    page = ArticlePage.objects.get(translation_key=entry.pk)
    with refused("publication_page_unchanged"):
        ArticlePage.objects.filter(pk=page.pk).update(summary="偷改")
    with refused("publication_page_unchanged"):
        ArticlePage.objects.filter(pk=page.pk).update(title="偷改")
    with refused("publication_page_published"):
        Entry.objects.filter(pk=entry.pk).update(withdrawn_at=timezone.now())
        page.save()
    with undone():
        page.slug = "moved"
        page.save()


def test_records_and_versions_are_only_added(entry):
    for rows in (StepRecord.objects.all(), EntryVersion.objects.all()):
        for change in (
            lambda rows=rows: rows.update(title="改"),
            lambda rows=rows: rows._raw_delete("default"),
        ):
            with pytest.raises(Exception, match="permission denied"), transaction.atomic():
                change()


def test_the_program_refuses_before_the_database_has_to(entry):
    """The control for all of the above: with the program's own question gone, the database still refuses."""
    page = ArticlePage.objects.get(translation_key=entry.pk)
    page.title = "没有批准"
    page.save_revision()
    with pytest.raises(Exception, match="没有通过保密审查和审批"), transaction.atomic():
        page.get_latest_revision().publish()
    plan = propose(page, by=person("proposer"), terms=Terms(change_note="改题"))
    with (
        refused("publication_version_approved"),
        patch("cms.publication.actions.publishing._approved_plan", lambda *_: plan),
        patch("cms.publication.actions.publishing.mark_published"),
    ):
        plan.revision.publish()


def test_the_level_of_the_item_asks_for_more(ta):
    """重大: risk and a meeting, both kept in the record; the public reads the meeting."""
    sample.file_catalog(
        [*sample.rows(), sample.row("TS-09", "重大决策", approval_level="MAJOR")], number="测备9号"
    )
    page = sample.article("TS-09", "重大", "正文", publish=False, slug="major")
    with pytest.raises(Exception, match="风险评估"), transaction.atomic():
        propose(page, by=person("proposer"))
    plan = propose(page, by=person("proposer"), terms=Terms(risk=RISK))
    assert plan.route == ["SECRECY", "MERIT", "APPROVE"]
    pass_step(plan, by=person("examiner"))
    pass_step(plan, by=person("other"))
    with pytest.raises(Exception, match="会议集体研究"), transaction.atomic():
        pass_step(plan, by=person("approver"))
    pass_step(plan, by=person("approver"), detail={"meeting": MEETING})
    version = EntryVersion.objects.get(plan=plan.pk)
    assert [(row["step"], row.get("meeting")) for row in version.steps] == [
        ("PROPOSE", None), ("SECRECY", None), ("MERIT", None), ("APPROVE", "党委会"),
    ]  # fmt: skip
    assert not any(
        "测试" in value for row in version.steps for value in map(str, row.values()) if "单位" not in value
    )
    assert [row.step for row in records_of(plan)] == [StepKind.PROPOSE, "SECRECY", "MERIT", "APPROVE"]


def test_an_approved_page_passes_every_rule(ta):
    approve(sample.article("TS-01", "又一条", "文", publish=False, slug="again"))
    connection.check_constraints()
