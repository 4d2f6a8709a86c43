"""Titles as they sound, for suggestions while somebody types pinyin."""

from __future__ import annotations

from cms.search.zhtext.pieces import is_han, runs


def pinyin(text: str) -> tuple[tuple[str, ...], str]:
    """Syllables and initials: 民生实事 is (("min", "sheng", "shi", "shi"), "msss"). A word that is not Han is itself.

    Slow (64,000 characters a second): for titles and names.
    """
    from pypinyin import lazy_pinyin  # noqa: PLC0415 -- 56 MB of phrases, a quarter of a second: not for every process

    syllables: list[str] = []
    initials = ""
    for piece in (piece for run in runs(text) for piece in run):
        sounds = lazy_pinyin(piece) if is_han(piece) else [piece]
        syllables += sounds
        initials += "".join(sound[0] for sound in sounds) if is_han(piece) else piece
    return tuple(syllables), initials
