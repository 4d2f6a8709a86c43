"""The verbs of filing. Each runs in the tenant of the unit that filed, in one transaction, and writes down who did it."""

from cms.filing.actions.deciding import CannotDecide, check, register, send_back
from cms.filing.actions.submitting import CannotFile, confirm, correct, submit, whom, withdraw
from cms.filing.digests import digest_now, digest_of, values_of

__all__ = [
    "CannotDecide",
    "CannotFile",
    "check",
    "confirm",
    "correct",
    "digest_now",
    "digest_of",
    "register",
    "send_back",
    "submit",
    "values_of",
    "whom",
    "withdraw",
]
