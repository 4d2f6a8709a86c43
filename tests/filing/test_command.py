"""The office's side of filing on the command line."""

import json

import pytest
from django.core.management import CommandError, call_command

from tests import sample

pytestmark = pytest.mark.usefixtures("district")


def said(capsys, *words: str) -> str:
    call_command("filing", *words)
    return capsys.readouterr().out


def test_a_version_is_compared_with_the_one_in_force(district, capsys):
    district.file("ta", sample.row("TS-01", "机构设置", due_workdays=5), sample.rows()[1])
    told = said(capsys, "diff", "ta")
    assert told.splitlines() == [
        "第 2 版与第 1 版相比",
        "  撤销  TS-03  党费收缴（调整）",
        "  修改  TS-01  机构设置（调整）",
        "      工作日：10 → 5",
        "未变 1 项",
    ]
    found = json.loads(said(capsys, "diff", "ta", "--json"))
    assert (found["version"], found["against"], found["changed"][0]["code"]) == (2, 1, "TS-01")


def test_the_register_counts_where_no_number_is_given(district, capsys):
    district.file("ta")
    assert "登记号 测党公备〔" in said(capsys, "register", "ta")


def test_what_waits_is_taken_back_and_then_neither_registered_nor_returned(district, capsys):
    district.file("ta")
    assert said(capsys, "withdraw", "ta", "--note", "漏项") == "已撤回“目录”第 2 版：漏项\n"
    for verb in (("register", "ta"), ("return", "ta", "--note", "无")):
        with pytest.raises((CommandError, ValueError), match="目录的状态是“已撤回”"):
            call_command("filing", *verb)
