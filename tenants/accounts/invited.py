"""The page behind a link that somebody was given: they choose a password there, and are at the door."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from tenants.accounts.door import admit, note
from tenants.accounts.login import ALONE
from tenants.accounts.porch import PasswordForm
from tenants.audit.kinds import AuditKind
from tenants.identity import invitations, passwords
from tenants.identity.models import Identity, Invitation, Purpose
from tenants.identity.oidc import provider
from tenants.identity.signin import choose_password

TOKEN = "invitation"  # noqa: S105 -- where the session keeps it
HIDDEN = "open"
"""What stands in the address in place of the token once the session holds it."""


def in_hand(request: HttpRequest) -> Invitation | None:
    """The link that this browser came with, if it still opens."""
    token = request.session.get(TOKEN)
    return invitations.look_up(token) if token else None


@method_decorator(ALONE, name="dispatch")
class InvitationView(FormView):
    """Opening the link uses nothing up: programs that look into mail open links too."""

    template_name = "accounts/password.html"
    form_class = PasswordForm
    invitation: Invitation

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        token = kwargs["token"]
        if token != HIDDEN:
            # The token leaves the address before anything is loaded from the page or written into a history.
            request.session[TOKEN] = token
            return redirect("door:invitation", token=HIDDEN)
        found = in_hand(request)
        if found is None:
            return render(request, "accounts/stale.html", {"title": _("链接已失效")}, status=410)
        self.invitation = found
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]  # our views answer so

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        joins = self.invitation.purpose == Purpose.JOIN
        return super().get_context_data(**kwargs) | {
            "title": _("设定密码") if joins else _("重设密码"),
            "person": self.invitation.identity,
            "requirements": passwords.requirements(),
            "reason": "",
            "provider": provider() if joins else None,
        }

    def form_valid(self, form: PasswordForm) -> HttpResponse:
        person, password = self.invitation.identity, form.cleaned_data["new"]
        wrong = passwords.check(person.uuid, password)
        if wrong:
            form.add_error("new", ValidationError(wrong))
            return self.form_invalid(form)
        if not invitations.use(self.invitation.pk):
            return render(self.request, "accounts/stale.html", {"title": _("链接已失效")}, status=410)
        choose_password(identity=person.uuid, password=password)
        note(AuditKind.PASSWORD_CHOSEN, person, detail={"by": self.invitation.purpose})
        return admit(self.request, Identity.objects.get(pk=person.uuid), method="invitation")
