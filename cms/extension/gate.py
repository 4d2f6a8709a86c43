"""The only answer to "is it on?". Asked where the core attaches what a plugin brings, never by the plugin.

What it goes by is read when something asks, and then known until it changes (standing.py): asking costs no query of its
own. Where no plugin is loaded there is nothing to ask.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pydantic
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse

from cms.extension import failures, standing
from cms.extension.plugin import Audience
from cms.extension.registry import registry
from cms.extension.standing import NOTHING, Standing, standing_of
from cms.extension.states import SEEN, PluginState
from tenants.context import connection, current_or_none

SAFE = ("GET", "HEAD", "OPTIONS")


def _standing() -> Standing:
    tenant = current_or_none()
    if tenant is None or not registry().plugins:
        return NOTHING
    return standing_of(tenant, registry())


def forget() -> None:
    """What is known of the bound site has changed."""
    tenant = current_or_none()
    if tenant is not None:
        standing.forget(tenant)


def suits(slug: str) -> bool:
    """Whether the plugin is there at all, and for a site of the bound one's kind."""
    plugin, tenant = registry().plugins.get(slug), current_or_none()
    if plugin is None or tenant is None or slug not in registry().brought:
        return False
    return bool(plugin.audience & (Audience.CENTRAL if tenant.is_central else Audience.UNIT))


def states() -> Mapping[str, PluginState]:
    """Slug → state on the bound site, of the plugins that are not off there."""
    return _standing().states


def state(slug: str) -> PluginState:
    """Of a plugin on the bound site. One that failed, or is for other sites, is off whatever its row says; none is
    more on than what it needs."""
    return states().get(slug, PluginState.OFF)


def row_state(slug: str) -> PluginState:
    """What its row says, whether or not it works."""
    found = _standing().rows.get(slug)
    return found[0] if found else PluginState.OFF


def active(slug: str) -> bool:
    """Whether it may make something new on the bound site. "" is the product itself, always."""
    return not slug or state(slug) == PluginState.ACTIVE


def visible(slug: str) -> bool:
    """Whether what it made may be seen on the bound site."""
    return not slug or state(slug) in SEEN


def settings_of(slug: str) -> Any:
    """Its settings on the bound site. A value that its model no longer takes is the default, and noted."""
    plugin = registry().plugins[slug]
    model = plugin.settings_model
    if model is None:
        return None
    found = _standing().rows.get(slug)
    kept = dict(found[1]) if found else {}
    try:
        return model.model_validate(kept)
    except pydantic.ValidationError as error:
        failures.note(slug, "settings", error, schema_name=schema_name())
        wrong = {str(one["loc"][0]) for one in error.errors() if one["loc"]}
        try:
            return model.model_validate({name: value for name, value in kept.items() if name not in wrong})
        except pydantic.ValidationError:
            return model()
    except Exception as error:  # in code of the plugin that checks a value
        failures.note(slug, "settings", error, schema_name=schema_name())
        return model()


def schema_name() -> str:
    tenant = current_or_none()
    return tenant.schema_name if tenant else ""


def require(slug: str, *, read_when_frozen: bool = False) -> Callable[[Any], Any]:
    """A view that is not there (404) unless the plugin is on; frozen, it may be read if that is said."""

    def wrap(view: Any) -> Any:
        @functools.wraps(view)
        def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not (active(slug) or (read_when_frozen and request.method in SAFE and visible(slug))):
                raise Http404
            with noted(slug, "view"):
                response: HttpResponse = view(request, *args, **kwargs)
            return response

        return gated

    return wrap


@contextmanager
def guarded(slug: str, what: str, *, savepoint: bool = True) -> Iterator[None]:
    """Cut out what fails inside: noted with plugin and site, and the rest of the page goes on.

    With a savepoint a failed query is undone as well. Without one (where nothing is asked of the database) it costs
    no round trip.
    """
    in_transaction = savepoint and connection.in_atomic_block
    try:
        if in_transaction:
            with transaction.atomic():
                yield
        else:
            yield
    except Exception as error:
        if getattr(settings, "PLUGIN_ERRORS_RAISE", False):
            raise
        failures.note(slug, what, error, schema_name=schema_name())


@contextmanager
def noted(slug: str, what: str) -> Iterator[None]:
    """What fails inside is the whole answer and cannot be cut out: it goes on failing, and is noted."""
    try:
        yield
    except (Http404, PermissionDenied):
        raise
    except Exception as error:
        failures.note(slug, what, error, schema_name=schema_name())
        raise
