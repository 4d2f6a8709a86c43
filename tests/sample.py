"""A little content in two units, committed in the test database: the same ids in both, a canary in the second."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from django.apps import apps
from django.core.files.base import ContentFile
from django.dispatch import Signal
from django.utils import timezone
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import PageViewRestriction

from cms.catalog.actions import take_in
from cms.catalog.importing import CatalogDocument
from cms.catalog.rows import CatalogRow
from cms.catalog.vocabulary import ApprovalLevel, DisclosureScope, Frequency, TimingKind
from cms.extension.models import TenantPlugin
from cms.extension.states import PluginState
from cms.filing.actions import register, submit
from cms.filing.media.models import MediaContact, MediaProbe, MediaRegistration, MediaStep
from cms.filing.models import FilingRemark
from cms.filing.reminders import once
from cms.filing.roster.models import RosterConfirmation, UnitContact
from cms.filing.signals import registered
from cms.moderation.actions.raising import office, raise_case
from cms.moderation.models import CaseRemark
from cms.moderation.states import Why
from cms.obligations.actions import recompute
from cms.obligations.models import NilDeclaration, Occasion, Waiver
from cms.obligations.states import DutyKind, NilState
from cms.pages.actions import sync_column
from cms.pages.models import ArticlePage, ItemPage
from cms.procedure.actions import Person
from cms.publication.models import (
    Correction,
    DisclosureProof,
    Entry,
    PublicRecord,
    Removal,
    Telling,
    Withdrawal,
)
from cms.registry.contact.models import PublicContact
from cms.registry.models import Unit
from cms.theming.models import Appearance
from tenants.accounts.backends import account_of
from tenants.audit.actions import record
from tenants.audit.kinds import AuditKind
from tenants.context import current, current_schema, tenant_scope
from tenants.identity.actions import join
from tenants.identity.invitations import reset
from tenants.identity.models import Identity
from tenants.identity.roles import MemberRole
from tenants.identity.sessions import begin
from tenants.models import Tenant
from tests.approval import approve, leave
from tests.extension.sample.ledger.models import Heard

CANARY = "金丝雀7F3乙"
YEAR = dt.date.today().year
REGISTERED = dt.date(YEAR, 1, 10)
PASSWORD = "same-password"


def row(code: str, title: str, **values) -> CatalogRow:
    """A catalog row with sensible values."""
    defaults = {
        "section": "组织概况",
        "content": "机构设置、主要职责、联系电话",
        "basis": "《党务公开条例》第七条",
        "scope": DisclosureScope.SOCIETY,
        "channels": ("党务公开专栏",),
        "timing": TimingKind.STANDING,
        "frequency": Frequency.ON_CHANGE,
        "due_workdays": 10,
        "notice": None,
        "responsible": "党政办公室",
        "approval_level": ApprovalLevel.NORMAL,
        "key": False,
        "linked": (),
    }
    return CatalogRow(code=code, title=title, **(defaults | values))


def rows(mark: str = "") -> list[CatalogRow]:
    """Three items: a standing one, a quarterly one, and one that is not for the public."""
    return [
        row("TS-01", f"机构设置{mark}"),
        row(
            "TS-02",
            f"重点工作{mark}",
            section="工作目标",
            timing=TimingKind.PERIODIC,
            frequency=Frequency.QUARTERLY,
        ),
        row(
            "TS-03",
            f"党费收缴{mark}",
            section="工作目标",
            scope=DisclosureScope.PARTY,
            timing=TimingKind.PERIODIC,
            frequency=Frequency.YEARLY,
        ),
    ]


@contextmanager
def unheard(signal: Signal) -> Iterator[None]:
    """Nobody listens to the signal inside the block: a test takes the steps after it one by one."""
    kept, signal.receivers = signal.receivers, []
    signal.sender_receivers_cache.clear()
    try:
        yield
    finally:
        signal.receivers = kept
        signal.sender_receivers_cache.clear()


def file_catalog(items: list[CatalogRow], *, title: str = "公开目录", number: str = "", sync: bool = True):
    """Compile, file and register in the bound tenant; build the column too unless told not to."""
    version = take_in(
        CatalogDocument(items=items, title=title, filed_on=REGISTERED), source="t.xlsx", on=REGISTERED
    )
    with unheard(registered):
        filed = submit(version, reason="测试调整", on=REGISTERED)
        number = number or f"测备{current().slug}{version.number}号"
        filing = register(filed, number=number, on=REGISTERED)
    if sync:
        sync_column(filing)
    recompute()
    return filing


def attached(*documents) -> dict:
    """A block of attachments. Without an id Wagtail would take the values for those of an older format."""
    parts = [
        {"type": "item", "value": {"document": document.pk, "title": ""}, "id": f"file-{document.pk}"}
        for document in documents
    ]
    return {"type": "attachments", "value": parts}


def document(content: str | bytes, name: str = "附件.txt"):
    """A file among the documents of the bound unit."""
    data = content.encode() if isinstance(content, str) else content
    return get_document_model().objects.create(title=name, file=ContentFile(data, name))


def picture(name: str, colour: str = "red") -> ContentFile:
    buffer = BytesIO()
    Picture.new("RGB", (40, 30), colour).save(buffer, "PNG")
    return ContentFile(buffer.getvalue(), name)


def article(code: str, title: str, text: str, *, publish: bool = True, **values) -> ArticlePage:
    """An article below an item of the bound tenant."""
    body = values.pop("body", None) or [
        {"type": "heading", "value": {"text": "基本情况"}},
        {"type": "rich_text", "value": f"<p>{text}</p>"},
    ]
    page = ArticlePage(title=title, item_code=code, summary=text[:100], body=body, live=False, **values)
    ItemPage.objects.get(code=code).add_child(instance=page)
    page.save_revision()
    if publish:
        approve(page)
    return ArticlePage.objects.get(pk=page.pk)


def _kept(name: str):
    """A table of evaluation, by name: this module is also read where no plugin is loaded."""
    return apps.get_model("evaluation_ledger", name)


def _fill(mark: str) -> None:
    record(kind=AuditKind.SITE_ADDED, subject=f"站点{mark}", actor_name="测试")
    filing = file_catalog(rows(mark), title=f"公开目录{mark}")
    FilingRemark.objects.create(filing=filing, code="TS-02", text=f"意见{mark}")
    once("sample", f"事项{mark}")
    TenantPlugin.objects.create(slug="departed", state=PluginState.FROZEN, changed_by=f"管理员{mark}")
    Heard.objects.create(key=f"听到{mark}", fact="CHANGED")
    _kept("PageCheck").objects.create(
        rule="summary", title=f"页面{mark}", since=REGISTERED, counts_from=REGISTERED, fixed_on=REGISTERED
    )
    _kept("Scan").objects.create(on=REGISTERED)
    _said(mark)
    image = get_image_model().objects.create(title=f"图片{mark}", file=picture("same.png"))
    document = get_document_model().objects.create(
        title=f"附件{mark}", file=ContentFile(mark.encode() or b"a", "same.txt")
    )
    body = [
        {"type": "rich_text", "value": f"<p>正文{mark}</p>"},
        {"type": "image", "value": {"image": image.pk, "alt": f"替代{mark}", "caption": ""}},
        attached(document),
    ]
    article("TS-01", f"机构设置公开{mark}", f"说明{mark}", body=body, slug="article-one")
    draft = article("TS-02", f"未公开草稿{mark}", f"草稿{mark}", publish=False, slug="draft")
    PageViewRestriction.objects.create(page=draft, restriction_type="password", password=f"pw{mark}")
    _media(mark)
    _duties(mark)
    _left(mark)


def _left(mark: str) -> None:
    """Lines about the public entry, as if it had been corrected and taken away; and a proof of what is not public."""
    entry, at = Entry.objects.get(), timezone.now()
    Correction.objects.create(
        entry=entry, key="k" * 64, fault="UNTRUE", passage=f"原文{mark}", text="改正", on=REGISTERED, of_version=1,
        in_version=1, at=at,
    )  # fmt: skip
    made = Withdrawal.objects.create(
        entry=entry, kind="WITHDRAWN", title=f"旧题{mark}", version=1, explanation=f"说明{mark}", at=at
    )
    Removal.objects.create(
        withdrawal=made.uuid, entry=entry.uuid, title=f"旧题{mark}", reason="泄露", by_name="甲", at=at, due_at=at,
        accounted_at=at,
    )  # fmt: skip
    Telling.objects.create(record=PublicRecord.objects.first(), recipient=uuid.uuid4(), channel="sample")
    DisclosureProof.objects.create(
        unit=entry.unit, item_code="TS-03", scope="PARTY", on=REGISTERED, channel="会议", meeting=f"大会{mark}",
        head_count=30, approved_by="书记", by_name="甲", at=at,
    )  # fmt: skip
    _case(mark)


def _duties(mark: str) -> None:
    """What a unit and the office said about what is due, taken back since: no obligation follows from it."""
    unit = Unit.objects.get(tenant__schema_name=current_schema())
    Occasion.objects.create(
        item_code="TS-01",
        kind=DutyKind.CHANGE,
        key="2020-01-01",
        label=f"变更{mark}",
        on=REGISTERED,
        cancelled_on=REGISTERED,
    )
    NilDeclaration.objects.create(
        unit=unit,
        item_code="TS-02",
        item_title="重点工作",
        period_key="2020Q1",
        period_label="2020年第一季度",
        reason=f"没有{mark}",
        state=NilState.WITHDRAWN,
        proposed_by=uuid.uuid4(),
    )
    Waiver.objects.create(item_code="TS-02", period_key="2020Q1", reason=f"免除{mark}", ended_on=REGISTERED)


def _case(mark: str) -> None:
    """Something of the unit's lies at the office, with a remark on it."""
    case = raise_case(
        to=office(),
        why=Why.SAMPLED,
        by=Person(f"系统{mark}"),
        entry=uuid.uuid4(),
        draw=uuid.uuid4(),
        title=f"抽查{mark}",
        item_code="TS-01",
        level=ApprovalLevel.NORMAL,
        content_hash="0" * 64,
        snapshot={"text": f"快照{mark}"},
    )
    CaseRemark.objects.create(case=case, to_id=case.to_id, number=1, text=f"意见{mark}")


