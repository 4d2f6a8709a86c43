"""`cms bench isolation`: thousands of switches between units over eight threads, looking for another's name."""

from __future__ import annotations

import argparse
import os
from typing import Any

from django.test.utils import override_settings

from cms.bench.database import BenchError, own_database
from cms.bench.figures import count, load_average, machine
from cms.bench.hammer import THREADS, Findings, Hammer, Unit, forgetful_connection
from cms.bench.planting import Size, open_units, plant
from cms.bench.read import pages_of
from cms.registry.models import Unit as Organisation
from cms.registry.sites import Address

HELP = "八个线程在各单位之间切换上万次，页面、缓存、日志、文件、邮件里不得出现别的单位"
OPTIONS = ("switches", "units")
SWITCHES, UNITS, CONTROL = 10_000, 6, 400
BASE, PORT = "localhost", 8000
MAIL = "django.core.mail.backends.locmem.EmailBackend"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--switches", type=count, default=SWITCHES, help=f"切换次数（默认 {SWITCHES}）")
    parser.add_argument("--units", type=count, default=UNITS, help=f"单位数，至少 2（默认 {UNITS}）")


def run(*, switches: int = SWITCHES, units: int = UNITS) -> dict[str, Any]:
    """What was seen with TENANT_LIMIT_SET_CALLS on and off, and by a control whose binding is broken."""
    if units < 2:
        raise BenchError("至少要 2 个单位才能切换：--units 2")
    load = load_average()
    with own_database(), override_settings(EMAIL_BACKEND=MAIL):
        planted = [
            _plant(tenant)
            for tenant in open_units(_slugs(units), Address(BASE, PORT)).values()
            if not tenant.is_central
        ]
        seen = {}
        for limited in (True, False):
            with override_settings(TENANT_LIMIT_SET_CALLS=limited):
                seen[f"limit_set_calls_{'on' if limited else 'off'}"] = _told(Hammer(planted).run(switches))
        with forgetful_connection():
            control = _told(Hammer(planted).run(CONTROL))
    return {
        "bench": "isolation",
        "switches": switches,
        "threads": THREADS,
        "units": units,
        "runs": seen,
        "control": control,
        "cpus": os.cpu_count(),
        "load_before": load,
        "load_after": load_average(),
    }


def _slugs(units: int) -> list[str]:
    return [f"unit{number:02d}" for number in range(1, units + 1)]


def _plant(tenant: Any) -> Unit:
    plant(tenant, Size(1, 3, 3))
    paths = tuple(page.path for page in pages_of(tenant) if page.host == f"{tenant.slug}.{BASE}")
    return Unit(tenant, f"{tenant.slug}.{BASE}", Organisation.objects.get(slug=tenant.slug).name, paths)


def _told(found: Findings) -> dict[str, Any]:
    return {
        "switches": sum(found.turns.values()),
        "acts": dict(found.turns),
        "log_lines": found.log_lines,
        "mails": found.mails,
        "cache_keys": found.cache_keys,
        "leaks": len(found.leaks),
        "failed": len(found.failed),
        "examples": [" | ".join(one) for one in (*found.leaks[:5], *found.failed[:5])],
    }


def lines(figures: dict[str, Any]) -> list[str]:
    """The figures for people."""
    told = [f"{figures['threads']} 个线程，{figures['units']} 个单位；机器 {machine(figures)}", ""]
    for name, seen in figures["runs"].items():
        told.append(_line(name, seen))
        told += [f"    {example}" for example in seen["examples"]]
    return [*told, _line("control", figures["control"])]


def _line(name: str, seen: dict[str, Any]) -> str:
    acts = "，".join(f"{act} {times}" for act, times in seen["acts"].items())
    return (
        f"{name:22}{seen['switches']:,} 次切换（{acts}），日志 {seen['log_lines']:,} 行，邮件 {seen['mails']:,} 封，"
        f"缓存键 {seen['cache_keys']} 个："
        f"串出别的单位 {seen['leaks']} 次，出错 {seen['failed']} 次"
    )
