import json
from dataclasses import asdict

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from tenants.tasks.claiming import PER_TENANT
from tenants.tasks.queries import queue_health
from tenants.tasks.states import TaskState
from tenants.tasks.worker import Options, Worker, again


def whole(text):
    if not (text.isascii() and text.isdigit()):
        raise CommandError(f"{text} 不是整数")
    return int(text)


class Command(BaseCommand):
    help = "后台任务：执行各站点提交的任务，定时发布，定期维护。可以同时运行多个。"

    def add_arguments(self, parser):
        names = "、".join(settings.TASK_QUEUES)
        parser.add_argument(
            "--queue", action="append", metavar="NAME", help=f"只做这些队列（可重复）：{names}"
        )
        parser.add_argument("--concurrency", type=whole, default=4, help="同时执行几项任务（默认 4）")
        parser.add_argument(
            "--per-tenant", type=whole, default=PER_TENANT, help=f"同一站点同时最多几项（默认 {PER_TENANT}）"
        )
        parser.add_argument(
            "--max-tasks", type=whole, default=2000, help="做满这么多项后换一个新进程（默认 2000，0 为不换）"
        )
        parser.add_argument("--parent", type=whole, default=0, help="这个进程结束时跟着停止")
        parser.add_argument("--status", action="store_true", help="显示队列和工作进程的现状")
        parser.add_argument("--json", action="store_true", help="与 --status 同用，以 JSON 输出一个对象")

    def handle(self, *args, queue, concurrency, per_tenant, max_tasks, parent, status, **options):
        if status:
            self.show(as_json=options["json"])
            return
        unknown = sorted(set(queue or ()) - set(settings.TASK_QUEUES))
        if unknown:
            raise CommandError(
                f"没有名为 {'、'.join(unknown)} 的队列，可用的有：{'、'.join(settings.TASK_QUEUES)}"
            )
        if not concurrency or not per_tenant:
            raise CommandError("--concurrency 和 --per-tenant 至少是 1")
        with connections["central"].cursor() as cursor:
            cursor.execute("SELECT to_regclass('public.tasks_queuedtask') IS NULL")
            if cursor.fetchone() == (True,):
                raise CommandError("数据库还没有准备好，请先运行 cms upgrade")
        queues = [name for name in settings.TASK_QUEUES if not queue or name in queue]
        worker = Worker(
            Options(
                queues, concurrency=concurrency, per_tenant=per_tenant, max_tasks=max_tasks, parent=parent
            )
        )
        self.stdout.write(f"后台任务已启动，同时执行 {concurrency} 项，队列：{'、'.join(queues)}")
        if worker.run():
            again()
        self.stdout.write("后台任务已停止")

    def show(self, *, as_json):
        health = queue_health()
        if as_json:
            self.stdout.write(json.dumps(asdict(health), ensure_ascii=False))
            return
        counts = "，".join(f"{TaskState(state).label} {number}" for state, number in health.counts.items())
        self.stdout.write(f"{counts}；等得最久的 {health.oldest_waiting_seconds:.0f} 秒")
        for worker in health.workers:
            words = f"正在执行 {worker.running}，已执行 {worker.finished}，运行 {worker.up_seconds:.0f} 秒"
            self.stdout.write(f"{worker.host}:{worker.pid}  {words}，{worker.silent_seconds:.0f} 秒前报到")
        if not health.workers:
            self.stdout.write("没有工作进程：请运行 cms worker")