def _media(mark: str) -> None:
    """A website that waits for the office, whom to call, one look at it; and a word on the unit's entry."""
    unit = Unit.objects.get(tenant__schema_name=current_schema())
    site = MediaRegistration.objects.create(
        unit=unit,
        kind="WEBSITE",
        name=f"门户网站{mark}",
        url="https://portal.invalid/",
        column_url="https://portal.invalid/party/",
        owner=unit.name,
        state="SUBMITTED",
        filed_on=REGISTERED,
    )
    MediaContact.objects.create(registration=site, person=f"张三{mark}", telephone="0571-6543210")
    MediaStep.objects.create(registration=site, verb="submit", state="SUBMITTED")
    MediaProbe.objects.create(
        registration=site, slot=0, at=timezone.now(), url=site.column_url, outcome="UNREACHABLE"
    )
    UnitContact.objects.create(unit=unit, name=f"李四{mark}", duty="信息员", telephone="0571-7654321")
    RosterConfirmation.objects.create(unit=unit, word="CONFIRMED", on=REGISTERED)


def _appearance(mark: str) -> None:
    """What the site wears: base as it is."""
    Appearance.objects.create(theme="base", changed_by=f"王五{mark}")


def _contact(mark: str) -> None:
    """Where the unit is reached."""
    PublicContact.objects.create(office=f"党政办{mark}", telephone="0571-87654321")


