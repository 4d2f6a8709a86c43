"""What people may type in pinyin for a title: from any of its characters on, whole syllables or their first letters."""

from __future__ import annotations

from cms.search import zhtext

LONGEST = 8
"""Syllables from one place on. Nobody types more before choosing."""


def sounds(title: str) -> list[str]:
    """Each is typed from its beginning: 民生实事 is minshengshishi, shengshishi, shishi, shi, msss, sss, ss, s. Sorted."""
    syllables, _initials = zhtext.pinyin(title)
    found = set()
    for place in range(len(syllables)):
        following = syllables[place : place + LONGEST]
        found.add("".join(following))
        found.add("".join(one if one.isdecimal() else one[0] for one in following))
    return sorted(found)
