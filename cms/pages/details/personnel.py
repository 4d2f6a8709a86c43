"""人事: names and posts. What identifies a person beyond that cannot be entered, and names are masked before they are kept."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from cms.pages.details.checked import CheckedBlock

POSTS, HELPED = "POSTS", "HELPED"
KINDS = [
    (POSTS, gettext_lazy("任免、公示、表彰：写姓名全称")),
    (HELPED, gettext_lazy("慰问、救助、补贴：姓名隐去一字")),
]
MARK = "*"
RUN = re.compile(r"\d{7,}")
"""Digits in a row that are no year, no sum and no date: an identity number, a telephone number, an account."""
SPACED = re.compile(r"\d(?:[ \-]?\d){9,}[Xx]?")
"""The same in groups: 138 0000 0000. Shorter than ten digits it may be a date."""
DAY = re.compile(r"((?:19|20)\d\d)\s*[年.\-/]\s*\d{1,2}\s*[月.\-/]\s*\d{1,2}\s*日?\s*(出?生)?")
YOUNGEST = 16
"""A day so many years back is a day of birth, or as good as one."""


def private_in(text: str) -> list[str]:
    """What of a text may not be public about a person, each as a sentence that says what to do."""
    text, found = unicodedata.normalize("NFKC", text), []
    if RUN.search(text) or SPACED.search(re.sub(DAY, "", text)):
        found.append(_("有一长串数字，像证件号码、电话或账号。这里只写姓名和职务，请删去"))
    year = timezone.localdate().year
    if any(int(year_of) <= year - YOUNGEST or born for year_of, born in DAY.findall(text)):
        found.append(_("有具体到日的出生日期，请只写到年月"))
    return found


def mask(name: str) -> str:
    """张三 → 张*, 张小三 → 张*三. What is masked stays as it is."""
    letters = name.strip()
    if len(letters) < 2:
        return letters
    return letters[0] + (MARK if len(letters) == 2 else MARK * (len(letters) - 2) + letters[-1])


class PublicTextBlock(blocks.CharBlock):
    """A line about a person that holds nothing but what may be public of them."""

    def clean(self, value):
        value = super().clean(value)
        found = private_in(value or "")
        if found:
            raise ValidationError(found)
        return value


class PersonBlock(blocks.StructBlock):
    name = PublicTextBlock(label=gettext_lazy("姓名"), max_length=40)
    masked = blocks.BooleanBlock(
        label=gettext_lazy("隐去一字"),
        required=False,
        help_text=gettext_lazy("保存后只留下“张*三”，全名不保存。"),
    )
    unit = PublicTextBlock(label=gettext_lazy("单位或现任职务"), required=False, max_length=120)
    post = PublicTextBlock(label=gettext_lazy("职务或事由"), required=False, max_length=120)
    note = PublicTextBlock(label=gettext_lazy("备注"), required=False, max_length=120)

    class Meta:
        form_classname = "struct-block details-grid"
        label_format = "{name} {post}"


class PersonnelValue(blocks.StructValue):
    @property
    def rows(self) -> list[dict]:
        """The people as they may be shown: masked names masked, wherever the value comes from."""
        return [row["value"] for row in self.block.get_prep_value(self)["people"]]

    @property
    def has_units(self) -> bool:
        return any(row["unit"] for row in self.rows)

    @property
    def has_notes(self) -> bool:
        return any(row["note"] for row in self.rows)


class PersonnelDetail(CheckedBlock):
    caption = PublicTextBlock(label=gettext_lazy("名单名称"), max_length=120)
    kind = blocks.ChoiceBlock(label=gettext_lazy("名单的种类"), choices=KINDS, default=POSTS)
    people = blocks.ListBlock(PersonBlock(), label=gettext_lazy("人员"), min_num=1)
    decided_by = PublicTextBlock(label=gettext_lazy("决定机关或评议方式"), required=False, max_length=120)
    decided_on = blocks.DateBlock(label=gettext_lazy("决定日期"), required=False)

    class Meta:
        icon = "user"
        label = gettext_lazy("人事与名单")
        template = "details/personnel.html"
        value_class = PersonnelValue

    masks = True

    def get_prep_value(self, value):
        """Masked before it is kept, hashed or told: the whole name is nowhere, so nobody can leak or guess it."""
        kept = super().get_prep_value(value)
        for row in kept["people"]:
            person = row["value"]
            person["masked"] = bool(person["masked"]) or kept["kind"] == HELPED
            if person["masked"]:
                person["name"] = mask(person["name"])
        return kept

    def clean(self, value):
        return self.to_python(self.get_prep_value(super().clean(value)))
