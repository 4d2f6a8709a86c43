"""The public record: one line for everything that became public, changed or left, and nobody is told twice."""

import hashlib
import json

import pytest
from django.core.mail import EmailMessage
from django.db import DatabaseError, connection, transaction

from cms.filing.models import Filing
from cms.pages.models import ArticlePage
from cms.publication.actions import bring, record_filing, withdraw
from cms.publication.following import follow_up, tell
from cms.publication.models import Entry, PublicRecord, Telling
from tenants.context import tenant_scope
from tenants.identity.actions import join
from tenants.identity.models import Identity, Membership
from tenants.identity.roles import MemberRole
from tenants.tasks.models import QueuedTask
from tests import sample
from tests.approval import approve, person

pytestmark = pytest.mark.django_db(databases=["default", "central"])


def edit(page, **terms):
    page = ArticlePage.objects.get(pk=page.pk)
    page.title += "改"
    page.save_revision()
    approve(page, **terms)
    return ArticlePage.objects.get(pk=page.pk)


def lines(page) -> list[tuple[str, int]]:
    rows = PublicRecord.objects.filter(entry=page.translation_key).order_by("seq")
    return list(rows.values_list("kind", "version"))


def test_each_version_and_each_departure_is_a_line_with_the_hash_and_the_plan(ta):
    page = edit(sample.article("TS-02", "季度", "完成三项"))
    version = Entry.objects.get(pk=page.translation_key).versions.first()
    withdraw(page, by=person("approver"), explanation="数字有误，正在核对，另行公布")
    page = edit(page)
    assert lines(page) == [("PUBLISHED", 1), ("CHANGED", 2), ("WITHDRAWN", 2), ("PUBLISHED", 3)]
    second = PublicRecord.objects.get(entry=page.translation_key, kind="CHANGED")
    assert (second.content_hash, second.plan) == (version.content_hash, version.plan)


def test_whoever_has_a_line_can_compute_its_hash(ta):
    """Written out as an outsider would, not with the code that wrote it."""
    sample.article("TS-02", "题", "文")
    row = PublicRecord.objects.first()
    at = row.at.strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")
    told = {
        "at": at, "content_hash": row.content_hash, "entry": str(row.entry), "filing": None, "kind": row.kind,
        "plan": str(row.plan), "schema": row.schema_name, "version": row.version,
    }  # fmt: skip
    text = json.dumps(told, separators=(",", ":"))
    assert row.row_hash == hashlib.sha256(text.encode()).hexdigest()
    assert "题" not in text


@pytest.mark.parametrize("change", ["UPDATE {} SET schema_name = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize(
    "table", ["publication_publicrecord", "publication_withdrawal", "publication_correction"]
)
def test_the_app_can_only_add(ta, change, table):
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as on,
    ):
        on.execute(change.format(table))


def test_what_fails_leaves_no_line(ta, monkeypatch):
    from cms.publication.actions import publishing

    page = sample.article("TS-02", "题", "文", publish=False)
    monkeypatch.setattr(publishing, "fulfil", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        approve(page)
    assert lines(page) == []
    assert not QueuedTask.objects.filter(path__endswith="follow_up").exists()


def test_a_registered_catalog_is_a_line_with_its_digest(ta):
    filing = Filing.objects.get()
    row = record_filing(filing)
    assert (row.kind, row.filing, row.version, row.content_hash) == (
        "REGISTERED", filing.pk, filing.number, filing.digest,
    )  # fmt: skip


def test_what_came_with_a_package_is_recorded_here_once(ta, tb):
    page = sample.article("TS-02", "题", "文")
    assert bring() == 0
    with connection.cursor() as on, pytest.raises(DatabaseError), transaction.atomic():
        on.execute("DELETE FROM publication_publicrecord")
    # Its uuid is known here under no line: as if it had come in a package.
    entry = Entry.objects.get(pk=page.translation_key)
    entry.pk = "00000000-0000-0000-0000-000000000001"
    with transaction.atomic():
        version = Entry.objects.get(pk=page.translation_key).versions.get()
        entry.save(force_insert=True)
        assert bring() == 1
        assert bring() == 0
        assert PublicRecord.objects.filter(kind="BROUGHT", content_hash=version.content_hash).count() == 1
        transaction.set_rollback(True)


@pytest.fixture
def office(ta):
    """The people of the approval, members with an address each."""
    for name in ("proposer", "examiner", "approver"):
        join(login=f"m-{name}", name=name, role=MemberRole.EDITOR, password="something")
        identity = Identity.objects.get(login=f"m-{name}")
        Membership.objects.filter(identity=identity).update(email=f"{name}@example.org")
        user = person(name)
        user.identity_uuid = identity.uuid
        user.save()
    return ta


def test_those_who_had_a_hand_in_it_are_told_and_never_twice(office, tb, mailoutbox):
    """Tasks run at once in tests: publishing orders the letters, and ordering them again changes nothing."""
    page = sample.article("TS-02", "第一季度重点工作", "完成")
    line = PublicRecord.objects.get(entry=page.translation_key)
    assert sorted(mail.to[0].split("@")[0] for mail in mailoutbox) == ["approver", "examiner", "proposer"]
    follow_up.call(line.seq, _tenant=office.schema_name)
    assert len(mailoutbox) == 3
    assert "已公开：第一季度重点工作" in mailoutbox[0].subject
    assert page.url in mailoutbox[0].body
    assert len({mail.message()["Message-ID"] for mail in mailoutbox}) == 3
    assert Telling.objects.filter(record=line).count() == 3
    with tenant_scope(tb):
        assert not Telling.objects.filter(record=line).exists()


def test_a_letter_that_fails_leaves_nobody_told_and_goes_when_it_is_tried_again(
    office, mailoutbox, monkeypatch
):
    addresses = dict(Membership.objects.exclude(email="").values_list("pk", "email"))
    Membership.objects.update(email="")
    page = sample.article("TS-02", "题", "文")
    line = PublicRecord.objects.get(entry=page.translation_key)
    for key, email in addresses.items():
        Membership.objects.filter(pk=key).update(email=email)
    monkeypatch.setattr(EmailMessage, "send", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        tell.func(line.seq, str(person("examiner").identity_uuid))
    assert not Telling.objects.filter(record=line).exists()
    monkeypatch.undo()
    follow_up.call(line.seq, _tenant=office.schema_name)
    assert len(mailoutbox) == 3
