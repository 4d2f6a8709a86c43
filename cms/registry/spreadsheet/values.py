"""What a cell says, as text: for comparing, for reading, and as a date."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Any

DATE = re.compile(r"(?<!\d)(\d{4})\s*[年\-/.]\s*(\d{1,2})\s*[月\-/.]\s*(\d{1,2})(?!\d)\s*[日号]?")
COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
FIRST_SERIAL, LAST_SERIAL = 36526, 73050  # 2000-01-01 to 2099-12-31 as Excel counts days
# Characters that nobody sees and that make two equal names differ.
INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD, 0x0000])


def plain(text: str) -> str:
    """Text for comparing headers, names and marks: NFKC, no white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def as_text(value: Any) -> str:
    """A cell's value as a person reads it: 10.0 is 10, a date is 2026-01-10."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time.min else value.isoformat(" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).translate(INVISIBLE).strip()


def read_date(text: str) -> dt.date | None:
    """A date written 2026年1月10日, 2026-1-10, 2026/1/10, 2026.1.10, 20260110, or as Excel's serial number.

    None for what is no date, a day that does not exist included.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    found = DATE.search(text) or COMPACT.search(text)
    try:
        if found:
            return dt.date(*map(int, found.groups()))
        if text.isascii() and text.isdigit() and FIRST_SERIAL <= int(text) <= LAST_SERIAL:
            return dt.date(1899, 12, 30) + dt.timedelta(days=int(text))
    except ValueError:
        pass
    return None
