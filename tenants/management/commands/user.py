import datetime as dt

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from wagtail.models import Site

from tenants.audit.actions import operator, record
from tenants.audit.kinds import AuditKind
from tenants.context import tenant_scope
from tenants.identity import actions, factors, sessions
from tenants.identity.centre import at_the_centre
from tenants.identity.invitations import LIFETIME, invite, reset
from tenants.identity.mailing import set_address
from tenants.identity.models import Identity, MailRhythm, Membership
from tenants.identity.roles import MemberRole
from tenants.models import Tenant


class Command(BaseCommand):
    help = "人员与任职：add、list、link、mail、clear、disable。"

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        add = verbs.add_parser("add", help="给一个人在一个单位的任职")
        add.add_argument("unit")
        add.add_argument("login")
        add.add_argument("role", choices=[role.value for role in MemberRole])
        add.add_argument("--name", default="")
        add.add_argument("--password", help="不给则显示一个链接，由本人设定")
        add.add_argument("--until", type=dt.date.fromisoformat, help="截止日期 2026-12-31")
        listing = verbs.add_parser("list", help="一个单位的任职")
        listing.add_argument("unit")
        link = verbs.add_parser("link", help="给一个人一个设定密码的链接，不论他在哪里任职")
        link.add_argument("unit")
        link.add_argument("login")
        clear = verbs.add_parser("clear", help="清除一个人的第二因素，例如手机和恢复码都丢了")
        clear.add_argument("unit")
        clear.add_argument("login")
        mail = verbs.add_parser("mail", help="一个人在一个单位收提醒的邮箱；不给邮箱就删除它")
        mail.add_argument("unit")
        mail.add_argument("login")
        mail.add_argument("email", nargs="?", default="")
        mail.add_argument("--rhythm", choices=[r.value for r in MailRhythm], default=MailRhythm.DAILY.value)
        disable = verbs.add_parser("disable", help="结束一个人在一个单位的任职")
        disable.add_argument("unit")
        disable.add_argument("login")

    def handle(self, *args, verb, unit, **options):
        tenant = Tenant.objects.filter(slug=unit).first()
        if tenant is None:
            raise CommandError(f"没有站点标识为 {unit} 的单位")
        with tenant_scope(tenant):
            getattr(self, verb)(**options)

    def add(self, *, login, role, name, password, until, **options):
        known = actions.find(login) is not None
        words = {"login": login, "name": name or login, "role": MemberRole(role), "until": until}
        try:
            if password and not known:
                actions.join(**words, password=password)
                token = None
            else:
                token = invite(**words, beyond=True).token
        except ValidationError as error:
            raise CommandError("；".join(error.messages)) from error
        self._note(AuditKind.INVITED, self._person(login), {"role": role})
        told = self._address(token) if token else "用给定的密码" if not known else "沿用原有密码"
        self.stdout.write(f"{login} {MemberRole(role).label} {told}")

    def link(self, *, login, **options):
        person = self._person(login)
        try:
            token = reset(identity=person.uuid, by=None, beyond=True)
        except ValidationError as error:
            raise CommandError("；".join(error.messages)) from error
        self._note(AuditKind.LINK_MADE, person)
        self.stdout.write(self._address(token))

    def clear(self, *, login, **options):
        person = self._person(login)
        with at_the_centre():
            found = factors.clear(person.uuid)
            sessions.end_everywhere(person.uuid)
        self._note(AuditKind.FACTOR_CLEARED, person)
        self.stdout.write(f"{login} 的第二因素已清除（{found} 个），所有登录已结束")

    def mail(self, *, login, email, rhythm, **options):
        person = self._person(login)
        try:
            set_address(identity=person.uuid, email=email, rhythm=MailRhythm(rhythm))
        except ValidationError as error:
            raise CommandError("；".join(error.messages)) from error
        self._note(AuditKind.MAIL_SET, person)
        self.stdout.write(f"{login} {MailRhythm(rhythm).label}" if email else f"{login} 的提醒邮箱已删除")

    def _person(self, login):
        person = Identity.objects.filter(login=login).first()
        if person is None:
            raise CommandError(f"{login} 在这个单位没有任职")
        return person

    def _note(self, kind, person, detail=None):
        record(kind=kind, subject=str(person), actor_name=operator(), detail=detail)

    def _address(self, token):
        site = Site.objects.get()
        base = f"https://{site.hostname}" if settings.SECURE_SSL_REDIRECT else site.root_url
        return f"{base}{reverse('door:invitation', args=[token])}（{LIFETIME.days} 天内有效，只能用一次）"

    def list(self, **options):
        for row in Membership.objects.here().select_related("identity").order_by("identity__login"):
            until = row.valid_until or "—"
            self.stdout.write(f"{row.identity.login}\t{row.identity.name}\t{row.get_role_display()}\t{until}")

    def disable(self, *, login, **options):
        if not actions.leave(login=login):
            raise CommandError(f"{login} 在这个单位没有任职")
        self.stdout.write(f"{login} 的任职已结束")
