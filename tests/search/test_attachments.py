"""Words of files: each kind is read, a bad one stops no other, and nothing in one does harm."""

import io
import zipfile

import pytest
from openpyxl import Workbook
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from cms.procedure.texts import text_of_file
from cms.search import attachments
from cms.search.attachments import words_of
from cms.search.models import AttachmentText, SearchDocument
from cms.search.states import ReadState
from tests import sample
from tests.catalog.documents import NAMES, TYPES, paragraph

pytestmark = pytest.mark.django_db
ENTITY = '<!DOCTYPE z [<!ENTITY a "泄露">]>'


def word(text: str, *, before: str = "") -> bytes:
    body = f"<w:document {NAMES}><w:body>{paragraph(text)}</w:body></w:document>"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("word/document.xml", f'<?xml version="1.0" encoding="UTF-8"?>{before}{body}')
    return file.getvalue()


def excel(*cells: str) -> bytes:
    book, file = Workbook(), io.BytesIO()
    book.active.append(cells)
    book.save(file)
    return file.getvalue()


def pdf(*pages: str, password: str = "") -> bytes:
    """Pages of Latin text, drawn with a font that every reader has."""
    writer, file = PdfWriter(), io.BytesIO()
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    fonts = DictionaryObject({NameObject("/F1"): _named(font)})
    for text in pages:
        page, drawn = writer.add_blank_page(300, 300), DecodedStreamObject()
        drawn.set_data(f"BT /F1 12 Tf 20 200 Td ({text}) Tj ET".encode())
        page[NameObject("/Contents")] = drawn
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    if password:
        writer.encrypt(password)
    writer.write(file)
    return file.getvalue()


def _named(values: dict[str, str]) -> DictionaryObject:
    return DictionaryObject({NameObject(key): NameObject(value) for key, value in values.items()})


def test_each_kind_is_read(ta):
    files = {
        "a.txt": "明文的话".encode(),
        "b.csv": "名称,数量\n国标的话,3".encode("gb18030"),
        "c.docx": word("文档的话"),
        "d.xlsx": excel("表格的话", "=1+1"),
        "e.pdf": pdf("first page", "second page"),
    }
    read = {name: words_of(sample.document(data, name).get_file_hash()) for name, data in files.items()}
    assert {name: one.state for name, one in read.items()} == dict.fromkeys(files, ReadState.READ)
    for name, said in zip(
        files, ("明文的话", "国标的话\t3", "文档的话", "表格的话", "second page"), strict=True
    ):
        assert said in read[name].text


def test_a_cell_that_spans_a_table_is_said_once(tmp_path):
    book = Workbook()
    book.active.append(["公开目录（2026年版）", None, None])
    book.active.append(["编码", "事项", "时限"])
    book.active.merge_cells("A1:C1")
    book.save(tmp_path / "a.xlsx")
    assert text_of_file(tmp_path / "a.xlsx").splitlines() == ["公开目录（2026年版）", "编码\t事项\t时限"]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.docx", word("&a;", before=ENTITY), "不安全"),
        ("b.docx", b"PK\x03\x04 no archive", "不是 Word"),
        ("c.pdf", b"%PDF-1.7 nothing follows", "已损坏"),
        ("d.pdf", pdf("secret", password="x"), "密码"),
        ("e.zip", b"PK", "不读取"),
        ("f.xlsx", excel("a")[:-200], "不是 Excel"),
    ],
)
def test_what_cannot_be_read_says_why_and_has_no_words(ta, name, data, reason):
    read = words_of(sample.document(data, name).get_file_hash())
    assert (read.state, read.text) == (ReadState.UNREAD, "")
    assert reason in read.reason


def test_one_bad_file_stops_no_other(ta):
    files = [
        sample.document(data, name)
        for name, data in (("坏.pdf", b"%PDF-1.7"), ("好.docx", word("好文件的话")))
    ]
    page = sample.article("TS-02", "两个附件", "文", body=[sample.attached(*files)])
    states = AttachmentText.objects.filter(entry=page.translation_key).values_list("state", flat=True)
    assert sorted(states) == ["READ", "UNREAD"]
    row = SearchDocument.objects.get(entry=page.translation_key, part=1)
    assert (row.source, row.body) == ("好.docx", "好文件的话")


def test_a_reader_that_takes_too_long_is_stopped(ta, monkeypatch):
    monkeypatch.setattr(attachments, "SECONDS", 0.01)
    read = words_of(sample.document(word("慢"), "slow.docx").get_file_hash())
    assert (read.state, read.text) == (ReadState.UNREAD, "")
    assert "没有读完" in read.reason


def test_a_file_that_is_too_large_is_not_opened(ta, monkeypatch):
    monkeypatch.setattr(attachments, "MOST_BYTES", 10)
    assert "超过" in words_of(sample.document("很长的一段文字".encode(), "a.txt").get_file_hash()).reason


def test_a_file_that_is_gone_has_no_words(ta):
    assert words_of("0" * 40).state == ReadState.UNREAD


def test_a_long_file_is_searched_to_its_end_in_parts(ta):
    long = ("前面的内容。" * 30_000 + "最后的独特句子。").encode()
    page = sample.article("TS-02", "长附件", "文", body=[sample.attached(sample.document(long, "长.txt"))])
    rows = SearchDocument.objects.filter(entry=page.translation_key, part__gt=0).order_by("part")
    assert [row.source for row in rows] == ["长.txt"] * 2
    assert "".join(row.body for row in rows) == long.decode()
    assert SearchDocument.objects.get(v__matches="'独特' <1> '特句' <1> '句子'").part == 2
