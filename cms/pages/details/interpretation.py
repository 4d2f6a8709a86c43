"""政策解读: what a document means, tied to the document both ways."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from cms.pages.details.checked import CheckedBlock, Problems


class PointBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=gettext_lazy("问题"), max_length=120)
    answer = blocks.TextBlock(label=gettext_lazy("回答"), rows=3)

    class Meta:
        label_format = "{question}"


class InterpretationValue(blocks.StructValue):
    @property
    def shown(self):
        """The document, where the public may read it: a draft is not told of."""
        page = self["document"]
        return page if page and page.live and page.item_page.is_public else None

    def spoken(self) -> dict:
        page = self.shown
        return {
            "document": page and {"uuid": str(page.translation_key), "title": page.title},
            "interpreter": self["interpreter"],
            "points": [dict(point) for point in self["points"]],
        }


class InterpretationDetail(CheckedBlock):
    document = blocks.PageChooserBlock(
        page_type="column.ArticlePage",
        label=gettext_lazy("解读的是哪份文件"),
        help_text=gettext_lazy("选文件所在的页面。文件公开以后，两个页面互相链接。"),
    )
    interpreter = blocks.CharBlock(label=gettext_lazy("解读单位或解读人"), required=False, max_length=80)
    points = blocks.ListBlock(PointBlock(), label=gettext_lazy("问答"), default=[])

    class Meta:
        icon = "help"
        label = gettext_lazy("政策解读")
        template = "details/interpretation.html"
        value_class = InterpretationValue

    @staticmethod
    def schema() -> dict:
        text = {"type": "string"}
        return {
            "type": "object",
            "properties": {
                "document": {
                    "type": ["object", "null"],
                    "description": str(_("所解读的文件；文件没有公开时为空")),
                    "properties": {"uuid": text, "title": text},
                },
                "interpreter": text,
                "points": {
                    "type": "array",
                    "items": {"type": "object", "properties": {"question": text, "answer": text}},
                },
            },
        }

    def find(self, value, problems: Problems) -> None:
        if value["document"] and not value["document"].is_document:
            text = _(
                "《%(title)s》不是全文刊载的文件。请选文件页，或者在那一页的“属性”里勾选“全文刊载的文件”"
            )
            problems.add("document", text % {"title": value["document"].title})