def _member(role: MemberRole, mark: str) -> None:
    join(login=f"user-{mark or 'a'}", name=f"人员{mark}", role=role, password=PASSWORD)
    person = Identity.objects.get(login=f"user-{mark or 'a'}")
    account_of(person)
    reset(identity=person.uuid, by=None)
    begin(identity=person.uuid, browser=f"浏览器{mark}", method="password", second_factor_at=None)
    record(kind=AuditKind.SIGNED_IN, subject=f"来过{mark}", actor=person.uuid, detail={"method": "password"})


FAR = dt.date(2099, 1, 1)


def _far_period() -> None:
    """A period in which nothing happens yet, for rows that need one."""
    with tenant_scope(Tenant.objects.get(is_central=True)):
        scheme = _kept("Scheme").objects.create(code="sample", version="0", title="样例", data={}, digest="0")
        _kept("Period").objects.create(
            code="2099", title="样例", since=FAR, until=FAR + dt.timedelta(1), scheme=scheme
        )


def _said(mark: str) -> None:
    """What people say to evaluation, of a period that has not come."""
    period, unit = _kept("Period").objects.get(code="2099"), Unit.objects.get(slug="village")
    _kept("Document").objects.create(
        mechanism="PLAN", title=f"方案{mark}", filed_on=REGISTERED, by_name=f"某{mark}"
    )
    _kept("FindingAnswer").objects.create(finding=uuid.uuid4(), words=f"整改{mark}", by_name=f"某{mark}")
    _kept("Appeal").objects.create(period=period, words=f"申诉{mark}", by_name=f"某{mark}")
    _kept("Judgement").objects.create(
        period=period, unit=unit, indicator="A202", quarters=4, method="sample", note=f"说明{mark}",
        reviewer=uuid.uuid4(), by_name=f"某{mark}",
    )  # fmt: skip
    _kept("Visit").objects.create(
        period=period, unit=unit, visited_on=REGISTERED, seen=f"看到{mark}", reviewer=uuid.uuid4(), by_name=f"某{mark}"
    )  # fmt: skip
    _kept("FeatureProposal").objects.create(
        period=period, line_code="L99", indicators=[{"title": f"指标{mark}"}], by_name=f"某{mark}"
    )
    _kept("CountRun").objects.create(period=period, state="DONE", why=f"计分{mark}", by_name=f"某{mark}")


def plant() -> None:
    """Fill ta and tb alike; everything of tb carries the canary."""
    _far_period()
    for slug, mark in (("ta", ""), ("tb", CANARY)):
        with tenant_scope(Tenant.objects.get(slug=slug)):
            _fill(mark)
            leave()
            _appearance(mark)
            _contact(mark)
            _member(MemberRole.ADMINISTRATOR, mark)
