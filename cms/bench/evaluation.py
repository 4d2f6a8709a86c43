"""`cms bench evaluation`: a whole district's year scored, and scored again from its dump by nothing but Python."""

from __future__ import annotations

import argparse
from typing import Any

from django.apps import apps

from cms.bench.database import BenchError
from cms.bench.figures import count, machine, megabytes

HELP = "全区一年的评价：收集证据、计分、导出各要多久，多少内存，随单位数怎样增长；用导出的证据重算是否一致"
OPTIONS = ("units", "items")
UNITS, ITEMS = 1000, 30
TARGET_S, TARGET_RATIO = 300, 1.3
"""A full evaluation takes less than five minutes, and a unit costs the same in a large district."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--units", type=count, default=UNITS, help=f"单位数（默认 {UNITS}）")
    parser.add_argument("--items", type=count, default=ITEMS, help=f"每个单位的事项数（默认 {ITEMS}）")


def run(*, units: int = UNITS, items: int = ITEMS) -> dict[str, Any]:
    """Figures at a tenth, three tenths and all of the units. As the keys say."""
    if not apps.is_installed("plugins.evaluation"):
        raise BenchError("没有加载评价插件：GONGKAI_PLUGINS 里加上 evaluation")
    from cms.bench import scores  # noqa: PLC0415 -- the plugin's tables are there only where it is loaded

    figures = scores.measure(units, items)
    last = figures["sizes"][-1]
    total = figures["count"]["seconds"]
    return figures | {
        "targets": {"count_s": TARGET_S, "per_unit_ratio": TARGET_RATIO},
        "met": figures["equal"] and max(total, last["seconds"]) < TARGET_S
        and figures["per_unit_ratio"] < TARGET_RATIO,
    }  # fmt: skip


def lines(figures: dict[str, Any]) -> list[str]:
    """The figures for people."""
    f, counted = figures, figures["count"]
    return [
        *map(_line, f["sizes"]),
        f"每个单位     处理器最多时是最少时的 {f['per_unit_ratio']:.2f} 倍，查询 {f['queries_ratio']:.2f} 倍，"
        f"内存一共 {f['memory_ratio']:.2f} 倍",
        f"计分         {counted['seconds']:.1f} 秒，证据 {counted['rows']:,} 条，压缩后 {megabytes(counted['packed_bytes'])}，"
        f"多占内存 {megabytes(counted['memory_bytes'])}",
        f"重算         {f['recompute']['seconds']:.1f} 秒，内存 {megabytes(f['recompute']['memory_bytes'])}，"
        f"{'逐字一致' if f['equal'] else '不一致'}",
        f"机器         {machine(f)}",
        f"要求         {f['targets']['count_s']} 秒以内，每个单位不超过 {f['targets']['per_unit_ratio']} 倍，重算一致："
        f"{'达到' if f['met'] else '没有达到'}",
    ]


def _line(row: dict[str, Any]) -> str:
    return (
        f"{row['units']:>5,} 个单位  {row['seconds']:6.1f} 秒，处理器每个 {row['per_unit_ms']:5.1f} 毫秒"
        f"（收集 {row['gathering_s']:.1f} 秒，计算 {row['engine_s']:.1f} 秒，写出 {row['writing_s']:.1f} 秒），"
        f"查询 {row['queries']} 次，内存最多 {megabytes(row['memory_bytes'])}"
    )
