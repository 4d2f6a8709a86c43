"""人员: the unit's administrator gives people their place in this unit, helps them in, and ends it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from tenants.accounts.people.ending import EndView
from tenants.accounts.people.joining import JoinView
from tenants.accounts.people.listing import PeopleIndexView, may_manage
from tenants.accounts.people.person import PersonView


class PeopleMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_manage(request.user)


class People(ViewSet):
    """The addresses of the screen, below /admin/people/."""

    name = "people"
    icon = "user"

    def get_urlpatterns(self) -> list[Any]:
        names = {"index_url_name": "people:index", "index_results_url_name": "people:index_results"}
        return [
            path("", PeopleIndexView.as_view(**names), name="index"),
            path("results/", PeopleIndexView.as_view(**names, results_only=True), name="index_results"),
            path("join/", JoinView.as_view(), name="join"),
            path("<uuid:pk>/", PersonView.as_view(), name="person"),
            path("<uuid:pk>/end/", EndView.as_view(), name="end"),
        ]

    def menu(self) -> MenuItem:
        return PeopleMenuItem(_("人员"), reverse("people:index"), name="people", icon_name="user", order=600)
