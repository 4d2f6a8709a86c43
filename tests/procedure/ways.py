"""Every way in which Wagtail, Django and the product could make a page live, each as a function that tries it.

Views are tried by name with whatever their address asks for, so a new one is tried without being written down here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone
from wagtail import actions
from wagtail.models import Page, WorkflowState
from wagtail.workflows import publish_workflow_state

from cms.pages.models import ArticlePage, ItemPage
from cms.procedure import ending
from cms.procedure.workflows import workflow_of
from cms.publication import actions as publication
from cms.publication.schedule import expire, go_live

SPACES = ("wagtailadmin_pages:", "wagtail_bulk_action", "wagtailadmin_api:pages:", "wagtailadmin_workflows:")
ACTIONS = (
    "publish",
    "unpublish",
    "move",
    "delete",
    "copy",
    "convert_alias",
    "create_alias",
    "revert_to_page_revision",
)
STEPS = ("approve", "reject", "publish")
Way = Callable[[ArticlePage], Any]


def _walk(resolver: Any, space: str = "") -> Iterator[tuple[str, list[str]]]:
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _walk(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        elif pattern.name:
            yield f"{space}{pattern.name}", list(pattern.pattern.converters)


def views() -> list[str]:
    """Names of Wagtail's views that act on pages."""
    return sorted({name for name, _given in _walk(get_resolver()) if name.startswith(SPACES)})


def _values(name: str, asked: str, page: ArticlePage) -> list[Any]:
    """What stands in the address of a view for the page, by the name of the part."""
    known: dict[str, list[Any]] = {
        "content_type_app_name": ["column"],
        "content_type_model_name": ["articlepage"],
        "app_label": ["wagtailcore" if name == "wagtail_bulk_action" else "column"],
        "model_name": ["page" if name == "wagtail_bulk_action" else "articlepage"],
        "parent_page_id": [page.get_parent().pk],
        "destination_id": [ItemPage.objects.exclude(pk=page.get_parent().pk).first().pk],
        "action": [*ACTIONS],
        "action_name": [*ACTIONS, *STEPS],
        "revision_id": [page.latest_revision_id],
        "task_state_id": [getattr(page.current_workflow_task_state, "pk", 1)],
    }
    return known.get(asked, [page.pk])


def addresses(name: str, page: ArticlePage) -> list[str]:
    """Every address of a view for the page."""
    found = []
    for given in [asked for known, asked in _walk(get_resolver()) if known == name]:
        choices: list[dict[str, Any]] = [{}]
        for asked in given:
            choices = [had | {asked: one} for had in choices for one in _values(name, asked, page)]
        for kwargs in choices:
            try:
                found.append(reverse(name, kwargs=kwargs))
            except NoReverseMatch:
                continue
    return found


def posted(page: ArticlePage) -> dict[str, Any]:
    """A form that asks for everything at once."""
    draft = page.get_latest_revision_as_object()
    return {
        "title": draft.title, "slug": draft.slug, "summary": draft.summary, "period_key": draft.period_key,
        "doc_no": "", "issued_on": "", "validity": "IN_FORCE", "body-count": "0", "details-count": "0",
        "corrections-count": "0", "new_title": "副本", "new_slug": "fu-ben-x", "new_parent_page": page.get_parent().pk,
        "publish_copies": "on", "copy_subpages": "on", "action-publish": "1", "action-submit": "1",
        "action-approve": "1", "include_descendants": "on", "keep_live": "1", "comment": "",
        "go_live_at": (timezone.now() - dt.timedelta(minutes=1)).isoformat(), "revision_id": page.latest_revision_id,
        "destination_page_id": page.get_parent().pk, "update_aliases": "1", "recursive": "1",
    }  # fmt: skip


def _saved(page: ArticlePage) -> None:
    page = page.get_latest_revision_as_object()
    page.live = True
    page.save()


def _updated(page: ArticlePage) -> None:
    ArticlePage.objects.filter(pk=page.pk).update(live=True, title="没有批准的标题")


def _by_sql(page: ArticlePage) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE column_articlepage SET summary = '没有批准' WHERE page_ptr_id = %s", [page.pk])
        cursor.execute("UPDATE wagtailcore_page SET live = true WHERE id = %s", [page.pk])


def _scheduled(page: ArticlePage) -> None:
    """What Wagtail's own scheduler finds: a revision marked as approved for a moment that has come."""
    revision, moment = page.get_latest_revision(), timezone.now() - dt.timedelta(minutes=1)
    revision.content["go_live_at"] = moment.isoformat()
    revision.approved_go_live_at = moment
    revision.save(update_fields=["content", "approved_go_live_at"])


def _by_command(name: str) -> Way:
    def run(page: ArticlePage) -> None:
        _scheduled(page)
        call_command(name, verbosity=0)

    return run


