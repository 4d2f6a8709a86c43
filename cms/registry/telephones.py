"""Telephone numbers: which belong to a person, which to an office, and how a telephone is told to call one."""

from __future__ import annotations

import re

from cms.registry.plain import half_width

# Alone, or behind a word for it; behind other letters it is part of a code or of a checksum.
_BEGINS = r"(?:(?<![0-9A-Za-z.])|(?i:(?<=tel)|(?<=phone)|(?<=mobile)|(?<=wx)|(?<=vx)|(?<=wechat)))"
MOBILE = re.compile(_BEGINS + r"(?:\+?86[ -]?|0)?1[3-9]\d(?:[ -]?\d{4}){2}(?![0-9A-Za-z]|\.\d)")
"""Somebody's own, written together, or with single spaces or hyphens, in half-width digits."""
# 010, 02x, and four digits from 03 on; 0000 is nobody's. What begins with 013 to 019 is a mobile number behind a 0.
OFFICE = re.compile(r"\(?(0(?:10|2\d|[03-9]\d\d))\)?[ -]?(\d{7,8}|\d{3,4}[ -]\d{4})(?:(?:-|转)(\d{1,6}))?")
SERVICE = re.compile(r"[48]00[ -]?\d{3}[ -]?\d{4}|1\d\d|1\d{4}|9\d{4,5}")
"""400 and 800 numbers, and the short ones that everybody may call: 12345."""
APART = re.compile(r"[、,;/]")


def numbers(telephone: str) -> list[str]:
    """Several numbers in one field, each as it is written."""
    return [one.strip() for one in APART.split(telephone) if one.strip()]


def is_public(number: str) -> bool:
    """Whether one number, in half-width digits, is an office's with its area code, or a service's."""
    return bool(OFFICE.fullmatch(number) or SERVICE.fullmatch(number))


def are_public_telephones(text: str) -> bool:
    """The same of every number in a field, as it was typed. True where there is none."""
    return all(map(is_public, numbers(half_width(text))))


def dialled(number: str) -> str:
    """The tel: address of one number (RFC 3966), '' for one that is no office's and no service's."""
    office = OFFICE.fullmatch(number)
    if office:
        area, local, extension = office.groups()
        behind = f";ext={extension}" if extension else ""
        return f"tel:+86-{area[1:]}-{_digits(local)}{behind}"
    return f"tel:{_digits(number)};phone-context=+86" if SERVICE.fullmatch(number) else ""


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
