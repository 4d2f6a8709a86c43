"""Which block an entry gets, by the form of its item in the registered catalog."""

from __future__ import annotations

from wagtail.blocks import StreamBlock
from wagtail.blocks.base import BlockField

from cms.catalog.vocabulary import ItemForm
from cms.pages.details.decision import DecisionDetail
from cms.pages.details.feature import FeatureDetail
from cms.pages.details.finance import FinanceDetail
from cms.pages.details.interpretation import InterpretationDetail
from cms.pages.details.notice import NoticeDetail
from cms.pages.details.personnel import PersonnelDetail
from cms.pages.details.profile import ProfileDetail
from cms.pages.details.progress import ProgressDetail

BLOCKS = {
    ItemForm.PROFILE: "profile",
    ItemForm.DECISION: "decision",
    ItemForm.PROGRESS: "progress",
    ItemForm.FIGURES: "finance",
    ItemForm.LIST: "personnel",
    ItemForm.PERSONNEL: "personnel",
    ItemForm.NOTICE: "notice",
    ItemForm.INTERPRET: "interpretation",
    ItemForm.FEATURE: "feature",
}
"""Form → type of the block. A general entry has none."""


class DetailsBlock(StreamBlock):
    notice = NoticeDetail()
    decision = DecisionDetail()
    progress = ProgressDetail()
    personnel = PersonnelDetail()
    finance = FinanceDetail()
    profile = ProfileDetail()
    interpretation = InterpretationDetail()
    feature = FeatureDetail()

    class Meta:
        required = False
        max_num = 1


def only(*kinds: str) -> DetailsBlock:
    """The same that offers nothing else to add. `kinds` are block types."""
    block = DetailsBlock(required=False, max_num=1)
    for name in [*block.child_blocks]:
        if name not in kinds:
            del block.child_blocks[name]
    return block


def field_for(field: BlockField, kinds: set[str]) -> BlockField:
    """The form's field of the details, offering these types only."""
    return BlockField(only(*kinds), required=False, label=field.label)