def _by_task(page: ArticlePage) -> None:
    _scheduled(page)
    go_live.func(f"page:{page.pk}", timezone.now().isoformat())


def _state(page: ArticlePage) -> WorkflowState:
    return workflow_of(("SECRECY", "APPROVE")).start(page, None)


def _approved_by_code(page: ArticlePage) -> None:
    state = _state(page)
    while state.status == WorkflowState.STATUS_IN_PROGRESS:
        state.current_task_state.specific.approve(user=None)
        state.refresh_from_db()


def _twin(page: ArticlePage) -> None:
    """An alias shows what its original shows. It must be live only where the original is."""
    alias = page.create_alias(parent=page.get_parent(), update_slug="twin")
    Page.objects.filter(pk=alias.pk).update(live=True)


class _Form:
    """What Wagtail's create and edit actions want of a form that was filled in."""

    def __init__(self, page: ArticlePage):
        self.instance = page

    def save(self, commit: bool = True) -> ArticlePage:
        return self.instance

    def save_m2m(self) -> None:
        pass

    def is_valid(self) -> bool:
        return True


def _edited(page: ArticlePage) -> None:
    draft = page.get_latest_revision_as_object()
    actions.EditPageAction(draft, form=_Form(draft), publish=True, clean=False).execute(True)


def _created(page: ArticlePage) -> None:
    new = ArticlePage(title="新建", slug="new", item_code=page.item_code)
    actions.CreatePageAction(new, page.get_parent(), form=_Form(new), publish=True, clean=False).execute(True)


ACTION_CLASSES: dict[str, Way] = {
    "EditPageAction": _edited,
    "CreatePageAction": _created,
    "PublishPageRevisionAction": lambda p: actions.PublishPageRevisionAction(p.get_latest_revision()).execute(
        True
    ),
    "PublishRevisionAction": lambda p: actions.PublishRevisionAction(p.get_latest_revision()).execute(True),
    "RevertToPageRevisionAction": lambda p: actions.RevertToPageRevisionAction(
        p, p.revisions.order_by("pk").first()
    ).execute(True),
    "RevertToRevisionAction": lambda p: actions.RevertToRevisionAction(
        p, p.revisions.order_by("pk").first()
    ).execute(True),
    "CopyPageAction": lambda p: actions.CopyPageAction(p, keep_live=True, update_attrs={"slug": "c"}).execute(
        True
    ),
    "CreatePageAliasAction": _twin,
    "MovePageAction": lambda p: actions.MovePageAction(p, ItemPage.objects.last(), pos="last-child").execute(
        True
    ),
}
HARMLESS_ACTIONS = {
    "ConvertAliasPageAction": "an alias becomes a page of its own, as live as it was",
    "CopyForTranslationAction": "needs a second language, of which there is none",
    "CopyPageForTranslationAction": "needs a second language, of which there is none",
    "DeletePageAction": "takes away",
    "DeleteAction": "takes away",
    "UnpublishAction": "takes down",
    "UnpublishPageAction": "takes down",
    "BaseAction": "does nothing by itself",
    "CreateAction": "of what is no page; of pages by CreatePageAction",
    "EditAction": "of what is no page; of pages by EditPageAction",
}
BY_CODE: dict[str, Way] = {
    "Revision.publish": lambda p: p.get_latest_revision().publish(),
    "Page.publish": lambda p: p.publish(p.get_latest_revision()),
    "Page.save": _saved,
    "QuerySet.update": _updated,
    "SQL": _by_sql,
    "Page.copy": lambda p: p.copy(keep_live=True, update_attrs={"slug": "c2"}),
    "Workflow.start and TaskState.approve": _approved_by_code,
    "WorkflowState.finish": lambda p: _state(p).finish(),
    "workflow action of the settings": lambda p: ending.finish(_state(p)),
    "workflow action of Wagtail": lambda p: publish_workflow_state(_state(p)),
    "publication.publish": publication.publish,
    "task go_live": _by_task,
    "task expire": lambda p: expire.func(f"page:{p.pk}", timezone.now().isoformat()),
}
COMMANDS: dict[str, Way] = {
    name: _by_command(name)
    for name in (
        "publish_scheduled", "publish_scheduled_pages", "fixtree", "set_url_paths",
        "create_log_entries_from_revisions", "rebuild_references_index", "purge_revisions",
    )
}  # fmt: skip
HARMLESS_COMMANDS = {
    "api_tokens": "tokens of Wagtail's writing API, which is not mounted",
    "convert_mariadb_uuids": "another database",
    "move_pages": "moves pages as they are; needs two addresses",
    "purge_embeds": "the cache of embeds",
    "show_references_index": "prints",
}
