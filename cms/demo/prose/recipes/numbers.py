"""Figures that several recipes tell of: tasks with goals, outcomes, shares. The same in all of them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from cms.demo.prose.page import Page, percent
from cms.demo.prose.scene import Scene


def parted(luck: random.Random, total: int, count: int) -> list[int]:
    """A total in so many uneven parts, none of them nothing while the total allows it."""
    weights = [luck.uniform(0.5, 1.7) for _ in range(count)]
    shares = [max(round(total * weight / sum(weights)), total >= count) for weight in weights]
    largest = shares.index(max(shares))
    shares[largest] += total - sum(shares)
    return shares


def rounded(number: int) -> int:
    """A goal as an office sets it: two leading digits, then zeros."""
    step = 10 ** max(len(str(number)) - 2, 0)
    return number // step * step


def target(scene: Scene, name: str, low: int, high: int) -> tuple[int, int, int]:
    """(goal of the year, this period, this year so far) of something that ends a little below or above its goal."""
    goal = rounded(scene.annual("goal", name).randint(low, high))
    factor = scene.annual("done", name).uniform(0.96, 1.06)
    return (goal, *scene.grown(round(goal * factor), "target", name))


def year_tasks(scene: Scene, count: int = 5) -> list[dict[str, Any]]:
    """The tasks that a unit has set itself for the year: the same ones in every entry of the year."""
    tasks = list(scene.facts["tasks"])
    return scene.annual("tasks").sample(tasks, min(count, len(tasks)))


def reached(scene: Scene, task: dict[str, Any]) -> tuple[int, int, int]:
    """(goal of the year, this period, this year so far) of a task."""
    return target(scene, task["name"], *task["goal"])


def share_reached(scene: Scene, task: dict[str, Any]) -> float:
    goal, _now, so_far = reached(scene, task)
    return so_far / goal


def rate(scene: Scene, task: dict[str, Any]) -> str:
    goal, _now, so_far = reached(scene, task)
    return percent(so_far, goal)


def outcomes(scene: Scene, page: Page, count: int, caption: str = "主要数据") -> tuple[str, str, str]:
    """A table of what was reached in the period and since January.

    Returns (label, period, year so far) of the first row, in words.
    """
    rows = []
    for label, unit, low, high in scene.facts["outcomes"][:count]:
        total = scene.annual("outcome", label).randint(low, high)
        rows.append([label, unit, *scene.grown(total, "outcome", label)])
    header = ["指标", "单位", scene.so_far] if scene.is_whole else ["指标", "单位", scene.now, "当年累计"]
    page.table(caption, header, [[*row[:2], *row[-len(header) + 2 :]] for row in rows])
    label, unit, now, so_far = rows[0]
    return label, f"{now}{unit}", f"{so_far}{unit}"


def goals_table(scene: Scene, page: Page, tasks: Sequence[dict[str, Any]], caption: str) -> None:
    """Task, goal, reached in the period and so far, rate."""
    rows = []
    for task in tasks:
        goal, now, so_far = reached(scene, task)
        period = [] if scene.is_whole else [now]
        rows.append([task["name"], task["unit"], goal, *period, so_far, percent(so_far, goal)])
    period = [] if scene.is_whole else [f"{scene.now}完成"]
    page.table(caption, ["任务", "单位", "年度目标", *period, scene.so_far, "完成率"], rows)
