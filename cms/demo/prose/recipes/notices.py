"""公示: the block in which people are given time to object."""

from __future__ import annotations

import datetime as dt
import re

from cms.demo.prose.page import PHONE, Page
from cms.demo.prose.scene import Scene
from cms.obligations.calendar import add_workdays

OBJECT = "公示期内，任何单位和个人都可以口头或书面反映意见，我们对反映人的情况保密。"


def announce(scene: Scene, page: Page, text: str = OBJECT, *, days: int = 0, workdays: int = 0) -> None:
    """A notice from the day of publication, which itself does not count.

    The item's own period goes before what is passed in: 5个工作日, 7日, 30日（征求意见）.
    """
    own = re.search(r"(\d+)", scene.item.notice or "")
    if own:
        days, workdays = (0, int(own[1])) if "工作日" in scene.item.notice else (int(own[1]), 0)
    end = scene.on + dt.timedelta(days=days) if days else add_workdays(scene.on, workdays)
    page.notice(scene.on, end, f"{scene.item.responsible}，{PHONE}，{scene.facts['place']}", text)
