"""Wagtail's three endpoints, narrowed to what is public, with a precise answer to what cannot be asked."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError
from django.db.models import Q, QuerySet
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import set_rollback
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import BaseAPIViewSet, PagesAPIViewSet
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet

from cms.catalog.vocabulary import DisclosureScope
from cms.delivery.wagtail_api.serializers import PictureSerializer
from cms.extension.pages import visible_page_types
from cms.pages.models import ArticlePage, ColumnPage, HomePage, ItemPage, SectionPage
from cms.publication.queries import public_entries, public_files

TYPES = (HomePage, ColumnPage, SectionPage, ItemPage, ArticlePage)
WRONG_VALUES = (ValueError, ValidationError, DataError, OverflowError)
"""What a parameter of the wrong kind raises below Wagtail's own checks: a date that is none, a number too large."""
ALIASES = {"alias_of"}
"""Fields of Wagtail's that could lead to a page which nobody has approved."""


class Exact:
    """Mixin of the endpoints: JSON alone, and a 400 for a value that cannot be, never a 500."""

    renderer_classes = (JSONRenderer,)
    authentication_classes = ()
    permission_classes = ()

    def get_renderer_context(self) -> dict[str, Any]:
        return super().get_renderer_context() | {"indent": None}

    def check_query_parameters(self, queryset: QuerySet) -> None:
        """As Wagtail's; a parameter given twice is refused instead of the last one being taken."""
        super().check_query_parameters(queryset)
        asked = self.request.GET
        twice = sorted(name for name in asked if len(asked.getlist(name)) > 1)
        if twice:
            raise BadRequestError("query parameter is given more than once: " + ", ".join(twice))
        if "random" in asked.get("order", "").split(","):
            raise BadRequestError("random ordering is not supported")

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, WRONG_VALUES):
            set_rollback()
            exc = BadRequestError("a query parameter has a value that is not valid for it")
        return super().handle_exception(exc)


class Pages(Exact, PagesAPIViewSet):
    meta_fields = [name for name in PagesAPIViewSet.meta_fields if name not in ALIASES]

    def get_base_queryset(self) -> QuerySet:
        """Live pages of the site whose item is for society and, where they are entries, public by the ledger.

        Asked three times for one answer, so it is kept for the length of the request.
        """
        if not hasattr(self, "_public"):
            rows = super().get_base_queryset().public().type(*TYPES, *visible_page_types())
            self._public = rows.filter(_beside_entries() | _of_entries())
        return self._public


def _for_society() -> QuerySet:
    return ItemPage.objects.filter(scope=DisclosureScope.SOCIETY, live=True)


def _beside_entries() -> Q:
    return Q(articlepage=None, itempage=None) | Q(pk__in=_for_society().values("pk"))


def _of_entries() -> Q:
    """Not only live: the ledger has to know them, under an item that is still for society."""
    known = public_entries(using="default").order_by().values("uuid")
    rows = ArticlePage.objects.filter(translation_key__in=known, item_code__in=_for_society().values("code"))
    return Q(pk__in=rows.values("pk"))


class Files(Exact, BaseAPIViewSet):
    """Mixin of files: those that a public entry carries, known by the hash of their bytes. Tags are the editors' own."""

    carried_as: str
    meta_fields = [*BaseAPIViewSet.meta_fields, "download_url"]
    listing_default_fields = [*BaseAPIViewSet.listing_default_fields, "title", "download_url"]

    def get_queryset(self) -> QuerySet:
        return (
            super().get_queryset().exclude(file_hash="").filter(file_hash__in=public_files(self.carried_as))
        )


class Images(Files, ImagesAPIViewSet):
    carried_as = "images"
    base_serializer_class = PictureSerializer


class Documents(Files, DocumentsAPIViewSet):
    carried_as = "attachments"
