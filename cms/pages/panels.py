"""The edit form of an article, laid out: what is written every time, and what is rarely touched."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface


def article_panels() -> TabbedInterface:
    """Two tabs. The address is made from the period or the title, so the title does not write it as one types."""
    content = [
        FieldPanel("title", classname="title"),
        FieldPanel("period_key", help_text=_("这条内容回答的是哪一期。")),
        FieldPanel("summary", help_text=_("用群众听得懂的话，一两句说明公开了什么。")),
        FieldPanel("details"),
        FieldPanel("body"),
        FieldPanel(
            "corrections",
            heading=_("更正与说明"),
            help_text=_(
                "公开过的内容有错时写在这里：哪句话、错在哪里、正确的是什么。和正文一起审批，公开后显示在页面最前面。"
            ),
        ),
    ]
    document = MultiFieldPanel(
        [FieldPanel("doc_no"), FieldPanel("issued_on"), FieldPanel("validity"), FieldPanel("is_document")],
        heading=_("公文信息"),
        help_text=_("公开的是文件时填写。"),
    )
    address = FieldPanel(
        "slug", heading=_("地址"), help_text=_("网址的最后一段。留空自动生成；公开以后不要改动。")
    )
    return TabbedInterface(
        [
            ObjectList(content, heading=_("内容")),
            ObjectList([document, address], heading=_("属性")),
        ]
    )
