"""The addresses of the screens of filing, below /admin/."""

from __future__ import annotations

from typing import Any

from django.urls import include, path

from cms.filing.desk.compiling import OthersView, OtherView
from cms.filing.desk.deciding import QueueView, ReviewView
from cms.filing.desk.overview import DueView, HistoryView
from cms.filing.desk.own import ConfirmView, CorrectView, OwnFilingView, OwnView, WithdrawView
from cms.filing.desk.receipt import receipt
from cms.filing.desk.setting import RulesView
from cms.filing.desk.submitting import SubmitView

OWN = [
    path("catalog/start/others/", OthersView.as_view(), name="others"),
    path("catalog/start/others/<slug:slug>/", OtherView.as_view(), name="other"),
    path("catalog/<uuid:version>/submit/", SubmitView.as_view(), name="submit"),
    path("filings/", OwnView.as_view(), name="index"),
    path("filings/<uuid:filing>/", OwnFilingView.as_view(), name="filing"),
    path("filings/<uuid:filing>/withdraw/", WithdrawView.as_view(), name="withdraw"),
    path("filings/<uuid:filing>/correct/", CorrectView.as_view(), name="correct"),
    path("filings/<uuid:filing>/confirm/", ConfirmView.as_view(), name="confirm"),
    path("filings/<uuid:filing>/receipt/", receipt, name="receipt"),
]
RECEIVED = [
    path("received/", QueueView.as_view(), name="index"),
    path("received/due/", DueView.as_view(), name="due"),
    path("received/rules/", RulesView.as_view(), name="rules"),
    path("received/units/<slug:slug>/", HistoryView.as_view(), name="unit"),
    path("received/<uuid:filing>/", ReviewView.as_view(), name="review"),
]


def urlpatterns() -> list[Any]:
    return [
        path("", include((OWN, "filing_desk"))),
        path("", include((RECEIVED, "filing_inbox"))),
    ]
