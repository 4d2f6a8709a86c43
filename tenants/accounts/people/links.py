"""Handing over a link: on the screen, and by mail where that is possible."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tenants.accounts.arrival import address_on
from tenants.context import current
from tenants.identity.invitations import LIFETIME
from tenants.models import Domain


def can_mail() -> bool:
    """Whether the installation has a mail server; without one Django prints mail to the terminal."""
    return "console" not in settings.EMAIL_BACKEND


def link_of(request: HttpRequest, token: str) -> str:
    """The whole address of a link of the bound tenant, whichever host the request came to."""
    host = Domain.objects.get(tenant=current(), is_primary=True).domain
    return address_on(request, host, reverse("door:invitation", args=[token]))


def mail(address: str, link: str, *, name: str) -> bool:
    """Send a link to its person. Whether it could be handed to the mail server; nothing is kept of the address."""
    if not address or not can_mail():
        return False
    site = current().title
    text = _(
        "%(name)s：\n\n请打开下面的链接设定登录“%(site)s”的密码。链接 %(days)s 天内有效，只能用一次，请勿转发。\n\n%(link)s\n"
    ) % {"name": name, "site": site, "days": LIFETIME.days, "link": link}
    try:
        return bool(send_mail(_("%(site)s：登录链接") % {"site": site}, text, None, [address]))
    except OSError:  # smtplib's errors are among these
        return False


def refusal_of(error: ValidationError) -> str:
    return " ".join(error.messages)
