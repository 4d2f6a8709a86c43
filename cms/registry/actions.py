"""The verbs of the registry: take in a district, unit by unit, changing only what differs."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.registry.bases import plant_bases
from cms.registry.models import (
    DisclosureLine,
    District,
    GuidanceRelation,
    LineLead,
    LineMembership,
    Subordination,
    Unit,
)
from cms.registry.report import LoadReport, Outcome
from cms.registry.vocabulary import OrgForm
from cms.registry.workbook import LINES, RELATIONS, UNITS, LineRow, RelationRow, UnitRow
from cms.registry.workbook import District as Workbook
from tenants.audit.actions import record
from tenants.audit.kinds import AuditKind

DECLARED = ("icp", "site_code", "police", "data_licence_name", "data_licence")
"""What the sites of the district must say of themselves, and on what terms its data is used."""


class DeclarationRefused(ValueError):
    """Why nothing was changed: all problems."""

    for_people = True


def load(workbook: Workbook, *, on: dt.date | None = None) -> LoadReport:
    """Bring the register to the workbook in one transaction. Runs in the central tenant.

    Lines, leads and superiors that differ are ended on the day and begun anew, so that their history stays.
    A relation that is no longer listed ends; a unit or line that is no longer named is left as it is.
    """
    on, report = on or timezone.localdate(), LoadReport()
    with transaction.atomic():
        if workbook.name:
            _load_district(workbook.name, report)
        lines = _put_lines(workbook.lines)
        _load_units(workbook.units, report, on)
        _load_leads(lines, report, on)
        _load_relations(workbook.relations, report, on)
        plant_bases()
    _note_absent(workbook, report)
    return report


def admit(row: UnitRow, *, on: dt.date | None = None) -> Unit:
    """Take one unit into the register. Runs in the central tenant; the row has been checked."""
    with transaction.atomic():
        _load_units([row], LoadReport(), on or timezone.localdate())
        return Unit.objects.get(slug=row.slug)


def declare(*, values: Mapping[str, str], by: str, actor: uuid.UUID | None = None) -> District:
    """Say what all sites of the district say of themselves: fields of DECLARED, the others stay. Runs in the central
    tenant. Raises DeclarationRefused."""
    with transaction.atomic():
        row = District.objects.select_for_update().first()
        if row is None:
            raise DeclarationRefused(_("还没有读入本区的登记，请先运行 cms district load"))
        before = {name: getattr(row, name) for name in DECLARED}
        for name, value in values.items():
            setattr(row, name, value)
        try:
            row.full_clean()
        except ValidationError as error:
            raise DeclarationRefused("\n".join(error.messages)) from error
        row.save(update_fields=DECLARED)
        detail = {"before": before, "after": {name: getattr(row, name) for name in DECLARED}}
        record(kind=AuditKind.DISTRICT_SET, subject=row.name, actor=actor, actor_name=by, detail=detail)
    return row


def _put(model: type[models.Model], key: dict, facts: dict) -> tuple[bool, list[str]]:
    """Make the row with `key` hold `facts`. Returns whether it is new, and the columns that changed."""
    row = model.objects.filter(**key).first()
    if row is None:
        model.objects.create(**key, **facts)
        return True, []
    different = [column for column, value in facts.items() if getattr(row, column) != value]
    for column in different:
        setattr(row, column, facts[column])
    if different:
        row.save(update_fields=different)
    return False, different


def _free_names(model: type[models.Model], key: str, names: dict[str, str]) -> None:
    """Let two entries of the register exchange names: names are unique, and rows are written one by one.

    `names` is key → name. Entries that give up their name get one that nobody has until theirs is written.
    """
    wanted = {name: owner for owner, name in names.items()}
    for row in model.objects.filter(name__in=wanted, **{f"{key}__in": names}):
        if getattr(row, key) != wanted[row.name]:
            model.objects.filter(pk=row.pk).update(name=f"~{row.pk}")


def _load_district(name: str, report: LoadReport) -> None:
    new, fields = _put(District, {"pk": 1}, {"name": name})
    report.note(Outcome("区", name, fields), new=new)


def _put_lines(rows: list[LineRow]) -> list[tuple[LineRow, bool, list[str]]]:
    """Every line's row, whether it is new, and what changed; their leads come when the units are there."""
    _free_names(DisclosureLine, "code", {row.code: row.name for row in rows})
    facts = [(row, {"name": row.name, "members": row.member_kinds}) for row in rows]
    return [(row, *_put(DisclosureLine, {"code": row.code}, fact)) for row, fact in facts]


def _facts(row: UnitRow) -> dict:
    return {
        "name": row.name,
        "kind": row.kind,
        "level": row.level,
        "form": OrgForm.of_name(row.name),
        "portal_url": row.portal_url,
        "note": row.note,
        "order": row.order,
    }


def _load_units(rows: list[UnitRow], report: LoadReport, on: dt.date) -> None:
    _free_names(Unit, "slug", {row.slug: row.name for row in rows})
    done = [(row, *_put(Unit, {"slug": row.slug}, _facts(row))) for row in rows]
    units = {unit.name: unit for unit in Unit.objects.all()}
    lines = {line.name: line for line in DisclosureLine.objects.all()}
    for row, new, fields in done:
        subject = {"unit": units[row.name]}
        if LineMembership.change(subject=subject, fact={"line": lines.get(row.line_name)}, on=on):
            fields.append("line")
        if Subordination.change(subject=subject, fact={"superior": units.get(row.superior_name)}, on=on):
            fields.append("superior")
        report.note(Outcome(UNITS, row.name, [] if new else fields), new=new)


def _load_leads(done: list[tuple[LineRow, bool, list[str]]], report: LoadReport, on: dt.date) -> None:
    units = {unit.name: unit for unit in Unit.objects.all()}
    lines = {line.code: line for line in DisclosureLine.objects.all()}
    for row, new, fields in done:
        if LineLead.change(subject={"line": lines[row.code]}, fact={"lead": units.get(row.lead_name)}, on=on):
            fields.append("lead")
        report.note(Outcome(LINES, row.name, [] if new else fields), new=new)


def _load_relations(rows: list[RelationRow], report: LoadReport, on: dt.date) -> None:
    units = {unit.name: unit for unit in Unit.objects.all()}
    held = {relation.as_listed(): relation for relation in GuidanceRelation.objects.in_force(on)}
    listed = {(row.kind, row.guide_text, row.target_text): row for row in rows}
    for key, row in listed.items():
        before = held.pop(key, None)
        fact = {
            "guide": units.get(row.guide_text),
            "target": row.target_as_dict(),
            "basis": row.basis,
        }
        fields = [name for name, value in fact.items() if before and getattr(before, name) != value]
        if fields:
            before.end(on)
        if fields or not before:
            kind, guide, target = key
            GuidanceRelation.objects.create(
                kind=kind, guide_text=guide, target_text=target, valid_from=on, **fact
            )
        report.note(Outcome(RELATIONS, f"{row.guide_text} → {row.target_text}", fields), new=not before)
    for (_kind, guide, target), relation in held.items():
        relation.end(on)
        report.ended.append(Outcome(RELATIONS, f"{guide} → {target}"))


def _note_absent(workbook: Workbook, report: LoadReport) -> None:
    lines = DisclosureLine.objects.exclude(code__in=[row.code for row in workbook.lines])
    units = Unit.objects.exclude(slug__in=[row.slug for row in workbook.units])
    report.absent += [Outcome(LINES, line.name) for line in lines]
    report.absent += [Outcome(UNITS, unit.name) for unit in units]
