"""A time limit as written (每季度首月20日前) as kind, frequency and due date, or a finding for what it leaves open."""

from cms.catalog.importing.timing.meaning import TimeLimit, read_time_limit

__all__ = ["TimeLimit", "read_time_limit"]
