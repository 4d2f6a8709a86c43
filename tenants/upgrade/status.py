"""How far the installation is: `cms upgrade --status`."""

from __future__ import annotations

from typing import Any

from django.db.models import Count

from tenants.models import Tenant
from tenants.upgrade import releases, runs
from tenants.upgrade.models import MigrationRun
from tenants.upgrade.releases import current, supported
from tenants.upgrade.runs import GONE


def status() -> dict[str, Any]:
    """`release` of the code, tenants by release, the newest run with its counts and failures. The owner is connected."""
    rows = Tenant.objects.exclude(state__in=GONE).order_by().values_list("release", "works_from")
    counted = rows.annotate(n=Count("pk"))
    run = MigrationRun.objects.order_by("-started").first()
    return {
        "release": current().id,
        "tenants": sum(n for *_release, n in counted),
        "current": sum(n for release, _oldest, n in counted if release == current().id),
        "refused": sum(n for release, oldest, n in counted if not supported(release, oldest)),
        "by_release": _by_release(counted),
        "run": run and _run(run),
    }


def _by_release(counted: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for release, _oldest, number in counted:
        found[release] = found.get(release, 0) + number
    return dict(sorted(found.items(), key=lambda pair: (releases.number_of(pair[0]), pair[0])))


def _run(run: MigrationRun) -> dict[str, Any]:
    return {
        "release": run.release,
        "state": run.state,
        "operator": run.operator,
        "started": run.started.isoformat(timespec="seconds"),
        "finished": run.finished and run.finished.isoformat(timespec="seconds"),
        "plan": run.plan,
        "counts": runs.count(run),
        "failed": [{"slug": slug, "error": error} for slug, error in runs.failures(run)],
    }


def lines(found: dict[str, Any]) -> list[str]:
    """The same for people."""
    said = [f"当前版本 {found['release']}；站点 {found['tenants']} 个，已是当前版本 {found['current']} 个"]
    said += [
        f"    版本 {release or '（未记录）'}：{number} 个" for release, number in found["by_release"].items()
    ]
    if found["refused"]:
        said.append(f"现在不提供服务（503）的站点 {found['refused']} 个：请运行 cms upgrade")
    run = found["run"]
    if run:
        counts = run["counts"]
        words = (("done", "完成"), ("running", "进行中"), ("pending", "等待"), ("failed", "失败"))
        told = "，".join(f"{word} {counts[state]}" for state, word in words if counts.get(state))
        said.append(f"最近一次升级（到 {run['release']}，{run['started']} 开始）：{told or '没有站点要升级'}")
        said += [f"    {row['slug']}：{row['error']}" for row in run["failed"]]
    return said
