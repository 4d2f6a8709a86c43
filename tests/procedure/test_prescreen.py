"""What the pre-screen finds, what it lets alone, and what is left of a number that it masks."""

from __future__ import annotations

from random import Random

import pytest

from cms.procedure.prescreen import Kind, Level, masked, screen
from cms.procedure.prescreen.numbers import CHECKS, is_identity
from tests.procedure.corpus import corpus, identity

MARKS = (Kind.MARK, Kind.INTERNAL, Kind.WITHHELD)
ZHANG = "330106199001011234"
VALID = ZHANG[:17] + next(check for check in CHECKS if is_identity(ZHANG[:17] + check))


def hard(text: str) -> list[tuple[str, str]]:
    """(kind, words) of the hard findings; all marks count as one kind."""
    found = [one for one in screen(text) if one.level == Level.HARD]
    return [("MARK" if one.kind in MARKS else one.kind.value, one.text) for one in found]


def test_a_thousand_labelled_texts():
    expected = seen = right = 0
    for one in corpus():
        found = hard(one.text)
        expected += len(one.found)
        seen += len(found)
        right += sum(
            (kind, said.strip("（）【】")) in {(k, s.strip("（）【】")) for k, s in one.found}
            for kind, said in found
        )
    assert expected == 500
    print(f"recall {right / expected:.4f}, precision {right / seen:.4f}")
    assert right / expected >= 0.99
    assert right / seen >= 0.95


def test_random_digits_are_taken_for_an_identity_number_at_most_as_often_as_the_check_digit_lets_them():
    luck, size = Random(7), 20_000
    found = sum(
        any(kind == "IDENTITY" for kind, _said in hard(f"{luck.randrange(10**18):018d}")) for _ in range(size)
    )
    assert found <= size / 11


def test_the_control_with_place_and_birthday_right_only_the_check_digit_decides():
    luck, size, found = Random(8), 11_000, 0
    for _ in range(size):
        number = identity(luck)[:17] + luck.choice(CHECKS)
        found += bool(hard(number))
    assert size / 11 * 0.9 < found < size / 11 * 1.1


@pytest.mark.parametrize(
    "written",
    [
        VALID,
        f"{VALID[:6]} {VALID[6:14]} {VALID[14:]}",
        "-".join((VALID[:6], VALID[6:14], VALID[14:])),
        VALID.translate(str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")),
        VALID.lower(),
    ],
)
def test_an_identity_number_however_it_is_written_is_masked(written):
    text = f"张三（{written}）同志"
    (one,) = [one for one in screen(text) if one.level == Level.HARD]
    assert text[one.start : one.end] == written
    assert masked(text, [one]) == f"张三（330***********{VALID[-4:]}）同志"
    assert hard(masked(text, [one])) == []


@pytest.mark.parametrize(
    "text",
    [
        "保守党和国家秘密是公民的义务",
        "机密文件由机要室统一管理",
        "依法不予公开的事项应当说明理由",
        "秘密级、机密级、绝密级国家秘密的保密期限",
        "统一社会信用代码91330106MA2B1CDE3X",
        "项目金额 1 256 000 元",
        "3301061990010112345",
        "A" + VALID,
    ],
)
def test_what_only_looks_like_it_is_let_alone(text):
    assert hard(text) == []


def test_numbers_do_not_go_on_from_one_cell_to_the_next():
    assert hard(f"{VALID[:10]}\t{VALID[10:]}\n{VALID[:6]}\n{VALID[6:]}") == []


def test_a_mistyped_identity_number_and_a_mobile_are_shown_and_block_nothing():
    wrong = VALID[:17] + ("0" if VALID[17] != "0" else "1")
    found = screen(f"证号{wrong}，电话 138 1234 5678")
    assert [(one.kind, one.level) for one in found] == [(Kind.IDENTITY, Level.SOFT), (Kind.PHONE, Level.SOFT)]
    assert masked("电话 138 1234 5678", screen("电话 138 1234 5678")) == "电话 138****5678"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Tel13800138000", "13800138000"),
        ("WX13800138000", "13800138000"),
        ("电话013800138000", "013800138000"),
        ("编号AB13800138000", None),
        ("c0ffee13800138000", None),
        ("2013800138000", None),
    ],
)
def test_a_mobile_telephone_behind_a_word_for_it_and_no_part_of_a_code(text, found):
    assert [one.text for one in screen(text)] == ([found] if found else [])


@pytest.mark.parametrize("mark", ["机密★1年", "密级：绝密", "内部资料，注意保存", "（此件不公开）"])
def test_a_mark_blocks_and_cannot_be_masked(mark):
    text = f"{mark}\n关于某事的通知"
    (one,) = [one for one in screen(text) if one.level == Level.HARD]
    assert one.masked == ""
    assert masked(text, [one]) == text
