"""Files that must not be opened, or are too large: one clear sentence, nothing half-taken, memory bounded."""

import tracemalloc
import zipfile

import pytest

from cms.catalog.importing import read_catalog
from tests.catalog.documents import cell, paragraph, row, save, table
from tests.catalog.sheets import CATALOGS
from tests.catalog.test_other_layouts import HEADER, item

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BOMB = (
    "<!DOCTYPE x ["
    + "".join(f'<!ENTITY {chr(n)} "{f"&{chr(n - 1)};" * 10}">' for n in range(ord("b"), ord("k")))
    + "]>"
)
MEGABYTE = 1 << 20


def only(path) -> str:
    """The one thing that is said of a file; nothing of it was taken."""
    document = read_catalog(path)
    assert ([p.level for p in document.problems], document.items) == (["error"], [])
    return document.problems[0].message


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.docx", OLE2 + b"\0" * 600, "文件 a.docx 是旧的 .doc 格式，请另存为 .docx"),
        ("a.doc", OLE2 + b"\0" * 600, "文件 a.doc 是旧的 .doc 格式，请另存为 .docx"),
        (
            "a.docx",
            OLE2 + "EncryptedPackage".encode("utf-16-le"),
            "文件 a.docx 设有打开密码，请取消密码后另存",
        ),
        ("a.docm", b"PK", "文件 a.docm 含有宏，请另存为不含宏的 .docx"),
        ("a.xlsm", b"PK", "文件 a.xlsm 含有宏，请另存为不含宏的 .xlsx"),
        ("a.docx", b"", "文件 a.docx 是空的"),
        ("a.docx", b"text", "文件 a.docx 不是 Word 文档（.docx）"),
    ],
)
def test_what_is_no_document_is_named_for_what_it_is(tmp_path, name, content, said):
    path = tmp_path / name
    path.write_bytes(content)
    assert only(path) == said


def test_macros_are_found_whatever_the_file_is_called(tmp_path):
    path = save(tmp_path / "a.docx", table(row(*HEADER)), more={"word/vbaProject.bin": b"x"})
    assert only(path) == "文件 a.docx 含有宏，请另存为不含宏的 .docx"
    book = tmp_path / "a.xlsx"
    book.write_bytes((CATALOGS / "chengguan.xlsx").read_bytes())
    assert len(read_catalog(book).items) == 37
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    assert only(book) == "文件 a.xlsx 含有宏，请另存为不含宏的 .xlsx"


@pytest.mark.parametrize("head", [BOMB, "<!DOCTYPE x SYSTEM 'http://x/x.dtd'>", "<!DOCTYPE x>"])
def test_a_document_with_entities_or_a_type_of_its_own_is_refused(tmp_path, head):
    path = save(tmp_path / "a.docx", table(row(*HEADER), row(*item())), head=head)
    assert only(path) == "文件 a.docx 含有不安全的内容，不予读取"


def test_a_document_without_tables_and_a_damaged_one(tmp_path):
    path = save(tmp_path / "a.docx", paragraph("党务公开目录"))
    assert only(path).startswith("文档里没有表格，目录应当是一张表")
    path = save(tmp_path / "b.docx", "<w:tbl><w:tr>")
    assert only(path) == "文件 b.docx 已损坏，请用 Word 打开后另存"


def peak_of(path) -> tuple[object, float]:
    """What is read of a file, and how many MB it took at most."""
    tracemalloc.start()
    document = read_catalog(path)
    peak = tracemalloc.get_traced_memory()[1] / MEGABYTE
    tracemalloc.stop()
    return document, peak


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b" " * (61 << 20), "解开后过大，不予读取"),
        (b"<w:p>" * 700_000, "的表格太大：最多 20000 行 300 列 200 张表，请删去目录以外的内容"),
    ],
)
def test_a_bomb_is_refused_in_little_memory(tmp_path, body, said):
    """One that unpacks to too much, and one that is deep: it would make a tree without end."""
    path = save(tmp_path / "a.docx", body.decode())
    document, peak = peak_of(path)
    assert [p.message for p in document.problems] == [f"文件 a.docx {said}"]
    assert peak < 100


def test_a_cell_that_claims_more_columns_than_there_are(tmp_path):
    path = save(tmp_path / "a.docx", table(row(*HEADER), row(cell("x", across=1_000_000_000))))
    assert "的表格太大" in only(path)


def many(path, count: int):
    rows = (row(*item(f"ZJ-{n:04d}", f"类别{n // 50}", f"第{n}号具体事项")) for n in range(1, count + 1))
    return save(path, table(row(*HEADER), *rows))


def test_five_thousand_rows_are_read(tmp_path):
    document = read_catalog(many(tmp_path / "a.docx", 5_000))
    assert (len(document.items), document.has_errors) == (5_000, False)


def test_what_reading_takes_grows_with_the_rows_and_not_faster(tmp_path):
    few, many_rows = (peak_of(many(tmp_path / f"{n}.docx", n))[1] for n in (250, 1_000))
    assert many_rows < 30
    assert many_rows < 5 * few


def test_a_document_beyond_what_any_office_files_is_refused(tmp_path):
    path = save(tmp_path / "a.docx", table(*[row("x")] * 20_001))
    assert "的表格太大" in only(path)
