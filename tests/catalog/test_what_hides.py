"""What a spreadsheet does not show, and what stands in brackets: read, and told, so that a person decides."""

from cms.catalog.importing import read_catalog
from tests.catalog.sheets import found, read, small_book


def test_a_hidden_row_is_read_and_doubted(tmp_path):
    book = small_book({"编码": "ZJ-01"}, {"编码": "ZJ-02", "二级事项": "旧事项"})
    shown = found(read(book, tmp_path))
    sheet = book.active
    sheet.row_dimensions[sheet.max_row].hidden = True
    document = read(book, tmp_path)
    assert [item.code for item in document.items] == ["ZJ-01", "ZJ-02"]
    (more,) = [one for one in found(document) if one not in shown]
    assert "隐藏" in str(more)


def test_what_brackets_take_away_from_a_scope_is_doubted(tmp_path):
    document = read(small_book({"公开范围": "社会公开（涉密除外）"}), tmp_path)
    assert [item.scope for item in document.items] == ["SOCIETY"]
    assert any("涉密除外" in str(one) for one in found(document))


def test_csv_with_semicolons_or_tabs(tmp_path):
    head = [
        "编码",
        "一级事项",
        "公开事项",
        "公开内容",
        "公开依据",
        "公开范围",
        "公开渠道",
        "公开时限",
        "责任科室",
        "审批",
    ]
    line = [
        "ZJ-01",
        "组织概况",
        "机构设置",
        "职责,地址",
        "《条例》",
        "社会公开",
        "专栏",
        "每季度公开，期末后10个工作日内",
        "办",
        "一般",
    ]
    for mark in (";", "\t"):
        path = tmp_path / "a.csv"
        path.write_bytes("\r\n".join(mark.join(row) for row in (head, line)).encode("gb18030"))
        (item,) = read_catalog(path).items
        assert (item.content, item.due_workdays) == ("职责,地址", 10)
