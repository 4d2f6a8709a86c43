"""文字更正: how small a change must be to take the short path."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cms.pages.content import files_of, pictures_of
from cms.pages.models import ArticlePage
from cms.procedure.comparing import changed_pieces
from cms.procedure.findings import text_of_page
from cms.procedure.routes import typo_characters

SAME = ("item_code", "period_key", "doc_no", "issued_on", "validity", "is_document")


def why_no_typo(draft: ArticlePage) -> list[str]:
    """Why a draft is more than a corrected slip of the pen. Empty: it is none."""
    live = ArticlePage.objects.filter(pk=draft.pk, live=True).first()
    if live is None:
        return [_("还没有公开的内容不能走文字更正")]
    found = []
    if any(getattr(live, name) != getattr(draft, name) for name in SAME):
        found.append(_("事项、所属期、公文信息有变，不是文字更正"))
    if [row["hash"] for row in files_of(live)] != [row["hash"] for row in files_of(draft)] or [
        (row["hash"], row["alt"]) for row in pictures_of(live)
    ] != [(row["hash"], row["alt"]) for row in pictures_of(draft)]:
        found.append(_("附件或者图片有变，不是文字更正"))
    pieces = changed_pieces(text_of_page(live), text_of_page(draft))
    most = typo_characters()
    if sum(map(len, pieces)) > most:
        found.append(_("改动超过 %(most)s 个字，不是文字更正") % {"most": most})
    if any(char.isdigit() for piece in pieces for char in piece):
        found.append(_("数字有变，不是文字更正"))
    if not pieces and not found:
        found.append(_("文字没有变化"))
    return found
