"""The first question at the door: a login and its password. Slow for whoever guesses, the same for whoever is unknown."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now

from tenants.identity import throttle
from tenants.identity.centre import at_the_centre
from tenants.identity.models import Identity, Membership, OldPassword
from tenants.identity.passwords import check, profile


@dataclass(frozen=True)
class Knock:
    """Who is at the door: the login as typed, from where, in a browser known to belong to it or not (None)."""

    login: str
    address: str
    device: str | None = None

    @property
    def counter(self) -> throttle.Counter:
        return throttle.by_device(self.login, self.device) if self.device else throttle.by_login(self.login)


def by_password(knock: Knock, password: str) -> tuple[Identity | None, bool]:
    """(the person, or None; whether this was the last free try). Raises throttle.Blocked.

    Looks in the bound tenant, where row-level security shows members only. Must not run inside a transaction: a
    failure that is rolled back would not have been counted.
    """
    place = throttle.by_address(knock.address)
    with at_the_centre():
        last = throttle.count(place, knock.counter)
    found = Identity.objects.filter(login=knock.login, is_active=True).first()
    if found is None:
        Identity().set_password(password)  # the same work as for a wrong password
        return None, last
    if not found.check_password(password) or not is_member(found.uuid):
        return None, last
    with at_the_centre():
        throttle.forgive(knock.counter)
        throttle.give_back(place)
    return found, last


def is_member(identity: uuid.UUID) -> bool:
    """Whether somebody has a place in the bound tenant today."""
    return Membership.objects.valid().filter(identity_id=identity).exists()


def choose_password(*, identity: uuid.UUID, password: str) -> None:
    """Give a person the password that they chose, and end all their sessions. Must not run inside a transaction.

    Raises ValidationError with everything that is wrong with it.
    """
    with at_the_centre(), transaction.atomic():
        person = Identity.objects.select_for_update().get(pk=identity)
        wrong = check(identity, password)
        if wrong:
            raise ValidationError(wrong)
        if not person.password.startswith("!"):
            OldPassword.objects.create(identity=person, password=person.password)
        person.set_password(password)
        person.sessions_from = Now()  # the clock that sessions begin by
        person.save(update_fields=["password", "password_set_at", "sessions_from"])
        throttle.forgive(throttle.by_login(person.login))
        _forget_older(person)


def _forget_older(person: Identity) -> None:
    kept = OldPassword.objects.filter(identity=person).order_by("-set_at", "-pk")
    keep = list(kept.values_list("pk", flat=True)[: profile().history])
    OldPassword.objects.filter(identity=person).exclude(pk__in=keep).delete()
