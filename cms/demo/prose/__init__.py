"""Plausible entries for catalog items, made from the items' own words. The same arguments give the same entry.

Everything named here is invented; persons are a surname and 某某, numbers of telephones are zeros.
"""

from cms.demo.prose.draft import Draft, compose
from cms.demo.prose.occasions import events, stages

__all__ = ["Draft", "compose", "events", "stages"]
