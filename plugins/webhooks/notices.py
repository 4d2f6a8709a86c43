"""Letters to the administrators of the unit when an endpoint of theirs was turned off."""

from __future__ import annotations

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cms.extension import MemberRole, addressees, current, task
from plugins.webhooks.models import Endpoint
from plugins.webhooks.states import Why


def letters(endpoint: Endpoint, why: Why) -> None:
    """Order a letter to each who gave an address. The admin shows the same to those who gave none."""
    for one in addressees([MemberRole.ADMINISTRATOR]):
        write.enqueue(str(endpoint.pk), str(why), one.email)


@task(transactional=True, label=_("告知推送端点已停用"))
def write(endpoint: str, why: str, email: str) -> None:
    found = Endpoint.objects.filter(pk=endpoint).first()
    if found is None:
        return
    words = {"title": found.title, "url": found.url, "why": Why(why).label, "site": current().title}
    text = _now(
        "推送端点“%(title)s”（%(url)s）已停用：%(why)s。\n\n停用以后不再推送，等着推送的已取消。"
        "问题解决后，请在后台“推送通知”里启用，需要的可以重发。\n\n%(site)s\n"
    )
    subject = _now("推送端点已停用：%(title)s") % words
    EmailMessage(subject, text % words, None, [email]).send()
