"""Drawing a poster as PDF: vector QR codes, and the font embedded with just the signs that are used.

Everything is measured for A4 in millimetres and grows by the same factor for A3, which is A4 times the root of two.
"""

from __future__ import annotations

import datetime as dt
import functools
import math
from pathlib import Path

import segno
from django.utils.translation import gettext as _
from fontTools.ttLib import TTFont
from fpdf import FPDF, XPos, YPos

from plugins.noticeboard.digests import in_fours
from plugins.noticeboard.paper import Line, Sheet, Size
from plugins.noticeboard.typesetting import break_lines

FONT = Path(__file__).with_name("fonts") / "NotoSansCJKsc-Regular.otf"
NAME = "board"
UNKNOWN = "〓"
"""What printers set for a sign that they do not have."""
Colour = tuple[int, int, int]
RED, INK, GREY, RULE = (168, 32, 26), (33, 30, 28), (98, 92, 88), (214, 208, 203)
WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 15.0
HEAD, FOOT = 40.0, 36.0
ROOM = HEIGHT - HEAD - FOOT
QR, CHECK_QR, GAP = 23.0, 25.0, 7.0
TITLE, TEXT, SMALL = 16.0, 11.5, 9.0
NAME_SIZES = (26.0, 22.0, 18.0, 15.0)
GROWN = (1.7, 1.4, 1.2)
"""How much larger entries are drawn where few of them would leave the page empty."""
POINT = 25.4 / 72
LEADING = 1.45


@functools.cache
def signs() -> frozenset[int]:
    """Every sign that the font has. Read once a process."""
    with TTFont(FONT, lazy=True) as font:
        return frozenset(font.getBestCmap())


def unknown(text: str) -> set[str]:
    """Signs that the font does not have: told to whoever makes the poster."""
    return {sign for sign in text if not sign.isspace() and ord(sign) not in signs()}


def clean(text: str) -> str:
    """On one line, each sign that cannot be drawn as 〓."""
    return "".join(
        sign if ord(sign) in signs() else UNKNOWN for sign in " ".join(text.split()) if sign.isprintable()
    )


def pdf(sheet: Sheet) -> bytes:
    """The poster. The same sheet is the same file, to the byte."""
    return bytes(_Drawing(sheet).drawn())


