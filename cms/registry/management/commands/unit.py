from django.core.management.base import BaseCommand, CommandError

from cms.registry.management.unit import going_back, listing, living, packing
from tenants.installation import is_installed

VERBS = listing.VERBS | living.VERBS | packing.VERBS | going_back.VERBS


class Command(BaseCommand):
    help = "单位的登记、更名、归档、合并、分设、删除、导出和导入。"

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        for name, (text, arguments, _do) in VERBS.items():
            arguments(verbs.add_parser(name, help=text))

    def handle(self, *args, verb, **options):
        if not is_installed():
            raise CommandError("还没有登记任何单位，请先运行 cms district load 文件.xlsx")
        _text, _arguments, do = VERBS[verb]
        do(self, **options)
