"""The addresses of the desk, below /admin/."""

from __future__ import annotations

from typing import Any

from django.urls import include, path

from cms.moderation.desk.case import CaseView, PreviewLink
from cms.moderation.desk.holds import DrawsView, HoldsView
from cms.moderation.desk.own import OwnCasesView, OwnCaseView
from cms.moderation.desk.queue import QueueView

ADDRESSES = [
    path("cases/", QueueView.as_view(), name="queue"),
    path("cases/holds/", HoldsView.as_view(), name="holds"),
    path("cases/draws/", DrawsView.as_view(), name="draws"),
    path("cases/own/", OwnCasesView.as_view(), name="own"),
    path("cases/own/<uuid:case>/", OwnCaseView.as_view(), name="own_case"),
    path("cases/<uuid:case>/", CaseView.as_view(), name="case"),
    path("cases/<uuid:case>/preview/", PreviewLink.as_view(), name="preview"),
]


def urlpatterns() -> list[Any]:
    return [path("", include((ADDRESSES, "moderation")))]
