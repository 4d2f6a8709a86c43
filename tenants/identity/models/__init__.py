"""The ledger's tables about people: who they are, how they prove it, where they are signed in."""

from tenants.identity.models.credentials import (
    Attempt,
    Factor,
    FactorKind,
    OidcLink,
    OldPassword,
    RecoveryCode,
)
from tenants.identity.models.people import Identity, MailRhythm, Membership, MembershipQuerySet
from tenants.identity.models.places import Handoff, Invitation, LoginSession, Purpose

__all__ = [
    "Attempt",
    "Factor",
    "FactorKind",
    "Handoff",
    "Identity",
    "Invitation",
    "LoginSession",
    "MailRhythm",
    "Membership",
    "MembershipQuerySet",
    "OidcLink",
    "OldPassword",
    "Purpose",
    "RecoveryCode",
]
