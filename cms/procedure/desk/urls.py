"""The addresses of the procedure, below /admin/procedure/."""

from __future__ import annotations

from typing import Any

from django.urls import include, path

from cms.procedure.desk.deciding import PlanView
from cms.procedure.desk.delegating import DelegationView
from cms.procedure.desk.editor import TakeBackView
from cms.procedure.desk.lists import InboxView, OwnView
from cms.procedure.desk.office import ExceptionsView, RoutesView
from cms.procedure.desk.proposing import ProposeView

PATHS = [
    path("", InboxView.as_view(), name="index"),
    path("mine/", OwnView.as_view(), name="mine"),
    path("page/<int:page>/propose/", ProposeView.as_view(), name="propose"),
    path("plan/<uuid:key>/", PlanView.as_view(), name="plan"),
    path("plan/<uuid:key>/take-back/", TakeBackView.as_view(), name="take_back"),
    path("delegation/", DelegationView.as_view(), name="delegation"),
    path("routes/", RoutesView.as_view(), name="routes"),
    path("exceptions/", ExceptionsView.as_view(), name="exceptions"),
]


def urlpatterns() -> list[Any]:
    return [path("procedure/", include((PATHS, "procedure")))]