class _Drawing(FPDF):
    def __init__(self, sheet: Sheet) -> None:
        super().__init__(format=sheet.size.value)
        self.sheet = sheet
        self.scale = math.sqrt(2) if sheet.size == Size.A3 else 1.0
        self.add_font(NAME, fname=FONT)
        self.set_auto_page_break(False)
        self.set_margin(0)
        self.c_margin = 0
        self.grown = 1.0
        self.set_lang("zh-CN")
        self.set_title(clean(f"{sheet.publisher} {_('党务公开公示')}"))
        self.set_author(clean(sheet.publisher))
        self.set_creator("Gongkai")
        self.set_creation_date(dt.datetime.combine(sheet.made_on, dt.time(), dt.UTC))

    def drawn(self) -> bytearray:
        self._grow()
        pages = self._paged()
        for number, page in enumerate(pages, 1):
            self.add_page()
            self._head()
            top = HEAD
            for line in page:
                top = self._entry(line, top)
            self._foot(number, len(pages))
        return self.output()

    # -- in millimetres of A4

    def line_of_text(
        self, x: float, y: float, text: str, size: float, colour: Colour = INK, *, right: float = 0
    ) -> None:
        """One line of text; `y` is its top. With `right` it ends there."""
        self.set_font(NAME, size=size * self.scale)
        self.set_text_color(*colour)
        left = right - self.get_string_width(text) / self.scale if right else x
        self.set_xy(left * self.scale, y * self.scale)
        self.cell(h=size * POINT * LEADING * self.scale, text=text, new_x=XPos.RIGHT, new_y=YPos.TOP)

    def broken(self, text: str, size: float, width: float, most: int = 0) -> list[str]:
        self.set_font(NAME, size=size * self.scale)
        return break_lines(
            clean(text), width=width, most=most, measure=lambda part: self.get_string_width(part) / self.scale
        )

    def bar(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        self.set_fill_color(*colour)
        self.rect(x * self.scale, y * self.scale, width * self.scale, height * self.scale, style="F")

    def code(self, text: str, x: float, y: float, size: float) -> None:
        """A QR code as black strips, one for each run of modules: sharp on any printer."""
        rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=2)]
        module = size / len(rows)
        for n, row in enumerate(rows):
            start = 0
            while (start := row.find(1, start)) >= 0:
                end = row.find(0, start)
                # A hair of overlap: viewers draw a white line between strips that only touch.
                self.bar(x + start * module, y + n * module, (end - start) * module, module * 1.02, (0, 0, 0))
                start = end

    # -- the parts

    def _head(self) -> None:
        sheet = self.sheet
        self.bar(0, 0, WIDTH, 5, RED)
        width = WIDTH - 2 * MARGIN
        size = next(
            (one for one in NAME_SIZES if len(self.broken(sheet.publisher, one, width)) == 1), NAME_SIZES[-1]
        )
        self.line_of_text(
            MARGIN,
            9 + (NAME_SIZES[0] - size) * POINT,
            self.broken(sheet.publisher, size, width, 1)[0],
            size,
            RED,
        )
        self.line_of_text(MARGIN, 22, _("党务公开公示 · 最新公开"), 14)
        self.line_of_text(
            0, 23, _("制作于 %(day)s") % {"day": _day(sheet.made_on)}, TEXT, GREY, right=WIDTH - MARGIN
        )
        self.bar(MARGIN, 34, WIDTH - 2 * MARGIN, 0.6, RED)

    def _blocks(self, line: Line) -> list[tuple[str, float, tuple[int, int, int]]]:
        """Lines of text of an entry with their size and colour."""
        grown = self.grown
        width = WIDTH - 2 * MARGIN - (QR + GAP) * grown
        facts = [clean(line.item), _("公开日期 %(day)s") % {"day": _day(line.published_on)}]
        if line.changed_on:
            facts.append(
                _("第%(version)s版，%(day)s") % {"version": line.version, "day": _day(line.changed_on)}
            )
        if line.corrections:
            facts.append(_("含更正%(count)s处") % {"count": line.corrections})
        title = f"{_('【演示数据】')}{line.title}" if line.is_demo else line.title
        found = []
        for words, points, colour in (
            (title, TITLE, INK),
            (" · ".join(facts), TEXT, GREY),
            (line.summary, TEXT, INK),
        ):
            size = points * grown
            found += [(part, size, colour) for part in self.broken(words, size, width, most=2)]
        return [
            *found,
            (_("内容校验值 %(hash)s") % {"hash": in_fours(line.content_hash)}, SMALL * grown, GREY),
        ]

    def _height(self, line: Line) -> float:
        text = sum(size * POINT * LEADING for _part, size, _colour in self._blocks(line))
        return max(text, QR * self.grown) + GAP * self.grown

    def _grow(self) -> None:
        """As large as all of it fits on one page."""
        for self.grown in GROWN:
            if sum(self._height(line) for line in self.sheet.lines) <= ROOM:
                return
        self.grown = 1.0

    def _paged(self) -> list[list[Line]]:
        """Lines page by page. One that is higher than a page there cannot be: all its parts are cut."""
        pages: list[list[Line]] = [[]]
        left = ROOM
        for line in self.sheet.lines:
            height = self._height(line)
            if height > left and pages[-1]:
                pages.append([])
                left = ROOM
            pages[-1].append(line)
            left -= height
        return pages

    def _entry(self, line: Line, top: float) -> float:
        y = top
        for text, size, colour in self._blocks(line):
            self.line_of_text(MARGIN, y, text, size, colour)
            y += size * POINT * LEADING
        size = QR * self.grown
        self.code(line.url, WIDTH - MARGIN - size, top, size)
        bottom = top + self._height(line)
        self.bar(MARGIN, bottom - GAP * self.grown / 2, WIDTH - 2 * MARGIN, 0.2, RULE)
        return bottom

    def _foot(self, number: int, pages: int) -> None:
        sheet, top = self.sheet, HEIGHT - FOOT + 3
        self.bar(MARGIN, top - 2, WIDTH - 2 * MARGIN, 0.6, RED)
        self.code(sheet.check_url, MARGIN, top, CHECK_QR)
        x = MARGIN + CHECK_QR + 4
        self.line_of_text(x, top, _("扫码核对：这张海报上的内容现在是不是最新、有没有撤回"), TEXT)
        self.line_of_text(
            x, top + 6, _("海报编号 %(code)s") % {"code": f"{sheet.code[:5]}-{sheet.code[5:]}"}, TEXT
        )
        self.line_of_text(
            x, top + 12, _("海报校验值 %(digest)s") % {"digest": in_fours(sheet.digest)}, TEXT, GREY
        )
        width = WIDTH - MARGIN - x - 25
        site = self.broken(sheet.site, TEXT, width, most=1)
        self.line_of_text(x, top + 18, site[0] if site else "", TEXT, GREY)
        text = _("第%(number)s页，共%(pages)s页") % {"number": number, "pages": pages}
        self.line_of_text(0, top + 18, text, TEXT, GREY, right=WIDTH - MARGIN)


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
