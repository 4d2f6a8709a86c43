"""Texts with what has to be found in them: a thousand, made anew from a seed, half of them with nothing to find."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random

from cms.procedure.prescreen.numbers import check_digit, is_luhn

PLACES = ("330106", "110101", "440305", "510107", "610113", "230102", "350203", "820000")
FULL = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
SENTENCES = (
    "党委会议研究了年度重点工作，由党政办公室负责落实。",
    "项目总投资1,256,000元，已完成工程量的85%，预计2026年11月底竣工。",
    "要严格遵守保密纪律，保守党和国家秘密，不得泄露工作秘密和商业秘密。",
    "依法不予公开的情形，应当说明理由，并定期复核。",
    "本次会议应到15人，实到14人，同意14票，反对0票。",
    "公示期为7天，有异议的请致电0571-87654321。",
    "文件编号：示区委〔2026〕12号，印发日期2026-03-15。",
    "机密文件的管理按照有关规定执行，机要室负责收发。",
    "统一社会信用代码：91330106MA2B1CDE3X。",
    "密级的确定、变更和解除由定密责任人负责，秘密级事项期限不超过十年。",
)
MARKS = (
    "机密★1年",
    "秘密★",
    "绝密 ★ 长期",
    "密级：秘密",
    "内部资料，注意保存",
    "内部文件 严禁外传",
    "（此件不予公开）",
    "公开属性：不予公开",
)
LINES = ("机密", "秘　密", "【内部资料】", "不予公开", "仅供内部使用")


@dataclass(frozen=True)
class Labelled:
    """A text, and the hard findings in it: (kind, the words)."""

    text: str
    found: frozenset[tuple[str, str]]


def identity(luck: Random) -> str:
    born = dt.date(1930, 1, 1) + dt.timedelta(days=luck.randrange(33_000))
    first = f"{luck.choice(PLACES)}{born:%Y%m%d}{luck.randrange(1000):03d}"
    return first + check_digit(first)


def card(luck: Random) -> str:
    first = luck.choice(("622848", "621700", "622202", "625912")) + "".join(luck.choices("0123456789", k=12))
    return next(first + digit for digit in "0123456789" if is_luhn(first + digit))


def _written(number: str, luck: Random) -> str:
    """As people write it."""
    if number[-1] == "X" and luck.random() < 0.3:
        number = number.lower()
    way = luck.randrange(5)
    if way == 0:
        return number.translate(FULL)
    if way == 1 and len(number) == 18:
        return f"{number[:6]} {number[6:14]} {number[14:]}"
    if way == 2:
        return " ".join(number[i : i + 4] for i in range(0, len(number), 4))
    return number


def _harmless(luck: Random) -> str:
    """Numbers that look like one, and are none."""
    kind = luck.randrange(5)
    if kind == 0:
        good = identity(luck)
        return f"合同编号{good[:17]}{'0' if good[17] != '0' else '1'}"
    if kind == 1:
        return f"流水号{luck.randrange(10**20):020d}"
    if kind == 2:
        return f"订单{luck.randrange(10**18):018d}"
    if kind == 3:
        good = card(luck)
        return f"账户{good[:-1]}{(int(good[-1]) + 1) % 10}"
    return f"坐标120.1{luck.randrange(10**10)}，时间戳{luck.randrange(10**13)}"


def _dangerous(luck: Random) -> tuple[str, str, str]:
    """(text, kind, words)."""
    kind = luck.randrange(4)
    if kind == 0:
        said = _written(identity(luck), luck)
        frame = luck.choice(
            ("张三，身份证号{}，住城关街道。", "身份证：{}", "姓名\t证件号\n李四\t{}\t党员", "（{}）")
        )
        return frame.format(said), "IDENTITY", said
    if kind == 1:
        said = _written(card(luck), luck)
        return luck.choice(("开户行：某银行，卡号{}。", "王五\t{}\t500元")).format(said), "CARD", said
    if kind == 2:
        said = luck.choice(MARKS)
        return (
            f"{said}\n关于印发工作要点的通知" if luck.random() < 0.5 else f"附件上有“{said}”字样。",
            "MARK",
            said,
        )
    said = luck.choice(LINES)
    return f"{luck.choice(SENTENCES)}\n{said}\n{luck.choice(SENTENCES)}", "MARK", said


def corpus(size: int = 1000, *, seed: int = 20261127) -> list[Labelled]:
    luck, texts = Random(seed), []
    for number in range(size):
        parts = [luck.choice(SENTENCES), _harmless(luck) + "。"]
        found = set()
        if number % 2:
            text, kind, said = _dangerous(luck)
            parts.append("\n" + text + "\n")
            found.add((kind, said))
        parts.append(luck.choice(SENTENCES))
        texts.append(Labelled("".join(parts), frozenset(found)))
    return texts
