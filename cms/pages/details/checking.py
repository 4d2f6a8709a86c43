"""What is wrong with an entry's details as a whole: another form's block, or less than was public last time."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.blocks import StreamBlockValidationError, StructBlockValidationError

from cms.pages.details.progress import dropped

LOOKED_BACK = 30
"""How many entries of an item are looked through for the same project."""


def refusal(details, kind: str) -> str:
    """Why these details are not for an item with this kind of them; '' when they are."""
    other = next((child.block.label for child in details if child.block_type != kind), None)
    if other is None:
        return ""
    if not kind:
        return _("这个事项的内容形式是一般内容，不用“%(block)s”，请删去") % {"block": other}
    own = details.stream_block.child_blocks.get(kind)
    words = {"own": own.label if own else kind, "block": other}
    return _("这个事项用“%(own)s”，不用“%(block)s”，请删去后重新添加") % words


def compare(details, page, code: str) -> None:
    """A percentage below the one that is public asks for its reason. Raises it where the editor writes the reason."""
    if not details or details[0].block_type != "progress":
        return
    value = details[0].value
    text = dropped(value["percent"], _public_percent(page, code, value["project"]), value["drop_reason"])
    if text:
        inner = StructBlockValidationError({"drop_reason": ValidationError(text)})
        raise StreamBlockValidationError(block_errors={0: inner})


def _public_percent(page, code: str, project: str) -> int | None:
    """Of the page as it is public, else of the newest public entry of the same item on the same project."""
    pages = type(page).objects.live().filter(item_code=code).order_by("-first_published_at")
    rows = [row for row in pages[:LOOKED_BACK] if row.details and row.details[0].block_type == "progress"]
    own = [row for row in rows if row.pk == page.pk]
    same = [row for row in rows if row.details[0].value["project"] == project]
    return next((row.details[0].value["percent"] for row in [*own, *same]), None)
