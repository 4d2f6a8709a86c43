"""The verbs of publication. Each runs in the transaction that changes the page, or not at all."""

from cms.publication.actions.publishing import NotForThePublic, hand_over, publish
from cms.publication.actions.recording import bring, record_filing
from cms.publication.actions.removing import account_for, remove_now
from cms.publication.actions.withdrawing import leave, withdraw

__all__ = [
    "NotForThePublic",
    "account_for",
    "bring",
    "hand_over",
    "leave",
    "publish",
    "record_filing",
    "remove_now",
    "withdraw",
]
