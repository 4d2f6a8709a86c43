"""What every page of the desk has in common: its place in the admin, who may open it, whose version it is about."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.catalog.actions import Author
from cms.catalog.desk.rights import may_compile, may_read
from cms.catalog.models import CatalogItem, CatalogVersion
from tenants.accounts.counting import CountingPaginator

TITLE = _("公开目录")
ICON = "list-ul"


class DeskView(WagtailAdminTemplateMixin, TemplateView):
    """A page of the desk. `compiles` is True for those that only people who compile may open."""

    compiles = False
    page_title = TITLE
    header_icon = ICON

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        allowed = may_compile if self.compiles or request.method == "POST" else may_read
        if not allowed(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def author(self) -> Author:
        return Author.of(self.request.user)

    def above(self) -> list[dict[str, Any]]:
        """Pages between the home page and this one."""
        return [{"url": reverse("catalog_desk:overview"), "label": TITLE}]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, *self.above(), {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"may_compile": may_compile(self.request.user)}


def paged(rows: Any, per_page: int, request: HttpRequest) -> dict[str, Any]:
    """The page of a list that was asked for (`?p=`), and the numbers of the others."""
    paginator = CountingPaginator(rows, per_page)
    page = paginator.get_page(request.GET.get("p"))
    return {"page_obj": page, "elided_page_range": paginator.get_elided_page_range(page.number)}


class VersionView(DeskView):
    """A page about one version of the bound unit; 404 for a version of anybody else."""

    @cached_property
    def version(self) -> CatalogVersion:
        found = CatalogVersion.objects.filter(uuid=self.kwargs["version"]).first()
        if found is None:
            raise Http404
        return found

    def item(self) -> CatalogItem:
        found = self.version.items.filter(uuid=self.kwargs["item"]).first()
        if found is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        return _now("第 %(number)s 版") % {"number": self.version.number}
