"""The queue of background work, as the doors for the operator see it."""

from __future__ import annotations

from collections.abc import Iterator

from cms.delivery.metrics import Figure
from tenants.tasks.queries import queue_health


def figures() -> Iterator[Figure]:
    """Tasks by state, how long the oldest has waited, and how many workers show signs of life. Three queries."""
    health = queue_health()
    for state, number in health.counts.items():
        yield Figure("gongkai_queue_tasks", "Tasks by state.", number, {"state": state})
    waited = health.oldest_waiting_seconds
    yield Figure(
        "gongkai_queue_oldest_seconds", "How long the oldest task that could run has waited.", waited
    )
    yield Figure("gongkai_workers", "Workers with a recent sign of life.", len(health.workers))


def reason() -> str:
    """Whether the queue can be reached: pages order work. Raises DatabaseError when it cannot.

    That no worker lives is for the alarm, not for the load balancer: the public pages need none.
    """
    queue_health()
    return ""
