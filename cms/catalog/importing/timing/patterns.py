"""How offices write days, months and counts in a time limit. All read a text in its normal form."""

from __future__ import annotations

import re

from cms.registry.spreadsheet import plain

NUMERAL = re.compile(r"[〇零一二两三四五六七八九十百]+")
DIGITS = {word: number for number, word in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
BREAK = "|"
"""Stands where something was read, so that what was beside it does not grow together."""
PUNCTUATION = re.compile(r"[\W_]+")
UP_TO = r"(?:[-~—–至到]+(\d{1,3}))?"
BEFORE = r"(?:之前|以前|前)"

NOTICE = re.compile(
    r"公示(?:期限|期|时间)?(?:为|是|:)?((?:不得?少于|不低于|至少)?)(\d{1,3})(个?工作日|个?自然日|日|天)(?:以上)?"
)
PREVIOUS = re.compile(r"上1?个?(?:年度?|季度?|月度?)")
TWO_DATES = re.compile(
    rf"(\d{{1,2}})月(\d{{1,2}})[日号]{BEFORE}?[、,和及](\d{{1,2}})月(\d{{1,2}})[日号]{BEFORE}?"
)
MONTHS_DAY = re.compile(rf"((?:\d{{1,2}}月?[、,和及])+\d{{1,2}})月的?(\d{{1,2}})[日号]{BEFORE}?")
LATER = r"(次年|翌年|第2年|下1?年)?的?"
MONTH_DAY = re.compile(rf"{LATER}(\d{{1,2}})月份?的?(\d{{1,2}})[日号]{BEFORE}?(?!内)")
MONTH_END = re.compile(rf"{LATER}(\d{{1,2}})月份?(?:底|末){BEFORE}?")
NEXT_DAY = re.compile(
    rf"(次月|下1?个?月|翌月|(?:次|下1?个?)季度?(?:首个?月|第1个?月))的?(\d{{1,2}})[日号]{BEFORE}?(?!内)"
)
FIRST_DAY = re.compile(rf"(?:首个?月|第1个?月)的?(\d{{1,2}})[日号]{BEFORE}?(?!内)")
AFTER_DAY = re.compile(
    r"(?:期末|期满|每?1?个?(?:月度?|季度?|半年度?|年度?)(?:期?末|终|结束|终了)?)后的?(\d{1,2})[日天](?:以内|之内|内)"
)
TEN_DAYS = re.compile(r"(次月|下1?个?月|首个?月|第1个?月)?的?(上旬|中旬|下旬)")
SHOWN = re.compile(
    r"(?:不少于|不低于|至少)\d{1,3}个?工作日|(?:公开|公布|张贴)(?:时间)?(?:为|满)?\d{1,3}个?工作日(?!内|以内|之内)"
)
"""How long something stays up, which is not by when it is due."""
WORKDAYS = re.compile(rf"(\d{{1,3}})(?:个?工作日)?{UP_TO}个?工作日(?:以内|之内|内)?")
CALENDAR = re.compile(
    r"(\d{1,3})(?:[-~—–至到]+\d{1,3})?(?:个?自然日|个?日历日|个?小时|个?星期|个月|日|天|周)(?:以内|之内|内)"
    r"|当日(?!起)|当天|次日|即日|第2日"
)
SPAN_DAY = re.compile(r"(\d{1,2})[日号]?[-~—–至到]+(\d{1,2})[日号](?:期间|之间)?")
BARE_DAY = re.compile(rf"(?:(?<=月)(\d{{1,2}})[日号]{BEFORE}?|(\d{{1,2}})[日号]{BEFORE})(?!内)")
TIMES = re.compile(
    r"(?:每1?|1)?个?(半年|年|季|月)度?(?:公开|更新|公布)?(?:至少|不少于|不低于)?(?:公开|更新)?(\d{1,2})次(?:以上)?"
)
EVERY_MONTHS = re.compile(r"每(\d{1,2})个?月(?!\d{1,2}[日号]|底|末)")
PERIOD_END = re.compile(rf"(?<![每半\d])(季度|[月季年])[底末终]{BEFORE}?|(?<=[月季度年])[底末终]{BEFORE}?()")
PERIODS = {"月": "MONTHLY", "季": "QUARTERLY", "半": "HALF_YEARLY", "年": "YEARLY"}


def number(word: str) -> int:
    """十五, 二十, 三, 15 as a number."""
    if word.isdigit():
        return int(word)
    hundreds, hundred, rest = word.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    value = DIGITS.get(hundreds, 1) * 100 if hundred else 0
    if ten:
        return value + DIGITS.get(tens, 1) * 10 + DIGITS.get(ones, 0)
    return value + int("".join(str(DIGITS[figure]) for figure in rest) or 0)


def normal(text: str) -> str:
    """Half-width, without white space, numerals as figures: 每季度第 一 个月二十日前 → 每季度第1个月20日前."""
    return NUMERAL.sub(lambda found: str(number(found[0])), plain(text).replace("元月", "1月"))
