import datetime as dt
import secrets

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from tenants.context import tenant_scope
from tenants.identity import actions
from tenants.identity.models import Membership
from tenants.identity.roles import MemberRole
from tenants.models import Tenant


class Command(BaseCommand):
    help = "人员与任职：add、list、disable。"

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        add = verbs.add_parser("add", help="给一个人在一个单位的任职")
        add.add_argument("unit")
        add.add_argument("login")
        add.add_argument("role", choices=[role.value for role in MemberRole])
        add.add_argument("--name", default="")
        add.add_argument("--password", help="不给则生成一个并显示一次")
        add.add_argument("--until", type=dt.date.fromisoformat, help="截止日期 2026-12-31")
        listing = verbs.add_parser("list", help="一个单位的任职")
        listing.add_argument("unit")
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
        password = password or secrets.token_urlsafe(9)
        try:
            actions.join(
                login=login, name=name or login, role=MemberRole(role), password=password, until=until
            )
        except ValidationError as error:
            raise CommandError("；".join(error.messages)) from error
        told = "沿用原有密码" if known else f"密码 {password}"
        self.stdout.write(f"{login} {MemberRole(role).label} {told}")

    def list(self, **options):
        for row in Membership.objects.select_related("identity").order_by("identity__login"):
            until = row.valid_until or "—"
            self.stdout.write(f"{row.identity.login}\t{row.identity.name}\t{row.get_role_display()}\t{until}")

    def disable(self, *, login, **options):
        if not actions.leave(login=login):
            raise CommandError(f"{login} 在这个单位没有任职")
        self.stdout.write(f"{login} 的任职已结束")
