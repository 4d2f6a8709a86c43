"""`cms screen`: files that somebody wants to disclose, and what stands in a unit's pages."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from openpyxl import Workbook

from tests import sample
from tests.catalog.documents import paragraph, row, save, table
from tests.procedure.test_prescreen import VALID


def run(*arguments: str) -> dict:
    """What it printed as JSON, and whether it ended with an error."""
    out = StringIO()
    try:
        call_command("screen", *arguments, "--json", stdout=out)
        failed = False
    except CommandError:
        failed = True
    return json.loads(out.getvalue()) | {"failed": failed}


def test_a_document_a_workbook_and_a_text(tmp_path):
    save(
        tmp_path / "a.docx",
        paragraph("机密★1年"),
        table(row("姓名", "证号"), row("张三", VALID)),
        paragraph("正文"),
    )
    book = Workbook()
    book.active.append(["李四", VALID])
    book.save(tmp_path / "b.xlsx")
    (tmp_path / "c.txt").write_bytes(f"证号{VALID}".encode("gb18030"))
    told = run(*(str(tmp_path / name) for name in ("a.docx", "b.xlsx", "c.txt")))
    assert [(one["where"], one["kind"], one["line"]) for one in told["found"]] == [
        ("a.docx", "MARK", 1),
        ("a.docx", "IDENTITY", 5),
        ("b.xlsx", "IDENTITY", 1),
        ("c.txt", "IDENTITY", 1),
    ]
    assert told["failed"]
    assert VALID not in json.dumps(told), "the number is never printed"


def test_what_cannot_be_read_is_said_and_is_no_all_clear(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "b.txt").write_text("没有什么", "utf-8")
    told = run(str(tmp_path / "a.pdf"), str(tmp_path / "b.txt"), str(tmp_path / "c.txt"))
    assert told["found"] == []
    assert len(told["unread"]) == 2
    assert told["failed"]


@pytest.mark.django_db
def test_pages_and_drafts_of_a_unit_and_of_no_other(ta, tb):
    sample.article("TS-01", "名单公开", f"<b>张三</b> {VALID}", publish=False)
    told = run("--unit", "ta")
    assert {(one["where"], one["kind"], one["text"][:6]) for one in told["found"]} == {
        ("TS-01 名单公开", "IDENTITY", "330***")
    }
    assert run("--unit", "tb")["found"] == []


def test_nothing_to_read_is_refused():
    with pytest.raises(CommandError):
        call_command("screen")
