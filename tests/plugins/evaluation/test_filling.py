"""Word templates filled in, opened again by the words of the format alone."""

import zipfile
from io import BytesIO
from xml.etree import ElementTree

import pytest

from plugins.evaluation.reports.filling import Unsuitable, W, fill, placeholders
from plugins.evaluation.reports.templates import NAMES, Report, shipped

VALUES = dict.fromkeys(NAMES, "") | {"unit": "甲<镇>&乙\x07", "total": "88.50"}


def changed(template: bytes, old: str, new: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(template)) as before, zipfile.ZipFile(buffer, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).decode().replace(old, new))
    return buffer.getvalue()


def opened(document: bytes):
    with zipfile.ZipFile(BytesIO(document)) as archive:
        root = ElementTree.fromstring(archive.read("word/document.xml"))
    paragraphs = ["".join(node.text or "" for node in each.iter(f"{W}t")) for each in root.iter(f"{W}p")]
    rows = [
        ["".join(node.text or "" for node in cell.iter(f"{W}t")) for cell in row]
        for row in root.iter(f"{W}tr")
    ]
    return paragraphs, rows


@pytest.mark.parametrize("report", Report.values)
def test_what_comes_with_the_product_is_filled_and_nothing_is_left(report):
    assert placeholders(shipped(report)) <= {*NAMES, "table"}
    paragraphs, rows = opened(fill(shipped(report), VALUES, [["指标", "得分"], ["<b>", "3"]]))
    text = "\n".join(paragraphs)
    assert "甲<镇>&乙" in text and "88.50" in text and "{{" not in text and "\x07" not in text
    assert rows == [["指标", "得分"], ["<b>", "3"]]


def test_a_placeholder_that_word_cut_into_runs_is_found():
    cut = changed(shipped(Report.TARGET), "{{total}}", "{{to</w:t></w:r><w:r><w:t>tal}}")
    assert "total" in placeholders(cut)
    assert "得分88.50" in "\n".join(opened(fill(cut, VALUES, []))[0])


def test_every_unknown_placeholder_is_told():
    wrong = changed(shipped(Report.TARGET), "{{total}}", "{{totl}}{{某某}}")
    with pytest.raises(Unsuitable) as error:
        fill(wrong, VALUES, [])
    assert len(error.value.problems) == 2


@pytest.mark.parametrize("bad", [b"", b"PK", b"<html>"])
def test_what_is_no_word_file_is_refused(bad):
    with pytest.raises(Unsuitable, match="不是 Word"):
        placeholders(bad)


def test_a_file_with_entities_is_refused():
    evil = changed(shipped(Report.TARGET), "<w:document", '<!DOCTYPE a [<!ENTITY b "c">]><w:document')
    with pytest.raises(Unsuitable, match="声明"):
        placeholders(evil)


def test_a_value_that_looks_like_a_placeholder_stays_a_word():
    paragraphs, _rows = opened(fill(shipped(Report.TARGET), VALUES | {"unit": "{{total}}"}, []))
    assert "单位：{{total}}" in paragraphs
