"""The three documents as they come with the product. A district puts its own Word files in their place."""

from __future__ import annotations

from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WORDS = "application/vnd.openxmlformats-officedocument.wordprocessingml"


class Report(TextChoices):
    TARGET = "target", _("目标责任制考核")
    REGULATIONS = "regulations", _("党内法规工作综合考核")
    YEAR = "year", _("年度总结")


SCORE = "{{period}}（{{since}}至{{until}}）按《{{scheme}}》评价，截至{{as_of}}，{{unit}}得分{{total}}（{{kind}}）。{{veto}}"
TEXTS: dict[str, tuple[str, ...]] = {
    Report.TARGET: (
        "党务公开工作目标责任制考核得分",
        "单位：{{unit}}",
        SCORE,
        "各指标得分如下。",
        "{{table}}",
    ),
    Report.REGULATIONS: (
        "党内法规工作综合考核（党务公开部分）",
        "单位：{{unit}}",
        "依据《中国共产党党务公开条例（试行）》，" + SCORE,
        "{{aspects}}",
        "{{table}}",
    ),
    Report.YEAR: (
        "{{unit}}{{period}}党务公开工作总结",
        SCORE,
        "{{aspects}}",
        "做得好的：{{strong}}。",
        "有差距的：{{weak}}。",
        "各指标情况：",
        "{{table}}",
    ),
}
NAMES = (
    "unit",
    "period",
    "since",
    "until",
    "scheme",
    "as_of",
    "total",
    "kind",
    "veto",
    "aspects",
    "strong",
    "weak",
)


def shipped(report: str) -> bytes:
    """The Word file with its placeholders."""
    title, *lines = TEXTS[report]
    body = _paragraph(title, title=True) + "".join(map(_paragraph, lines))
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{WORDS}.document.main+xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{OFFICE}/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        page = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
        document = f'{HEAD}<w:document xmlns:w="{MAIN}"><w:body>{body}{page}</w:body></w:document>'
        archive.writestr("word/document.xml", document)
    return buffer.getvalue()


def _paragraph(words: str, *, title: bool = False) -> str:
    place = '<w:pPr><w:jc w:val="center"/></w:pPr>' if title else ""
    look = f'<w:rPr><w:rFonts w:eastAsia="宋体"/><w:sz w:val="{36 if title else 24}"/></w:rPr>'
    return f'<w:p>{place}<w:r>{look}<w:t xml:space="preserve">{escape(words)}</w:t></w:r></w:p>'
