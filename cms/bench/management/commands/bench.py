import json
import signal
import sys

from django.core.management.base import BaseCommand

from cms.bench import (
    evaluation,
    isolation,
    kills,
    leaving,
    limits,
    obligations,
    package,
    plugins,
    provision,
    publishing,
    races,
    read,
    restarts,
    scheduled,
    search,
    supervised,
    tasks,
    upgrade,
)

# name → the module that measures it: HELP, add_arguments(parser), run(**options), lines(figures)
BENCHES = {
    "evaluation": evaluation,
    "isolation": isolation,
    "kills": kills,
    "limits": limits,
    "obligations": obligations,
    "package": package,
    "plugins": plugins,
    "provision": provision,
    "publish": publishing,
    "races": races,
    "read": read,
    "restarts": restarts,
    "scheduled": scheduled,
    "search": search,
    "supervised": supervised,
    "tasks": tasks,
    "upgrade": upgrade,
    "withdraw": leaving,
}
TERMINATED = 128 + signal.SIGTERM


class Terminated(KeyboardInterrupt):
    """SIGTERM, treated as Ctrl-C is: a query that runs is cancelled, and the database is dropped."""


def _terminate(number, frame):
    raise Terminated


class Command(BaseCommand):
    help = "基准测试：在自己的临时数据库里测，测完即删，不动现有数据。不带参数则列出名称。"

    def add_arguments(self, parser):
        names = parser.add_subparsers(dest="name", metavar="NAME")
        for name, bench in BENCHES.items():
            chosen = names.add_parser(name, help=bench.HELP)
            bench.add_arguments(chosen)
            chosen.add_argument("--json", action="store_true", help="以 JSON 输出一个对象")

    def handle(self, *args, name=None, **options):
        if name is None:
            for known, bench in BENCHES.items():
                self.stdout.write(f"{known:12} {bench.HELP}")
            return
        bench = BENCHES[name]
        before = signal.signal(signal.SIGTERM, _terminate)
        try:
            figures = bench.run(**{key: options[key] for key in bench.OPTIONS})
        except Terminated:
            sys.exit(TERMINATED)
        finally:
            signal.signal(signal.SIGTERM, before)
        text = json.dumps(figures, ensure_ascii=False) if options["json"] else "\n".join(bench.lines(figures))
        self.stdout.write(text)
