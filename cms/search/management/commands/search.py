import json as jsonlib
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError

from cms.publication.models import Entry
from cms.registry.queries import unit_named
from cms.search.actions import rewrite_all
from cms.search.engines import engine
from cms.search.following import order_reading
from cms.search.overview import overview
from cms.search.workshop.rebuilding import rebuild_workshop
from tenants.context import tenant_scope
from tenants.models import Tenant
from tenants.progress import draw, progress
from tenants.states import TenantState


class Command(BaseCommand):
    help = "检索：rebuild 由台账重建全部检索内容，并让各站点重建后台搜索（边用边建，可重复运行）；status 列出检索与台账是否一致。"

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        again = verbs.add_parser("rebuild", help="重建检索内容")
        again.add_argument("--unit", default="", help="只重建一个单位（站点标识）")
        again.add_argument("--json", action="store_true")
        told = verbs.add_parser("status", help="检索内容与台账是否一致")
        told.add_argument("--json", action="store_true")

    def handle(self, *args, verb, **options):
        (self.rebuild if verb == "rebuild" else self.status)(**options)

    def rebuild(self, *, unit, json, **options):
        kept = Tenant.objects.filter(state__in=(TenantState.ACTIVE, TenantState.ARCHIVED)).order_by("slug")
        tenants = [unit_named(unit).tenant] if unit else list(kept)
        counts = [self.rebuild_unit(tenant) for tenant in progress(tenants, label="重建", total=len(tenants))]
        documents = 0 if unit else engine().rebuild(progress=draw)
        done = {
            "units": len(tenants),
            "entries": sum(counts),
            "engine": engine().name,
            "documents": documents,
        }
        self.stdout.write(
            jsonlib.dumps(done, ensure_ascii=False)
            if json
            else f"已重建 {done['units']} 个单位的 {done['entries']} 条公开内容（{done['engine']}）"
        )

    def rebuild_unit(self, tenant):
        with tenant_scope(tenant):
            done = sum(rewrite_all(list(Entry.objects.order_by("pk").values_list("pk", flat=True))))
            for entry in Entry.objects.filter(withdrawn_at=None).exclude(attachments=[]).iterator(100):
                order_reading(entry)
            rebuild_workshop.enqueue()
        return done

    def status(self, *, json, **options):
        found = overview()
        if json:
            self.stdout.write(jsonlib.dumps(asdict(found), ensure_ascii=False))
            return
        self.stdout.write(
            f"公开内容 {found.public} 条，其中可检索 {found.searched} 条，共 {found.documents} 部分"
        )
        self.stdout.write(f"附件文字 {found.files} 份，没有读取的 {found.unread} 份")
        self.stdout.write(f"检索服务 {found.engine}：收有 {found.held} 部分 {found.detail}".rstrip())
        for slug in found.astray:
            self.stdout.write(f"  与台账不一致：{slug}")
        if not found.is_whole:
            raise CommandError("检索内容不完整，请运行 cms search rebuild")
