"""The parts an article is made of. New kinds of content are a block before they are a page type."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.rich_text import RichText

from cms.extension.blocks import not_offered, plugin_blocks, seen, spoken_by_nobody
from cms.extension.kept import KEPT, KeepingBlock
from cms.pages.addresses import slug_of
from cms.pages.markup import FEATURES, clean_markup


class HeadingValue(blocks.StructValue):
    @cached_property
    def anchor(self) -> str:
        return slug_of(self["text"])


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("小标题"), max_length=80)

    class Meta:
        icon = "title"
        label = _("小标题")
        template = "blocks/heading.html"
        value_class = HeadingValue


class TableValue(blocks.StructValue):
    """The table as plain lists, for templates and the API alike."""

    @property
    def header(self) -> list[str]:
        return [column["heading"] for column in self["table"].columns]

    @property
    def numeric(self) -> list[bool]:
        return [column["block"].name == "number" for column in self["table"].columns]

    @property
    def rows(self) -> list[list[str]]:
        return [[str(value) for value in row["values"]] for row in self["table"].row_data]


class TableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(label=_("表题"), max_length=120)
    unit = blocks.CharBlock(label=_("计量单位"), required=False, max_length=20, help_text=_("如：万元"))
    table = TypedTableBlock(
        [
            ("text", blocks.CharBlock(label=_("文字"), required=False)),
            ("number", blocks.CharBlock(label=_("数字"), required=False)),
        ],
        label=_("表格"),
    )

    class Meta:
        icon = "table"
        label = _("表格")
        template = "blocks/table.html"
        value_class = TableValue


class ImageBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("图片"))
    alt = blocks.CharBlock(label=_("替代文字"), help_text=_("看不到图片的人读到的文字"), max_length=200)
    caption = blocks.CharBlock(label=_("图注"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("图片")
        template = "blocks/image.html"


class AttachmentBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("文件"))
    title = blocks.CharBlock(label=_("名称"), required=False, max_length=200)


class FigureBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("名称"), max_length=40)
    value = blocks.CharBlock(label=_("数值"), max_length=20)
    unit = blocks.CharBlock(label=_("单位"), required=False, max_length=20)
    note = blocks.CharBlock(label=_("说明"), required=False, max_length=100)


class StageBlock(blocks.StructBlock):
    when = blocks.DateBlock(label=_("日期"))
    title = blocks.CharBlock(label=_("事项"), max_length=100)
    text = blocks.TextBlock(label=_("说明"), required=False)
    state = blocks.ChoiceBlock(
        label=_("状态"),
        choices=[("done", _("已完成")), ("doing", _("进行中")), ("planned", _("计划"))],
        default="done",
    )


class QuotationBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("引文"))
    source = blocks.CharBlock(label=_("出处"), required=False, max_length=200)

    class Meta:
        icon = "openquote"
        label = _("引文")
        template = "blocks/quotation.html"


class NoticeBlock(blocks.StructBlock):
    """公示: a period in which people may object."""

    start = blocks.DateBlock(label=_("公示开始"))
    end = blocks.DateBlock(label=_("公示结束"))
    contact = blocks.CharBlock(label=_("反映渠道"), max_length=200)
    text = blocks.TextBlock(label=_("说明"), required=False)

    class Meta:
        icon = "calendar-alt"
        label = _("公示")
        template = "blocks/notice.html"


class TextBlock(blocks.RichTextBlock):
    """Running text that holds nothing but the mark-up an editor can make, wherever the text came from."""

    def to_python(self, value):
        return super().to_python(clean_markup(value))

    def normalize(self, value):
        source = value.source if isinstance(value, RichText) else value
        return super().normalize(source and clean_markup(str(source)))

    class Meta:
        icon = "pilcrow"
        label = _("正文")
        template = "blocks/rich_text.html"


class BodyBlock(KeepingBlock):
    heading = HeadingBlock()
    rich_text = TextBlock(features=FEATURES)
    table = TableBlock()
    image = ImageBlock()
    attachments = blocks.ListBlock(
        AttachmentBlock(), label=_("附件"), icon="doc-full", template="blocks/attachments.html"
    )
    key_figures = blocks.ListBlock(
        FigureBlock(), label=_("关键数字"), icon="order", template="blocks/key_figures.html"
    )
    timeline = blocks.ListBlock(
        StageBlock(), label=_("时间线"), icon="history", template="blocks/timeline.html"
    )
    quotation = QuotationBlock()
    notice = NoticeBlock()

    def __init__(self, local_blocks=(), **kwargs):
        """With what the plugins bring, and room for what those that are gone brought. Made on first use, when all of
        them are there."""
        super().__init__([*plugin_blocks(), (KEPT, spoken_by_nobody()), *local_blocks], **kwargs)

    def get_api_representation(self, value, context=None):
        return super().get_api_representation(seen(value or ()), context)

    class Meta:
        required = False


def offering(there: set[str]) -> BodyBlock:
    """The same that offers what is on in the bound site, and what the text has already."""
    block = BodyBlock(required=False)
    for name in not_offered(there):
        del block.child_blocks[name]
    return block
