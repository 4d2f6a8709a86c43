"""专题文章: a picture, a standfirst, and sections with pictures and words that people said."""

from __future__ import annotations

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from wagtail import blocks

from cms.pages.addresses import slug_of
from cms.pages.blocks import ImageBlock, TextBlock
from cms.pages.details.checked import CheckedBlock
from cms.pages.markup import FEATURES


class SectionValue(blocks.StructValue):
    @cached_property
    def anchor(self) -> str:
        return slug_of(self["heading"] or "")


class SectionBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=gettext_lazy("小标题"), max_length=60)
    text = TextBlock(features=FEATURES, label=gettext_lazy("正文"))
    pictures = blocks.ListBlock(ImageBlock(), label=gettext_lazy("图片"), default=[])
    quote = blocks.TextBlock(
        label=gettext_lazy("原话"), required=False, help_text=gettext_lazy("群众或干部说的一句话。"), rows=2
    )
    quote_by = blocks.CharBlock(label=gettext_lazy("谁说的"), required=False, max_length=60)

    class Meta:
        value_class = SectionValue
        label_format = "{heading}"


class FeatureDetail(CheckedBlock):
    standfirst = blocks.TextBlock(
        label=gettext_lazy("导语"), help_text=gettext_lazy("两三句话，说清为什么值得读。"), rows=3
    )
    byline = blocks.CharBlock(label=gettext_lazy("作者或来源"), required=False, max_length=80)
    lead = blocks.ListBlock(ImageBlock(), label=gettext_lazy("题图"), default=[], max_num=1)
    sections = blocks.ListBlock(SectionBlock(), label=gettext_lazy("段落"), min_num=1)

    class Meta:
        icon = "doc-full-inverse"
        label = gettext_lazy("专题文章")
        template = "details/feature.html"
