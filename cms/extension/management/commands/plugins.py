"""`cms plugins list|on|freeze|off|new`. All but `on` work without the plugins' code, which may be what is broken."""

import json as jsonlib
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cms.extension import actions
from cms.extension.actions import By
from cms.extension.desk.units import counts
from cms.extension.discovery import ROOT, in_tree, installed
from cms.extension.making import make
from cms.extension.states import PluginState, Refused
from tenants.context import tenant_scope
from tenants.installation import is_installed
from tenants.models import Tenant
from tenants.states import TenantState

VERBS = {"on": "启用", "freeze": "冻结", "off": "停用"}


class Command(BaseCommand):
    help = "插件：有哪些，在哪里启用；启用、冻结、停用；建立一个新的插件。"
    # They would import what the command is there to turn off.
    requires_system_checks = []

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("list", help="有哪些插件，多少站点启用").add_argument("--json", action="store_true")
        for name, text in VERBS.items():
            one = verbs.add_parser(name, help=text)
            one.add_argument("slug", help="插件的名称")
            one.add_argument("sites", nargs="*", help="站点标识，可以有几个")
            one.add_argument("--all", action="store_true", help="所有站点")
            if name == "off":
                one.add_argument("--force", action="store_true", help="即使有公开内容是用它做的")
        new = verbs.add_parser("new", help="建立一个新的插件，放在产品之外")
        new.add_argument("name", help="插件的名称：小写字母、数字和下划线")
        new.add_argument("--into", type=Path, default=Path(), help="放在哪个文件夹里；不写则是现在的文件夹")
        new.add_argument("--title", default="", help="给人看的标题；不写则是名称")

    def handle(self, *args, verb, **options):
        if verb == "list":
            return self._list(**options)
        if verb == "new":
            return self._new(**options)
        return self._switch(verb, **options)

    def _list(self, *, json, **options):
        on = self._counts()
        rows = [
            {
                "slug": one.slug,
                "source": one.distribution or "随产品提供",
                "version": one.version,
                "active": on.get((one.slug, PluginState.ACTIVE), 0),
                "frozen": on.get((one.slug, PluginState.FROZEN), 0),
                "problem": one.problem,
            }
            for one in [*in_tree(ROOT / "plugins", "plugins"), *installed()]
        ]
        if json:
            self.stdout.write(jsonlib.dumps(rows, ensure_ascii=False, indent=2))
            return
        for row in rows:
            source = f"{row['source']} {row['version']}".strip()
            self.stdout.write(
                f"{row['slug']:20}{source}  启用 {row['active']}，冻结 {row['frozen']}"
                + (f"  {row['problem']}" if row["problem"] else "")
            )
        if not rows:
            self.stdout.write("没有插件")

    def _new(self, *, name, into, title, **options):
        try:
            folder = make(name, into=into, title=title)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"建好了：{folder}\n接下来：\n  cd {folder}")
        self.stdout.write('  pip install -e ".[test]"\n  pytest')

    def _counts(self):
        centre = Tenant.objects.filter(is_central=True).first() if is_installed() else None
        if centre is None:
            return {}
        with tenant_scope(centre):
            return counts()

    def _switch(self, verb, *, slug, sites, all, force=False, **options):
        failed = []
        for site in self._sites(sites, all):
            try:
                with tenant_scope(site):
                    row = self._one(verb, slug, force)
            except Refused as refusal:
                failed.append(f"{site.slug}：{refusal}")
            else:
                self.stdout.write(f"{site.slug}：{row.get_state_display()}")
        if failed:
            raise CommandError("\n".join(failed))

    def _one(self, verb, slug, force):
        by = By.command_line()
        if verb == "on":
            return actions.enable(slug, by=by)
        return actions.freeze(slug, by=by) if verb == "freeze" else actions.disable(slug, by=by, force=force)

    def _sites(self, slugs, every):
        if not is_installed():
            raise CommandError("还没有登记任何单位，请先运行 cms district load 文件.xlsx")
        if bool(slugs) == every:
            raise CommandError("请写明站点标识，或者写 --all")
        there = {one.slug: one for one in Tenant.objects.filter(state=TenantState.ACTIVE).order_by("slug")}
        unknown = [slug for slug in slugs if slug not in there]
        if unknown:
            raise CommandError(f"没有站点 {'、'.join(unknown)}")
        return list(there.values()) if every else [there[slug] for slug in slugs]
