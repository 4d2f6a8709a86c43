"""What the office sees of publication: what is public, what left, and what was removed in an emergency."""

from cms.publication.office.departures import RemovalScreen, WithdrawalScreen
from cms.publication.office.entries import HOST, LAST_ENTRY, EntryScreen
from cms.publication.office.proofs import ProofScreen
from cms.publication.office.trails import RecordScreen, StepScreen

__all__ = [
    "HOST",
    "LAST_ENTRY",
    "EntryScreen",
    "ProofScreen",
    "RecordScreen",
    "RemovalScreen",
    "StepScreen",
    "WithdrawalScreen",
]
