"""更正与澄清 on a page: what was wrong, at which passage, what is right. Part of the content, approved with it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from cms.pages.details.reading import markup
from cms.pages.markup import plain_text


class FaultKind(TextChoices):
    """What was wrong, as the plan names it: 不真实、不完整、不准确."""

    UNTRUE = "UNTRUE", _("不真实")
    INCOMPLETE = "INCOMPLETE", _("不完整")
    INACCURATE = "INACCURATE", _("不准确")


class CorrectionBlock(blocks.StructBlock):
    fault = blocks.ChoiceBlock(label=_("问题"), choices=FaultKind.choices)
    passage = blocks.CharBlock(
        label=_("涉及的原文"), max_length=300, help_text=_("从已公开的内容里照抄有问题的那句话")
    )
    text = blocks.TextBlock(label=_("更正或说明"), max_length=1000, help_text=_("正确的是什么，为什么更正"))
    on = blocks.DateBlock(label=_("日期"))

    class Meta:
        icon = "warning"
        label = _("更正或说明")


class CorrectionsBlock(blocks.StreamBlock):
    correction = CorrectionBlock()

    class Meta:
        required = False


def corrections_of(page: Any) -> list[dict[str, str]]:
    """Those of a page, in its order, as plain values. `key` is of the words: others are another correction."""
    return [_plain(block.value) for block in page.corrections]


def _plain(value: Any) -> dict[str, str]:
    said = {name: str(value[name] or "") for name in ("fault", "passage", "text", "on")}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return said | {"key": hashlib.sha256(text.encode()).hexdigest()}


def one_line(text: str) -> str:
    """Without any white space: a passage that was copied from a screen breaks its lines elsewhere."""
    return "".join(text.split())


def words_of(page: Any) -> str:
    """Title, summary, details and body of a page, as `one_line`."""
    return one_line("\n".join([page.title, page.summary, plain_text(markup(page))]))


def misplaced(page: Any, public: Any | None) -> list[str]:
    """Passages of a page's corrections that stand neither in it nor in the version that is public."""
    wanted = [said["passage"] for said in corrections_of(page)]
    if not wanted:
        return []
    texts = [words_of(one) for one in (page, public) if one is not None]
    return [passage for passage in wanted if not any(one_line(passage) in text for text in texts)]


def at_passages(page: Any, wrong: list[str]) -> StreamBlockValidationError:
    """The refusal, at each correction whose passage stands nowhere."""
    words = _now("已公开的内容和现在的内容里都没有这句话，请从页面上照抄")
    return StreamBlockValidationError(
        block_errors={
            number: StructBlockValidationError(block_errors={"passage": ValidationError(words)})
            for number, said in enumerate(corrections_of(page))
            if said["passage"] in wrong
        }
    )
