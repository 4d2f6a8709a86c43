"""A district's own Word template. Refused with every placeholder that nothing could be put in place of."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from cms.extension import By, write_down
from plugins.evaluation.ledger.models import ReportTemplate
from plugins.evaluation.reports.filling import TABLE, Unsuitable, placeholders
from plugins.evaluation.reports.templates import NAMES, Report
from plugins.evaluation.states import Refused


def put_template(*, report: str, file: bytes, by: By) -> ReportTemplate:
    """Raises Refused with every problem."""
    problems = [] if report in Report.values else [_("没有这种文书")]
    try:
        for name in sorted(placeholders(file) - {*NAMES, TABLE}):
            problems.append(_("模板里有不认识的占位符：%(name)s") % {"name": "{{" + name + "}}"})
    except Unsuitable as error:
        problems += error.problems
    if problems:
        raise Refused("；".join(problems))
    with transaction.atomic():
        made = ReportTemplate.objects.create(report=report, file=file, by_name=by.name)
        write_down("evaluation", "put_template", subject=Report(report).label, by=by)
    return made


def template_of(report: str) -> bytes | None:
    """The district's own; None: the one that comes with the product. One query."""
    found = ReportTemplate.objects.filter(report=report).first()
    return bytes(found.file) if found else None
