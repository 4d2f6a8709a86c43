"""The versions of an entry, and what each changed: `?versions` and `?version=2` at the address of its page."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.delivery.differences import compare
from cms.pages.markup import plain_text
from cms.pages.models import ArticlePage
from cms.publication.models import Entry, EntryVersion
from cms.publication.queries import versions_in_sight


def asks_for_versions(request: HttpRequest) -> bool:
    return "versions" in request.GET or "version" in request.GET


def version_row(version: EntryVersion, chosen: int | None = None) -> dict[str, Any]:
    """A version in a list."""
    return {
        "number": version.number,
        "at": timezone.localtime(version.at).date(),
        "note": _("已移除") if version.removed else version.note,
        "change_label": version.get_change_display(),
        "hash": version.content_hash,
        "url": f"?version={version.number}",
        "current": version.number == chosen,
    }


def history(request: HttpRequest, page: ArticlePage) -> HttpResponse:
    """The list, and one version against the one before it: the newest, unless a number is asked for."""
    entry = Entry.objects.filter(uuid=page.translation_key, withdrawn_at=None).first()
    if entry is None:
        raise Http404
    versions = versions_in_sight(entry)
    chosen = _chosen(request, versions)
    before = next((one for one in versions if one.number < chosen.number), None)
    context = {
        "page": page,
        "entry": entry,
        "versions": [version_row(one, chosen.number) for one in versions],
        "chosen": version_row(chosen),
        "before": before and version_row(before),
        "steps": chosen.steps,
        "trail": [
            {"title": page.item_page.title, "url": page.item_page.url},
            {"title": page.title, "url": page.url},
        ],
        "corrected": entry.said_corrections.filter(in_version=chosen.number).exists(),
        **_difference(before, chosen),
    }
    return render(request, "delivery/versions.html", context)


def _chosen(request: HttpRequest, versions: list[EntryVersion]) -> EntryVersion:
    """Raises Http404 for a number that there is not."""
    asked = request.GET.get("version", "")
    if not asked:
        return versions[0]
    found = [one for one in versions if asked.isascii() and asked.isdigit() and one.number == int(asked[:9])]
    if not found:
        raise Http404
    return found[0]


def _words(version: EntryVersion) -> str:
    return f"{version.title}\n{plain_text(version.html)}"


def _difference(before: EntryVersion | None, after: EntryVersion) -> dict[str, Any]:
    """Nothing of what was removed is told, not even as what a later version lacks."""
    if after.removed:
        return {"removed": True, "lines": []}
    if before is None or before.removed:
        return {"first": before is None, "before_removed": before is not None, "lines": []}
    return {"lines": compare(_words(before), _words(after))}
