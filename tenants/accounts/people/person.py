"""One person of the unit: whether they can sign in, where they are signed in, and what an administrator does about it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from tenants.accounts.door import note
from tenants.accounts.mailing import MailForm
from tenants.accounts.people.joining import actor_of
from tenants.accounts.people.links import can_mail, link_of, mail
from tenants.accounts.people.listing import may_manage
from tenants.audit.kinds import AuditKind
from tenants.context import current
from tenants.identity import factors, invitations, sessions, throttle
from tenants.identity.centre import at_the_centre
from tenants.identity.models import Identity, Membership


@method_decorator([transaction.non_atomic_requests, never_cache], name="dispatch")
class PersonView(WagtailAdminTemplateMixin, TemplateView):
    """State above, deeds below. The office's view of the same (directory) goes into the unit to do it."""

    template_name = "accounts/person.html"
    page_title = gettext_lazy("人员")
    header_icon = "user"
    list_url = "people:index"
    own_url = "people:person"
    beyond = False
    """Whether this is the office, which may also help people who act beyond one unit."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]  # our views answer so

    def may(self, request: HttpRequest) -> bool:
        return may_manage(request.user)

    def there(self) -> AbstractContextManager[Any]:
        """The unit that the membership is of."""
        return nullcontext()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.list_url), "label": self.page_title},
            {"url": "", "label": _("登录情况")},
        ]

    def _membership(self) -> Membership:
        found = Membership.objects.here().select_related("identity").filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        with self.there():
            membership = self._membership()
            person = membership.identity
            state = {
                "membership": membership,
                "person": person,
                "site": current().title,
                "roles": [
                    row.get_role_display() for row in Membership.objects.valid().filter(identity=person)
                ],
                "devices": sessions.open_sessions(person.uuid),
                "link_until": invitations.still_open().filter(identity=person).first(),
            }
            # The address is the unit's business alone: the office does not see it.
            state["mail_form"] = None if self.beyond else MailForm.of(person.uuid)
        with at_the_centre():
            state["kinds"] = factors.kinds_of(person.uuid)
            state["blocked"] = throttle.is_blocked(throttle.by_login(person.login))
            state["has_password"] = not Identity.objects.get(pk=person.uuid).password.startswith("!")
        own = {"own_url": reverse(self.own_url, args=[membership.pk]), "can_mail": can_mail()}
        return super().get_context_data(**kwargs) | state | own

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        deeds: dict[str, Callable[[Identity, Identity], dict[str, Any] | None]] = {
            "link": self._link,
            "end": self._end,
            "lift": self._lift,
            "clear": self._clear,
        }
        if not self.beyond:
            deeds["mail"] = self._mail
        deed, actor = deeds.get(request.POST.get("deed", "")), actor_of(request)
        answer = None
        with self.there():
            person = self._membership().identity
            try:
                answer = deed(person, actor) if deed else None
            except ValidationError as refusal:
                messages.error(request, " ".join(refusal.messages))
        if answer:
            return self.render_to_response(self.get_context_data() | answer)
        return redirect(self.own_url, pk=pk)

    def _link(self, person: Identity, actor: Identity) -> dict[str, Any]:
        token = invitations.reset(identity=person.uuid, by=actor.uuid, beyond=self.beyond)
        link, email = link_of(self.request, token), self.request.POST.get("email", "").strip()
        note(AuditKind.LINK_MADE, person, actor=actor)
        return {
            "link": link,
            "days": invitations.LIFETIME.days,
            "mailed": email if mail(email, link, name=person.name) else "",
            "not_mailed": email,
        }

    def _end(self, person: Identity, actor: Identity) -> None:
        sessions.end_here(person.uuid)
        note(AuditKind.SESSION_ENDED, person, actor=actor)
        messages.success(self.request, _("%(name)s 在这个网站的登录都已结束。") % {"name": person.name})

    def _lift(self, person: Identity, actor: Identity) -> None:
        with at_the_centre():
            throttle.forgive(throttle.by_login(person.login), throttle.by_factor(person.uuid))
        note(AuditKind.SIGN_IN_LIFTED, person, actor=actor)
        messages.success(self.request, _("已解除，%(name)s 现在可以登录。") % {"name": person.name})

    def _mail(self, person: Identity, actor: Identity) -> None:
        form = MailForm(self.request.POST)
        form.keep(person.uuid)
        note(AuditKind.MAIL_SET, person, actor=actor)
        messages.success(self.request, _("已保存 %(name)s 的提醒邮箱。") % {"name": person.name})

    def _clear(self, person: Identity, actor: Identity) -> None:
        if not self.beyond:
            invitations.refuse_beyond(person.uuid)
        if person.uuid == actor.uuid:
            raise ValidationError(_("不能清除自己的第二因素，请由另一个人办理"))
        with at_the_centre():
            factors.clear(person.uuid)
            sessions.end_everywhere(person.uuid)
        note(AuditKind.FACTOR_CLEARED, person, actor=actor)
        messages.success(self.request, _("已清除，%(name)s 下次登录时重新登记。") % {"name": person.name})
