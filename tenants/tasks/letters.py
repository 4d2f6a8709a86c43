"""未完成的任务 in Wagtail's admin: what could not be done and why, and having it tried again.

A unit sees its own. The central office sees those of all units, through the reader that can write nothing, and has
one tried again by stepping into its unit.
"""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView, WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from tenants.accounts.counting import CountingPaginator
from tenants.context import current, tenant_scope
from tenants.models import Tenant
from tenants.tasks.actions import retry
from tenants.tasks.known import label_of
from tenants.tasks.models import QueuedTask
from tenants.tasks.states import TaskState

RIGHT = "tasks.change_queuedtask"
TITLE = _("未完成的任务")


def dead_letters() -> QuerySet[QueuedTask]:
    """Those of the bound tenant; at the centre those of all, each with the name of its site."""
    if not current().is_central:
        return QueuedTask.objects.filter(state=TaskState.DEAD)
    site = Tenant.objects.filter(schema_name=OuterRef("schema_name")).values("title")[:1]
    return QueuedTask.objects.using("central").filter(state=TaskState.DEAD).annotate(site=Subquery(site))


class ForKeepers:
    """Mixin of views: refuses everybody who may not have tasks tried again."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(RIGHT):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # Wagtail is untyped


class TaskColumn(Column):
    """What was to be done, and below it why it was not."""

    cell_template_name = "tasks/task_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        words = {"label": label_of(instance.path), "url": reverse("dead_letters:retry", args=[instance.pk])}
        return super().get_cell_context_data(instance, parent_context) | words


def _minute(row: QueuedTask) -> str:
    return f"{timezone.localtime(row.finished_at):%Y-%m-%d %H:%M}" if row.finished_at else ""


class DeadIndexView(ForKeepers, IndexView):
    """The newest first. One query for a page of them."""

    model = QueuedTask
    paginate_by = 30
    paginator_class = CountingPaginator
    page_title = TITLE
    verbose_name_plural = _("任务")
    header_icon = "warning"
    results_template_name = "tasks/letters_results.html"
    search_fields = ["path", "error"]
    search_backend_name = None
    default_ordering = "-finished_at"
    any_permission_required = ["change"]

    def get_base_queryset(self) -> QuerySet[QueuedTask]:
        return dead_letters().defer("traceback", "returned")

    def order_queryset(self, queryset: QuerySet[QueuedTask]) -> QuerySet[QueuedTask]:
        return queryset.order_by("-finished_at", "-pk")

    @cached_property
    def columns(self) -> list[Column]:
        site = [Column("site", label=_("单位"), accessor=lambda row: row.site or "—", width="22%")]
        return [
            TaskColumn("task", label=_("任务"), accessor="error"),
            *(site if current().is_central else []),
            Column("finished_at", label=_("时间"), accessor=_minute, width="18%"),
        ]


# The centre steps into the unit whose task it is, which no open transaction allows.
@method_decorator(transaction.non_atomic_requests, name="dispatch")
class RetryView(ForKeepers, WagtailAdminTemplateMixin, FormView):
    """Shows one dead letter whole, and has it tried again."""

    template_name = "tasks/retry.html"
    form_class = forms.Form
    page_title = _("任务详情")
    header_icon = "warning"

    @cached_property
    def letter(self) -> QueuedTask:
        # Row-level security knows no row of another unit: asking for one finds nothing.
        return get_object_or_404(dead_letters(), pk=self.kwargs["pk"])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("dead_letters:index"), "label": TITLE},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        letter = self.letter
        given = json.dumps([*letter.args, *([letter.kwargs] if letter.kwargs else [])], ensure_ascii=False)
        words = {"letter": letter, "label": label_of(letter.path), "given": given}
        return super().get_context_data(**kwargs) | words | {"site": getattr(letter, "site", "")}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        schema, key, user = self.letter.schema_name, self.letter.pk, self.request.user
        tenant = Tenant.objects.filter(schema_name=schema).first()
        try:
            if tenant is None:
                raise ValidationError(_("这项任务没有写明属于哪个站点，不能重做"))
            with tenant_scope(tenant):
                row = retry(task=key, by=user.identity_uuid, by_name=str(user))  # type: ignore[union-attr]  # logged in
        except ValidationError as refusal:
            messages.error(self.request, " ".join(refusal.messages))
        else:
            messages.success(self.request, _("已重新提交：%(task)s。") % {"task": label_of(row.path)})
        return redirect("dead_letters:index")


class DeadLettersMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(RIGHT)


class DeadLetters(ViewSet):
    """The addresses of the screen, below /admin/tasks/."""

    name = "dead_letters"
    url_prefix = "tasks"
    icon = "warning"

    def get_urlpatterns(self) -> list[Any]:
        names = {
            "index_url_name": "dead_letters:index",
            "index_results_url_name": "dead_letters:index_results",
        }
        return [
            path("", DeadIndexView.as_view(**names), name="index"),
            path("results/", DeadIndexView.as_view(**names, results_only=True), name="index_results"),
            path("<int:pk>/", RetryView.as_view(), name="retry"),
        ]

    def menu(self) -> MenuItem:
        address = reverse("dead_letters:index")
        return DeadLettersMenuItem(TITLE, address, name="dead-letters", icon_name="warning", order=620)
