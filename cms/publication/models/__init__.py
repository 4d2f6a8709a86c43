"""What is public, what was, and the record of how it became so."""

from cms.publication.models.corrections import Correction
from cms.publication.models.departures import Removal, Withdrawal
from cms.publication.models.entries import Entry, EntryVersion
from cms.publication.models.proofs import DisclosureProof
from cms.publication.models.record import PublicRecord, Telling

__all__ = [
    "Correction",
    "DisclosureProof",
    "Entry",
    "EntryVersion",
    "PublicRecord",
    "Removal",
    "Telling",
    "Withdrawal",
]
