"""Practices, their kits and stories for machines. On a unit's site: nothing, for they are the district's."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router

from cms.extension import current
from plugins.showcase import showing
from plugins.showcase.ledger.models import Adoption, FeatureStory, Practice

router = Router()


def _row(one: Practice) -> dict[str, Any]:
    return {
        "uuid": str(one.pk), "version": one.version, "title": one.title, "summary": one.summary, "year": one.year,
        "line": {"code": one.line.code, "name": one.line.name}, "unit": {"slug": one.unit.slug, "name": one.unit.name},
        "kind": one.kind, "aspects": one.aspects, "shown_at": one.shown_at, "url": f"/x/showcase/{one.pk}/",
    }  # fmt: skip


@router.get("practices", summary="最佳实践")
def practices(request: HttpRequest) -> list[dict[str, Any]]:
    return [_row(one) for one in showing.practices().defer(*showing.LONG)] if current().is_central else []


@router.get(
    "practices/{uuid:key}",
    summary="一个最佳实践，连同做法包",
    openapi_extra={"responses": {404: {"description": "没有这个最佳实践"}}},
)
def practice(request: HttpRequest, key: uuid.UUID) -> dict[str, Any]:
    found = showing.found(key) if current().is_central else None
    if found is None:
        raise Http404
    told = {
        name: getattr(found, name)
        for name in ("story", "replicable", "limits", "before", "after", "documents")
    }
    contact = {"office": found.office, "telephone": found.telephone}
    kit = {"digest": found.kit_digest, **found.kit}
    adopted = [_adopted(one) for one in showing.adoptions_of(found)]
    return _row(found) | told | {"contact": contact, "kit": kit, "adoptions": adopted}


def _adopted(one: Adoption) -> dict[str, Any]:
    told = {
        name: getattr(one, name) for name in ("at", "kit_digest", "taken", "before", "after", "measured_on")
    }
    return {"unit": one.unit.name} | told


@router.get("stories", summary="专题报道")
def stories(request: HttpRequest) -> list[dict[str, Any]]:
    return [_story(one) for one in showing.stories()] if current().is_central else []


def _story(one: FeatureStory) -> dict[str, Any]:
    return {
        "uuid": str(one.pk), "title": one.title, "summary": one.summary, "body": one.body,
        "practice": str(one.practice_id) if one.practice_id else None, "published_at": one.published_at,
        "url": f"/x/showcase/stories/{one.pk}/",
    }  # fmt: skip
