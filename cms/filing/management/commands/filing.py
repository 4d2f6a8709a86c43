import json as jsonlib
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError

from cms.filing.actions import register, send_back, withdraw
from cms.filing.models import Filing
from cms.filing.queries import difference_of
from cms.filing.states import FilingState
from cms.registry.queries import unit_named
from tenants.context import tenant_scope


def because(note: str) -> str:
    return f"（{note}）" if note else ""


def as_dict(filing: Filing) -> dict:
    return {
        "unit": filing.unit.slug,
        "name": filing.unit.name,
        "version": filing.number,
        "title": filing.title,
        "state": filing.state,
        "filed_on": filing.filed_on.isoformat(),
        "registered_on": filing.registered_on and filing.registered_on.isoformat(),
        "register_number": filing.register_number or None,
        "digest": filing.digest,
        "note": filing.note or None,
    }


VERBS = {
    "show": "查看一个单位的目录",
    "diff": "与上一版比较",
    "register": "登记",
    "return": "退回修改",
    "withdraw": "撤回还没有办理的",
}


class Command(BaseCommand):
    help = "目录报备：list 列出，show 查看，diff 与上一版比较，register 登记，return 退回，withdraw 撤回。"

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        listing = verbs.add_parser("list", help="列出报送的目录")
        listing.add_argument("--state", choices=FilingState.values)
        listing.add_argument("--json", action="store_true")
        for name, text in VERBS.items():
            verb = verbs.add_parser(name, help=text)
            verb.add_argument("unit", help="站点标识")
            verb.add_argument("--edition", type=int, help="版本号，默认最新")
            if name in ("show", "diff"):
                verb.add_argument("--json", action="store_true")
            else:
                verb.add_argument("--note", default="", required=name != "register", help="说明")
            if name == "register":
                verb.add_argument("--number", help="登记号，默认为登记簿的下一号")

    def handle(self, *args, verb, **options):
        verbs = {
            "list": self.list_all,
            "show": self.show,
            "diff": self.diff,
            "register": self.register,
            "return": self.send_back,
            "withdraw": self.withdraw,
        }
        return verbs[verb](**options)

    def say_json(self, what) -> None:
        self.stdout.write(jsonlib.dumps(what, ensure_ascii=False, indent=2))

    def list_all(self, *, state, json, **options):
        filings = Filing.objects.using("central").select_related("unit").order_by("unit__order", "number")
        if state:
            filings = filings.filter(state=state)
        if json:
            return self.say_json([as_dict(filing) for filing in filings])
        for filing in filings:
            self.stdout.write(
                f"{filing.unit.slug}  第 {filing.number} 版  {filing.get_state_display()}  {filing.title}"
                f"  {filing.register_number}".rstrip()
            )
        return self.stdout.write(f"共 {len(filings)} 件")

    def find(self, word: str, edition: int | None):
        """The unit, and the version of its catalog that was asked for (the last filed)."""
        unit = unit_named(word)
        filings = Filing.objects.using("central").filter(unit=unit).order_by("-number")
        found = filings.filter(number=edition).first() if edition else filings.first()
        if found is None:
            which = f"第 {edition} 版" if edition else "目录"
            raise CommandError(f"“{unit.name}”没有报送过{which}，可用 cms filing list 查看")
        return unit, found

    def show(self, *, unit, edition, json, **options):
        _unit, filing = self.find(unit, edition)
        items = filing.items.using("central").order_by("order")
        if json:
            rows = [{"code": item.code, "title": item.title, "scope": item.scope} for item in items]
            return self.say_json(as_dict(filing) | {"items": rows})
        self.stdout.write(f"{filing.title}  第 {filing.number} 版  {filing.get_state_display()}")
        self.stdout.write(
            f"报送 {filing.filed_on}  登记 {filing.registered_on or '—'} {filing.register_number}"
        )
        self.stdout.write(f"校验值 {filing.digest}")
        for item in items:
            self.stdout.write(
                f"  {item.code}  {item.title}  {item.get_scope_display()}  {item.timing_label()}"
            )
        return None

    def act(self, word: str, edition: int | None, verb, **how) -> Filing:
        """Do a verb in the tenant that owns the filing: nobody else can write there."""
        unit, found = self.find(word, edition)
        with tenant_scope(unit.tenant):
            return verb(Filing.objects.get(pk=found.pk), **how)

    def register(self, *, unit, edition, number, note, **options):
        filing = self.act(unit, edition, register, number=number, note=note)
        self.stdout.write(f"已登记“{filing.title}”第 {filing.number} 版，登记号 {filing.register_number}")

    def send_back(self, *, unit, edition, note, **options):
        filing = self.act(unit, edition, send_back, note=note)
        self.stdout.write(f"已退回“{filing.title}”第 {filing.number} 版：{note}")

    def withdraw(self, *, unit, edition, note, **options):
        filing = self.act(unit, edition, withdraw, reason=note)
        self.stdout.write(f"已撤回“{filing.title}”第 {filing.number} 版：{note}")

    def diff(self, *, unit, edition, json, **options):
        _unit, filing = self.find(unit, edition)
        earlier, changes = difference_of(filing, using="central")
        if json:
            return self.say_json(
                {"version": filing.number, "against": earlier and earlier.number} | asdict(changes)
            )
        if earlier is None:
            return self.stdout.write(f"第 {filing.number} 版以前没有登记过目录，没有可以比较的")
        self.stdout.write(f"第 {filing.number} 版与第 {earlier.number} 版相比")
        for word, rows in (("新增", changes.added), ("撤销", changes.withdrawn), ("移动", changes.moved)):
            for row in rows:
                self.stdout.write(f"  {word}  {row.code}  {row.title}{because(row.note)}")
        for row in changes.changed:
            self.stdout.write(f"  修改  {row.code}  {row.title}{because(row.note)}")
            for one in row.fields:
                self.stdout.write(f"      {one.label}：{one.before or '（空）'} → {one.after or '（空）'}")
        return self.stdout.write(f"未变 {changes.same} 项")
