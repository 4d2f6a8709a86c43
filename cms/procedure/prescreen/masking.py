"""Masking what was found, in one go."""

from __future__ import annotations

from collections.abc import Iterable

from cms.procedure.prescreen.finding import Finding


def masked(text: str, findings: Iterable[Finding]) -> str:
    """The text with what can be masked masked (330***********1234); the rest stays as it was."""
    for one in sorted(findings, key=lambda one: one.start, reverse=True):
        if one.masked:
            text = text[: one.start] + one.masked + text[one.end :]
    return text
