"""Numbers that belong to a person: identity numbers, bank cards, mobile telephones.

Written together, or with single spaces or hyphens between the digits, as people copy them from cards and forms.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from cms.procedure.prescreen.finding import Finding, Kind, Level
from cms.registry.telephones import MOBILE

# A number begins and ends where no other digit or letter goes on with it.
BEFORE, AFTER = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
ID18 = re.compile(rf"{BEFORE}\d(?:[ -]?\d){{16}}[ -]?[0-9Xx]{AFTER}")
ID15 = re.compile(rf"{BEFORE}\d{{15}}{AFTER}")
CARDS = re.compile(rf"{BEFORE}\d(?:[ -]?\d){{15,18}}{AFTER}")
# GB 11643-1999: weights of the first seventeen digits, and the check digit of each remainder by 11.
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
# GB/T 2260: the first two digits of a place; 81 to 83 are residence permits (GB 11643 holds for them too).
PLACES = frozenset(
    str(place)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for place in range(first, last + 1)
)
FIRST_YEAR = 1900
# Beginnings of cards in use here (ISO/IEC 7812): UnionPay, then the 16-digit ones of other schemes.
UNIONPAY = re.compile(r"62\d{14,17}")
OTHERS = re.compile(r"(?:4\d{15}|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|35(?:2[89]|[3-8]\d)\d{12})")


def digits(text: str) -> str:
    return re.sub(r"[^0-9Xx]", "", text).upper()


def _is_day(year: str, rest: str) -> bool:
    try:
        day = dt.date(int(year), int(rest[:2]), int(rest[2:4]))
    except ValueError:
        return False
    return day.year >= FIRST_YEAR and day <= dt.date.today()


def check_digit(first: str) -> str:
    """The eighteenth character that the first seventeen digits of an identity number call for."""
    return CHECKS[sum(int(digit) * weight for digit, weight in zip(first, WEIGHTS, strict=True)) % 11]


def is_identity(number: str) -> bool:
    """Eighteen characters with a place, a day of birth and the right check digit."""
    return (
        number[:2] in PLACES
        and _is_day(number[6:10], number[10:14])
        and check_digit(number[:17]) == number[17]
    )


def is_luhn(number: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _hide(text: str, first: int, last: int) -> str:
    """The text with stars for its characters, save so many digits at both ends; marks between digits are gone."""
    kept = digits(text)
    return kept[:first] + "*" * (len(kept) - first - last) + kept[-last:]


def identities(text: str) -> Iterator[Finding]:
    for found in ID18.finditer(text):
        said, number = found.group(), digits(found.group())
        if is_identity(number):
            why = _("身份证号（校验码相符）")
            yield Finding(Kind.IDENTITY, Level.HARD, *found.span(), said, why, _hide(said, 3, 4))
        elif number[:2] in PLACES and _is_day(number[6:10], number[10:14]) and said == number:
            why = _("像身份证号，但校验码不符，也许写错了一位")
            yield Finding(Kind.IDENTITY, Level.SOFT, *found.span(), said, why, _hide(said, 3, 4))
    for found in ID15.finditer(text):
        number = found.group()
        if number[:2] in PLACES and _is_day(f"19{number[6:8]}", number[8:12]):
            why = _("像旧的十五位身份证号")
            yield Finding(Kind.IDENTITY, Level.SOFT, *found.span(), number, why, _hide(number, 3, 3))


def cards(text: str) -> Iterator[Finding]:
    for found in CARDS.finditer(text):
        number = digits(found.group())
        if is_luhn(number) and (UNIONPAY.fullmatch(number) or OTHERS.fullmatch(number)):
            said = found.group()
            why = _("银行卡号（校验位相符）")
            yield Finding(Kind.CARD, Level.HARD, *found.span(), said, why, _hide(said, 4, 4))


def phones(text: str) -> Iterator[Finding]:
    for found in MOBILE.finditer(text):
        said = found.group()
        number = digits(said)[-11:]
        why = _("手机号码：公开的联系电话请用办公电话")
        yield Finding(Kind.PHONE, Level.SOFT, *found.span(), said, why, f"{number[:3]}****{number[-4:]}")
