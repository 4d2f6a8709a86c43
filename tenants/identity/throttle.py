"""Slowing down whoever guesses, over all processes, without telling them anything and without shutting anybody out.

Every try is counted before it is looked at, in one statement, so that a hundred at the same time are a hundred. After
a few free ones each further failure doubles the wait, up to LONGEST. An unknown login is counted like a known one.

What a stranger can do to a person is bounded: tries from a browser in which the person has signed in before
(`device`) are counted apart from those of strangers, so that these delay only other strangers; the wait has an upper
limit; a link from an administrator is not delayed; and an administrator lifts it.
"""

from __future__ import annotations

import ipaddress
import math
from dataclasses import dataclass

from django.db import connection

from tenants.identity.models import Attempt
from tenants.identity.sealing import keyed_digest

FORGET_AFTER = 24 * 3600
LONGEST = 15 * 60
FIRST_WAIT = 5

COUNT = f"""
    INSERT INTO public.identity_attempt AS a (key, failures, last_at, blocked_until)
         VALUES (%(key)s, 1, clock_timestamp(), NULL)
    ON CONFLICT (key) DO UPDATE SET
         failures = CASE WHEN a.last_at < clock_timestamp() - interval '{FORGET_AFTER} seconds'
                         THEN 1 ELSE least(a.failures + 1, 100000) END,
         last_at = clock_timestamp(),
         blocked_until = CASE WHEN a.failures + 1 >= %(free)s
                              THEN clock_timestamp() + make_interval(secs => least(
                                   {LONGEST}, {FIRST_WAIT} * power(2, least(a.failures + 1 - %(free)s, 20))))
                              ELSE NULL END
     WHERE a.blocked_until IS NULL OR a.blocked_until <= clock_timestamp()
        OR a.blocked_until > clock_timestamp() + interval '{2 * LONGEST} seconds'
    RETURNING failures
"""  # noqa: S608 -- our own numbers; a wait longer than any we set comes from a clock that jumped
WAIT = """
    SELECT extract(epoch FROM blocked_until - clock_timestamp()) FROM public.identity_attempt
     WHERE key = %s AND blocked_until > clock_timestamp()
"""


@dataclass(frozen=True)
class Counter:
    """What is counted: a keyed digest, and how many failures cost nothing."""

    key: str
    free: int


class Blocked(Exception):
    """Too many failures. `seconds` is how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"blocked for {seconds} s")
        self.seconds = seconds


def by_login(login: str) -> Counter:
    """Tries of a login from browsers that have never been signed in with it."""
    return Counter(keyed_digest(f"login:{login.casefold()}", purpose="attempt"), 5)


def by_device(login: str, device: str) -> Counter:
    """Tries of a login from one browser that was."""
    return Counter(keyed_digest(f"device:{login.casefold()}:{device}", purpose="attempt"), 5)


def by_address(address: str) -> Counter:
    """Everything from one address. More free ones: a whole unit may share it. An IPv6 neighbourhood is one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return Counter(keyed_digest("address:unknown", purpose="attempt"), 30)
    if found.version == 6:
        address = str(ipaddress.ip_network((found, 64), strict=False))
    return Counter(keyed_digest(f"address:{address}", purpose="attempt"), 30)


def by_factor(identity: object) -> Counter:
    """Codes tried for one person, after the password was right."""
    return Counter(keyed_digest(f"factor:{identity}", purpose="attempt"), 5)


def count(*counters: Counter) -> bool:
    """Count one try in each. Returns whether it was the last free one of any. Raises Blocked.

    Only with the centre bound, outside any transaction that could take it back.
    """
    last = False
    with connection.cursor() as cursor:
        for counter in counters:
            cursor.execute(COUNT, {"key": counter.key, "free": counter.free})
            row = cursor.fetchone()
            if row is None:
                cursor.execute(WAIT, [counter.key])
                left = cursor.fetchone()
                raise Blocked(math.ceil(left[0]) if left else 1)
            last = last or row[0] == counter.free
    return last


def forgive(*counters: Counter) -> None:
    """It was right: these start again from nothing."""
    Attempt.objects.filter(key__in=[counter.key for counter in counters]).delete()


def give_back(counter: Counter) -> None:
    """It was right: take back its own try, and leave what others failed at from the same place."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE public.identity_attempt SET failures = greatest(failures - 1, 0), blocked_until = NULL WHERE key = %s",
            [counter.key],
        )


def is_blocked(counter: Counter) -> int:
    """Seconds that strangers have to wait; 0 for none."""
    with connection.cursor() as cursor:
        cursor.execute(WAIT, [counter.key])
        row = cursor.fetchone()
    return math.ceil(row[0]) if row else 0
