"""The verbs of publication. Each runs in the transaction that changes the page, or not at all."""

from cms.publication.actions.proving import cancel_proof, record_proof
from cms.publication.actions.publishing import (
    NotApproved,
    NotForThePublic,
    hand_over,
    publish,
    publish_approved,
    publish_released,
)
from cms.publication.actions.recording import bring, record_filing
from cms.publication.actions.removing import account_for, remove_now
from cms.publication.actions.withdrawing import leave, withdraw

__all__ = [
    "NotApproved",
    "NotForThePublic",
    "account_for",
    "bring",
    "cancel_proof",
    "hand_over",
    "leave",
    "publish",
    "publish_approved",
    "publish_released",
    "record_filing",
    "record_proof",
    "remove_now",
    "withdraw",
]
