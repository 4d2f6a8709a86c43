"""The ledger of a run: opened, taken up again, counted, closed."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from tenants.models import Tenant
from tenants.states import TenantState
from tenants.upgrade.goal import Goal
from tenants.upgrade.models import MigrationRun, TenantMigration
from tenants.upgrade.states import RunState, TenantStep

CANARIES = 1
"""The last ring that goes before the rest."""
GONE = (TenantState.DELETING, TenantState.DELETED)


class UpgradeIncomplete(RuntimeError):
    """Some tenants were not brought along. The message names the first and says what to do."""

    for_people = True


@dataclass(frozen=True)
class Summary:
    """What a run came to, for the operator. `left` were not touched."""

    release: str
    state: RunState
    done: int
    left: int
    failed: list[tuple[str, str]] = field(default_factory=list)
    """(slug, what went wrong), in order."""

    def require(self) -> None:
        """Raises UpgradeIncomplete unless every tenant that was asked for is of the release."""
        if self.failed:
            slug, error = self.failed[0]
            raise UpgradeIncomplete(
                f"{len(self.failed)} 个站点没有升级（表结构保持原样），{self.left} 个还没有开始；{slug}：{error}。"
                "排除原因后再运行 cms upgrade，只做这些站点"
            )


def behind(release: str) -> int:
    """How many tenants have a schema that is not of the release."""
    return Tenant.objects.exclude(state__in=GONE).exclude(release=release).count()


@transaction.atomic
def take_up(goal: Goal, operator: str) -> MigrationRun:
    """The run of the goal's release, led by `operator` from now on. What is not done is to be done again.

    The caller leads (tenants.upgrade.locks): nobody else is at work, so a row that says so was left by a killed one.
    """
    plan = [
        {
            "migration": step.label,
            "kind": step.kind,
            "compat": step.compat,
            "statements": len(step.statements),
        }
        for step in goal.recorded.values()
    ]
    run, _made = MigrationRun.objects.get_or_create(
        release=goal.release, defaults={"plan": plan, "started": timezone.now()}
    )
    run.operator, run.state, run.finished = operator, RunState.RUNNING, None
    run.save(update_fields=["operator", "state", "finished"])
    rows, missing = run.tenants, Tenant.objects.exclude(state__in=GONE).exclude(release=goal.release)
    rows.filter(state__in=(TenantStep.RUNNING, TenantStep.FAILED)).update(
        state=TenantStep.PENDING, attempt=0, retry_at=None, error=""
    )
    # Brought back from a package or by hand to an older schema: done once, and to be done again.
    rows.filter(state=TenantStep.DONE, tenant__in=missing).update(state=TenantStep.PENDING, attempt=0)
    rows.filter(state=TenantStep.PENDING).exclude(tenant__in=missing).delete()
    known = set(rows.values_list("tenant_id", flat=True))
    wanted = missing.order_by("ring", "pk").values_list("pk", flat=True)
    TenantMigration.objects.bulk_create(
        [TenantMigration(run=run, tenant_id=pk) for pk in wanted if pk not in known], batch_size=500
    )
    return run


def count(run: MigrationRun, *, first: int = 0, last: int = 32767) -> dict[str, int]:
    """State → how many tenants of these rings."""
    rows = TenantMigration.objects.filter(run=run, tenant__ring__range=(first, last))
    return dict(rows.order_by().values_list("state").annotate(n=Count("pk")))


def failures(run: MigrationRun) -> list[tuple[str, str]]:
    rows = TenantMigration.objects.filter(run=run, state=TenantStep.FAILED).order_by("tenant__ring", "pk")
    return list(rows.values_list("tenant__slug", "error"))


def close(run: MigrationRun, *, done: int) -> Summary:
    """Say in the ledger how the run stands. `done` is how many this leader settled."""
    failed = failures(run)
    left = TenantMigration.objects.filter(
        Q(run=run) & ~Q(state__in=(TenantStep.DONE, TenantStep.FAILED))
    ).count()
    run.state = RunState.STOPPED if left else RunState.FAILED if failed else RunState.DONE
    run.finished = None if left else timezone.now()
    run.save(update_fields=["state", "finished"])
    return Summary(run.release, RunState(run.state), done, left, failed)
