"""报送: the unit looks at what it files, says why it adjusted what, and confirms."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from cms.catalog.models import CatalogVersion
from cms.filing.actions import CannotFile, submit, whom
from cms.filing.actions.submitting import compiled
from cms.filing.actor import Actor, own_unit
from cms.filing.desk import rights
from cms.filing.desk.screens import DeskView
from cms.filing.difference import diff
from cms.filing.digests import digest_of, values_of
from cms.filing.findings import findings_of
from cms.filing.models import Filing
from cms.filing.queries import addressee, items_of, registered
from cms.filing.rules import rules
from cms.filing.states import FilingState

REASON = "reason-"


class SubmitView(DeskView):
    """One working version. Filing it is one POST; a refusal shows the page again with what was typed."""

    template_name = "filing/submit.html"
    page_title = _("报送目录")

    def test(self, user: Any) -> bool:
        return rights.may_submit(user)

    @cached_property
    def version(self) -> CatalogVersion:
        return get_object_or_404(CatalogVersion, uuid=self.kwargs["version"])

    def above(self) -> tuple[tuple[str, Any], ...]:
        return ((reverse("filing_desk:index"), _("目录报备")),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        items, unit, before = compiled(self.version), own_unit(), registered()
        found = findings_of(items, kind=unit.kind if unit else "")
        changes = diff([values_of(item) for item in items_of(before)], items) if before else None
        return super().get_context_data(**kwargs) | {
            "version": self.version,
            "items": len(items),
            "open": len([item for item in items if item["scope"] == "SOCIETY"]),
            "seen": digest_of(items),
            "before": before,
            "difference": changes,
            "adjusted": self._adjusted(changes, items, before),
            "blocking": [one for one in found if one.blocks],
            "findings": [one for one in found if not one.blocks],
            "note": self.request.POST.get("note", ""),
            **self._addressed(unit),
        }

    def _addressed(self, unit: Any) -> dict[str, Any]:
        """To whom, and by which rule; or why it cannot be filed now."""
        try:
            to = whom(unit)
        except CannotFile as refusal:
            return {"to": None, "refusal": str(refusal)}
        waiting = Filing.objects.filter(state=FilingState.SUBMITTED).first()
        known = rules()
        rule = known["addressee"]
        return {
            "to": to,
            "why": rule.why.get(addressee(unit, known=known), rule.basis),
            "waiting": waiting,
            "filed": bool(self.version.filed_at),
        }

    def _adjusted(
        self, changes: Any, items: list[dict[str, Any]], before: Filing | None
    ) -> list[dict[str, Any]]:
        """Every adjusted item with its field for the reason, in the order changed, withdrawn, added."""
        if changes is None:
            return []
        said = {item["code"]: item["change_note"] for item in items}
        old = {item.code: item.change_note for item in items_of(before)}
        kinds = (("changed", changes.changed), ("withdrawn", changes.withdrawn), ("added", changes.added))
        return [
            {
                "kind": kind,
                "row": row,
                "name": REASON + row.code,
                "needed": kind != "added",
                "reason": self.request.POST.get(
                    REASON + row.code,
                    said.get(row.code, "") if said.get(row.code) != old.get(row.code) else "",
                ),
            }
            for kind, rows in kinds
            for row in rows
        ]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reasons = {k.removeprefix(REASON): v for k, v in request.POST.items() if k.startswith(REASON)}
        try:
            self._refuse_what_blocks()
            filing = submit(
                self.version,
                by=Actor.of(request.user),
                note=request.POST.get("note", "").strip(),
                reasons=reasons,
                seen=request.POST.get("seen", ""),
            )
        except CannotFile as refusal:
            messages.error(request, str(refusal))
            return self.get(request, *args, **kwargs)
        words = {"to": filing.filed_with.name, "number": filing.number}
        messages.success(request, _now("已向“%(to)s”报送第 %(number)s 版。") % words)
        return redirect("filing_desk:filing", filing.pk)

    def _refuse_what_blocks(self) -> None:
        unit = own_unit()
        found = findings_of(compiled(self.version), kind=unit.kind if unit else "")
        if any(one.blocks for one in found):
            raise CannotFile(_now("目录里还有必须先改正的问题，没有报送"))
