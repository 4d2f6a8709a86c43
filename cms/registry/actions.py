"""The verbs of the registry: take in a district, unit by unit, changing only what differs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db import models, transaction
from django.utils import timezone

from cms.registry.models import (
    DisclosureLine,
    District,
    GuidanceRelation,
    LineLead,
    LineMembership,
    Subordination,
    Unit,
)
from cms.registry.vocabulary import OrgForm
from cms.registry.workbook import District as Workbook
from cms.registry.workbook import RelationRow, UnitRow


@dataclass
class LoadReport:
    """What a load did, by name. Loading the same workbook again leaves everything in `unchanged`."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)

    def note(self, name: str, outcome: str) -> None:
        getattr(self, outcome).append(name)

    def as_dict(self) -> dict[str, list[str]]:
        return {"created": self.created, "changed": self.changed, "unchanged": self.unchanged}


def load(workbook: Workbook, *, on: dt.date | None = None) -> LoadReport:
    """Bring the register to the workbook in one transaction. Runs in the central tenant.

    Lines, leads and superiors that differ are ended on the day and begun anew, so that their history stays.
    A unit that the workbook no longer names is left as it is: leaving the district is an act of its own.
    """
    on, report = on or timezone.localdate(), LoadReport()
    with transaction.atomic():
        _put(District, {"pk": 1}, {"name": workbook.name}, LoadReport(), workbook.name)
        for row in workbook.lines:
            _put(DisclosureLine, {"code": row.code}, {"name": row.name, "members": row.member_kinds}, report, row.name)
        for row in workbook.units:
            _put(Unit, {"slug": row.slug}, _facts(row), report, row.name)
        units = {unit.name: unit for unit in Unit.objects.all()}
        lines = {line.name: line for line in DisclosureLine.objects.all()}
        for row in workbook.units:
            _place(row, units, lines, on, report)
        for row in workbook.lines:
            if LineLead.change(subject={"line": lines[row.name]}, fact={"lead": units.get(row.lead_name)}, on=on):
                _mark_changed(report, row.name)
        for row in workbook.relations:
            _relate(row, units, on, report)
    return report


def _put(model: type[models.Model], key: dict, facts: dict, report: LoadReport, name: str) -> None:
    row = model.objects.filter(**key).first()
    if row is None:
        model.objects.create(**key, **facts)
        report.note(name, "created")
        return
    different = [column for column, value in facts.items() if getattr(row, column) != value]
    for column in different:
        setattr(row, column, facts[column])
    if different:
        row.save(update_fields=different)
    report.note(name, "changed" if different else "unchanged")


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


def _mark_changed(report: LoadReport, name: str) -> None:
    if name in report.unchanged:
        report.unchanged.remove(name)
        report.changed.append(name)


def _place(row: UnitRow, units: dict, lines: dict, on: dt.date, report: LoadReport) -> None:
    unit = units[row.name]
    moved = LineMembership.change(subject={"unit": unit}, fact={"line": lines.get(row.line_name)}, on=on)
    moved |= Subordination.change(subject={"unit": unit}, fact={"superior": units.get(row.superior_name)}, on=on)
    if moved:
        _mark_changed(report, row.name)


def _relate(row: RelationRow, units: dict, on: dt.date, report: LoadReport) -> None:
    words = {"guide_text": row.guide_text, "target_text": row.target_text, "kind": row.kind}
    known = GuidanceRelation.objects.in_force(on).filter(**words)
    name = f"{row.guide_text} → {row.target_text}"
    if known.filter(basis=row.basis).exists():
        report.note(name, "unchanged")
        return
    outcome = "changed" if known.update(valid_until=on) else "created"
    GuidanceRelation.objects.create(
        **words, guide=units.get(row.guide_text), target=row.target_as_dict(), basis=row.basis, valid_from=on
    )
    report.note(name, outcome)
