"""What the unit itself does: file a version, take it back, begin a corrected one, confirm the one in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.catalog.models import CatalogItem, CatalogVersion
from cms.filing.actions.trace import lead, write_down
from cms.filing.actor import Actor, own_unit
from cms.filing.difference import diff
from cms.filing.digests import digest_of, values_of
from cms.filing.models import FiledItem, Filing
from cms.filing.queries import addressee, filed_with, items_of, registered
from cms.filing.rules import Addressee
from cms.filing.states import FilingState, StepKind
from cms.registry.models import Unit

NAMED = 8
"""Items named in a refusal; how many more there are is said after them."""


class CannotFile(ValueError):
    """The version cannot be filed; the text says why."""

    for_people = True


def whom(unit: Unit | None) -> Unit:
    """Whom the bound unit files with. Raises CannotFile."""
    if unit is None:
        raise CannotFile(_("这个站点没有登记为单位，不能报送目录"))
    to = filed_with(unit)
    if to is not None:
        return to
    if addressee(unit) is Addressee.NOBODY:
        raise CannotFile(_("%(kind)s不报送目录，只备案网络媒体") % {"kind": unit.get_kind_display()})
    raise CannotFile(_("“%(name)s”没有上级党组织，不知道向谁报送，请在名录中补上") % {"name": unit.name})


def _held(version: CatalogVersion) -> None:
    """Hold all versions of the desk, so that of two people who file one waits. Raises CannotFile."""
    held = {row.pk: row for row in CatalogVersion.objects.select_for_update().order_by("number")}
    now = held.get(version.pk)
    if now is None:
        raise CannotFile(_("第 %(number)s 版已经不在了，可能被别人删除") % {"number": version.number})
    version.filed_at = now.filed_at
    if version.filed_at:
        text = _("第 %(number)s 版已经报送，请导入修改后的新版")
        raise CannotFile(text % {"number": version.number})
    waiting = Filing.objects.filter(state=FilingState.SUBMITTED).first()
    if waiting:
        text = _("第 %(number)s 版已经报送，还没有办理：请等办理结果，或者先把它撤回")
        raise CannotFile(text % {"number": waiting.number})


def compiled(version: CatalogVersion) -> list[dict[str, Any]]:
    """What a working version says, item by item."""
    return [values_of(item) for item in version.items.order_by("order")]


def with_reasons(
    items: list[dict[str, Any]], *, old: list[dict[str, Any]], reasons: Mapping[str, str], reason: str = ""
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The items with their reasons of adjustment, and those of withdrawn items by code. Raises CannotFile.

    A reason is what was given for the item, what the item says that the version before did not say, or `reason`.
    """
    if not old:
        return items, {}
    said = {item["code"]: item["change_note"] for item in old}
    changes = diff(old, items)
    touched = {row.code for row in (*changes.changed, *changes.added)}

    def of(code: str, note: str) -> str:
        own = note if note != said.get(code, "") else ""
        return (reasons.get(code, "").strip() or own or reason) if code in touched else ""

    told = [item | {"change_note": of(item["code"], item["change_note"])} for item in items]
    gone = {row.code: reasons.get(row.code, "").strip() or reason for row in changes.withdrawn}
    notes = {item["code"]: item["change_note"] for item in told} | gone
    missing = [code for code in changes.codes_with_reasons if not notes[code]]
    if missing:
        more = _("等 %(n)s 项") % {"n": len(missing)} if len(missing) > NAMED else ""
        text = _("与登记的目录相比有调整的事项要逐项写明理由：%(codes)s%(more)s")
        raise CannotFile(text % {"codes": "、".join(missing[:NAMED]), "more": more})
    return told, gone


