"""财务: tables with a unit of measure, whose totals are worked out and compared with what was entered."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from cms.pages.details.checked import CheckedBlock, Problems
from cms.pages.details.numbers import NumberBlock

TOTAL = ("合计", "总计", "总额")
SUBTOTAL = "小计"
PART = "其中"
"""A row that begins so is part of the row above it, and counts in no sum."""
SUMMED, RATE, WORDS = "number", "rate", "text"


def _number(label, **options) -> NumberBlock:
    return NumberBlock(label=label, required=False, max_digits=16, decimal_places=4, **options)


class Sums:
    """The columns of a table that add up, and where what was entered differs from what they add up to."""

    def __init__(self, table) -> None:
        self.columns = table.columns
        self.rows = [row["values"] for row in table.row_data]
        self.summed = [n for n, column in enumerate(self.columns) if column["block"].name == SUMMED]

    def name(self, number: int) -> str:
        return str(self.rows[number][0] or "").strip().rstrip("：:")

    def is_total(self, number: int) -> bool:
        return self.name(number) in TOTAL

    def counted(self, first: int, last: int) -> list[int]:
        """Rows from the first up to the last that are neither sums nor parts of others."""
        return [
            n
            for n in range(first, last)
            if not self.is_total(n) and self.name(n) != SUBTOTAL and not self.name(n).startswith(PART)
        ]

    def add_up(self, rows: list[int], column: int) -> Decimal | None:
        cells = [self.rows[n][column] for n in rows if self.rows[n][column] is not None]
        return sum(cells, Decimal()) if cells else None

    @cached_property
    def total(self) -> list[Decimal | None]:
        """Of each column; None for one that does not add up."""
        every = self.counted(0, len(self.rows))
        return [self.add_up(every, n) if n in self.summed else None for n in range(len(self.columns))]

    def wrong(self) -> list[str]:
        """A sentence for every sum that was entered and is another."""
        found, since = [], 0
        for number in range(len(self.rows)):
            if self.is_total(number):
                expected = self.total
            elif self.name(number) == SUBTOTAL:
                part = self.counted(since, number)
                expected = [
                    self.add_up(part, n) if n in self.summed else None for n in range(len(self.columns))
                ]
                since = number + 1
            else:
                continue
            found += self._differences(number, expected)
        return found

    def _differences(self, number: int, expected: list[Decimal | None]) -> list[str]:
        text = _("“%(column)s”的%(row)s填的是 %(entered)s，各行相加是 %(sum)s，相差 %(by)s")
        return [
            text
            % {
                "column": self.columns[n]["heading"] or n + 1,
                "row": self.name(number),
                "entered": shown(self.rows[number][n]),
                "sum": shown(expected[n]),
                "by": shown(abs(self.rows[number][n] - (expected[n] or 0))),
            }
            for n in self.summed
            if self.rows[number][n] is not None and self.rows[number][n] != (expected[n] or 0)
        ]


def shown(cell) -> str:
    """A cell as it is read: a number without exponent, an empty one as a dash where it is a number."""
    if isinstance(cell, Decimal):
        return f"{cell:,f}"
    return str(cell or "")


class SumTableBlock(TypedTableBlock):
    """A table whose number columns add up. Rates, such as percentages, do not."""

    def __init__(self, **kwargs):
        columns = [
            (WORDS, blocks.CharBlock(label=gettext_lazy("文字"), required=False)),
            (SUMMED, _number(gettext_lazy("数字（合计）"))),
            (RATE, _number(gettext_lazy("比率（不合计）"))),
        ]
        super().__init__(columns, **kwargs)

    def clean(self, table):
        table = super().clean(table)
        wrong = Sums(table).wrong()
        if wrong:
            raise ValidationError(wrong)
        return table


class FinanceTableValue(blocks.StructValue):
    """With the total as its last row, whether it was entered or not."""

    @cached_property
    def sums(self) -> Sums:
        return Sums(self["table"])

    @property
    def header(self) -> list[str]:
        return [column["heading"] for column in self["table"].columns]

    @property
    def numeric(self) -> list[bool]:
        return [column["block"].name != WORDS for column in self["table"].columns]

    @property
    def totals(self) -> dict[str, str]:
        """Heading → sum, of the columns that add up."""
        return {self.header[n]: str(self.sums.total[n]) for n in self.sums.summed if self.sums.total[n]}

    @property
    def rows(self) -> list[list[str]]:
        made = [[shown(cell) for cell in row] for row in self.sums.rows]
        kept = [row for n, row in enumerate(made) if not self.sums.is_total(n)]
        entered = [row for n, row in enumerate(self.sums.rows) if self.sums.is_total(n)]
        if len(kept) < 2 or not self.totals:
            return made
        total = list(self.sums.total)
        for n, cell in enumerate(entered[-1] if entered else ()):
            total[n] = cell if total[n] is None else total[n]
        return [*kept, [_("合计"), *map(shown, total[1:])]]

    def spoken(self) -> dict:
        """For machines: numbers as they were entered, sums as they were worked out."""
        return {
            "caption": self["caption"],
            "unit": self["unit"],
            "header": self.header,
            "numeric": self.numeric,
            "rows": [["" if cell is None else str(cell) for cell in row] for row in self.sums.rows],
            "totals": self.totals,
        }


class FinanceTableBlock(CheckedBlock):
    caption = blocks.CharBlock(label=gettext_lazy("表题"), max_length=120)
    unit = blocks.CharBlock(
        label=gettext_lazy("计量单位"), max_length=20, help_text=gettext_lazy("必填，如：元、万元、人。")
    )
    table = SumTableBlock(
        label=gettext_lazy("表格"),
        help_text=gettext_lazy("“数字”列自动合计；自己写了合计、小计行的，保存时核对。"),
    )

    class Meta:
        template = "blocks/table.html"
        value_class = FinanceTableValue
        label_format = "{caption}"

    @staticmethod
    def schema() -> dict:
        words = {"type": "array", "items": {"type": "string"}}
        return {
            "type": "object",
            "properties": {
                "caption": {"type": "string"},
                "unit": {"type": "string", "description": str(_("计量单位"))},
                "header": words,
                "numeric": {"type": "array", "items": {"type": "boolean"}},
                "rows": {"type": "array", "items": words},
                "totals": {
                    "type": "object",
                    "description": str(_("列名和各行相加的合计，十进制数字写成文字")),
                    "additionalProperties": {"type": "string"},
                },
            },
        }

    def find(self, value, problems: Problems) -> None:
        if value["table"] and not value["table"].row_data:
            problems.add("table", _("表格还没有数据"))


class FinanceDetail(CheckedBlock):
    tables = blocks.ListBlock(FinanceTableBlock(), label=gettext_lazy("表格"), min_num=1)
    source = blocks.CharBlock(label=gettext_lazy("数据来源"), required=False, max_length=120)
    checked_by = blocks.CharBlock(
        label=gettext_lazy("谁核对过"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("如：村务监督委员会审核、会计事务所审计。"),
    )

    class Meta:
        icon = "table"
        label = gettext_lazy("收支与数据")
        template = "details/finance.html"
