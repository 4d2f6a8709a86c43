"""In a simulated year a campaign is held, from nominations to the showcase; what is told of each practice follows from its
line (lines.toml) and from the unit's own column."""

from plugins.showcase.demo.campaign import EVENTS, plant

__all__ = ["EVENTS", "plant"]
