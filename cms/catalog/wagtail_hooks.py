"""The desk for compiling the unit's catalog, in the admin of its own site."""

from django.urls import include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.catalog.desk import rights
from cms.catalog.desk.bases import BasesView
from cms.catalog.desk.changes import ChangesView
from cms.catalog.desk.item import ItemView
from cms.catalog.desk.overview import DiscardView, OverviewView
from cms.catalog.desk.screens import ICON
from cms.catalog.desk.start import StartView
from cms.catalog.desk.table import TableView
from cms.catalog.desk.taking_away import ExportView
from cms.catalog.desk.uploading import ReviewView, UploadView

DESK = [
    path("", OverviewView.as_view(), name="overview"),
    path("start/", StartView.as_view(), name="start"),
    path("bases/", BasesView.as_view(), name="bases"),
    path("import/", UploadView.as_view(), name="import"),
    path("import/<uuid:upload>/", ReviewView.as_view(), name="review"),
    path("<uuid:version>/", TableView.as_view(), name="version"),
    path("<uuid:version>/changes/", ChangesView.as_view(), name="changes"),
    path("<uuid:version>/discard/", DiscardView.as_view(), name="discard"),
    path("<uuid:version>/items/<uuid:item>/", ItemView.as_view(), name="item"),
    path("<uuid:version>/export/<slug:format>/", ExportView.as_view(), name="export"),
]


@hooks.register("register_admin_urls")
def addresses():
    return [path("catalog/", include((DESK, "catalog_desk")))]


class CatalogMenuItem(MenuItem):
    """For those who may read the unit's catalog."""

    def is_shown(self, request) -> bool:
        return rights.may_read(request.user)


@hooks.register("register_admin_menu_item")
def menu_item():
    return CatalogMenuItem(
        _("公开目录"), reverse_lazy("catalog_desk:overview"), name="catalog", icon_name=ICON, order=90
    )
