"""The verbs of webhooks: everything that writes its tables."""

from plugins.webhooks.actions.attempting import attempt
from plugins.webhooks.actions.endpoints import add, change, disable, enable, rotate, stop_all
from plugins.webhooks.actions.telling import forget_old, resend, resume, tell

__all__ = [
    "add",
    "attempt",
    "change",
    "disable",
    "enable",
    "forget_old",
    "resend",
    "resume",
    "rotate",
    "stop_all",
    "tell",
]