def submit(
    version: CatalogVersion,
    *,
    by: Actor | None = None,
    note: str = "",
    reasons: Mapping[str, str] | None = None,
    reason: str = "",
    seen: str = "",
    on: dt.date | None = None,
) -> Filing:
    """Freeze a working version into the ledger, addressed by the rule of the unit's kind. Runs in the unit's tenant.

    `reasons` says why items were adjusted, by code; `reason` holds for those without one. `seen` is the digest of
    what the person had before them. Raises CannotFile.
    """
    with transaction.atomic():
        _held(version)
        unit = own_unit()
        to, items = whom(unit), compiled(version)
        if not items:
            raise CannotFile(_("第 %(number)s 版没有事项，不能报送") % {"number": version.number})
        if seen and seen != digest_of(items):
            raise CannotFile(_("你核对以后目录又有改动，没有报送：请重新核对后再报送"))
        old = [values_of(item) for item in items_of(registered())]
        items, withdrawn = with_reasons(items, old=old, reasons=reasons or {}, reason=reason)
        filing = _freeze(version, items, unit=unit, to=to, on=on or timezone.localdate())
        detail = {"withdrawn": withdrawn} if withdrawn else {}
        write_down(StepKind.SUBMIT, filing, by, on=filing.filed_on, note=note, detail=detail)
    return filing


def _freeze(version: CatalogVersion, items: list[dict[str, Any]], **facts: Any) -> Filing:
    filing = Filing.objects.create(
        unit=facts["unit"],
        filed_with=facts["to"],
        number=version.number,
        title=version.title,
        digest=digest_of(items),
        filed_on=facts["on"],
    )
    FiledItem.objects.bulk_create(FiledItem(filing=filing, **item) for item in items)
    notes = {item["code"]: item["change_note"] for item in items}
    rows = [row for row in version.items.all() if row.change_note != notes[row.code]]
    for row in rows:
        row.change_note = notes[row.code]
    CatalogItem.objects.bulk_update(rows, ["change_note"])
    version.filed_at = timezone.now()
    version.save(update_fields=["filed_at"])
    return filing


def withdraw(filing: Filing, *, by: Actor | None = None, reason: str, on: dt.date | None = None) -> Filing:
    """Take back what was not decided yet. Raises NotInState, CannotFile without a reason."""
    if not reason.strip():
        raise CannotFile(_("请写明为什么撤回"))
    with transaction.atomic():
        filing.state = lead("withdraw", filing)
        filing.save(update_fields=["state"])
        write_down(StepKind.WITHDRAW, filing, by, on=on, note=reason.strip())
    return filing


def correct(filing: Filing, *, by: Actor | None = None, on: dt.date | None = None) -> CatalogVersion:
    """Make what was returned or taken back a working version again, under the next number. Raises NotInState.

    When somebody has begun a newer working version meanwhile, that one is given: nobody's work is doubled.
    """
    with transaction.atomic():
        lead("correct", filing)
        begun = CatalogVersion.objects.filter(number__gt=filing.number, filed_at=None).first()
        if begun:
            return begun
        was = CatalogVersion.objects.filter(number=filing.number).first()
        version = CatalogVersion.objects.create(
            number=1 + max(_last(CatalogVersion), _last(Filing)),
            title=filing.title,
            base=was.uuid if was else None,
            edited_by=by.name[:100] if by else "",
            edited_at=timezone.now(),
            compiled_on=on or timezone.localdate(),
            source=_("第 %(number)s 版（%(state)s）")
            % {"number": filing.number, "state": filing.get_state_display()},
        )
        CatalogItem.objects.bulk_create(
            CatalogItem(version=version, **values_of(item)) for item in items_of(filing)
        )
        write_down(StepKind.CORRECT, filing, by, on=on, detail={"version": version.number})
    return version


def _last(model: Any) -> int:
    return model.objects.order_by("-number").values_list("number", flat=True).first() or 0


def confirm(filing: Filing, *, by: Actor | None = None, note: str = "", on: dt.date | None = None) -> Filing:
    """Say that the registered catalog still holds as it is: the yearly confirmation. Raises NotInState."""
    with transaction.atomic():
        lead("confirm", filing)
        write_down(StepKind.CONFIRM, filing, by, on=on, note=note)
    return filing
