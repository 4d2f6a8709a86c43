"""What changed between two versions, item by item and field by field."""

from cms.catalog.models import CatalogItem
from cms.filing.difference import diff
from cms.filing.digests import values_of
from tests import sample


def items(*rows) -> list[dict]:
    values = [CatalogItem.values_of(row, order) for order, row in enumerate(rows, 1)]
    return [values_of(CatalogItem(**one)) for one in values]


def row(code: str, **values):
    return sample.row(code, values.pop("title", f"事项{code}"), **values)


OLD = items(row("A"), row("B"), row("C"), row("D"))


def codes(rows) -> list[str]:
    return [one.code for one in rows]


def test_the_same_items_differ_in_nothing():
    found = diff(OLD, items(row("A"), row("B"), row("C"), row("D")))
    assert not found
    assert found.same == 4


def test_added_changed_and_withdrawn_are_told_apart():
    new = items(row("A"), row("B", due_workdays=5, title="新名"), row("D"), row("E"))
    found = diff(OLD, new, reasons={"C": "职责划出"})
    assert (codes(found.added), codes(found.changed), codes(found.withdrawn)) == (["E"], ["B"], ["C"])
    assert found.withdrawn[0].note == "职责划出"
    assert found.same == 2
    assert found.codes_with_reasons == ["B", "C"]


def test_a_change_says_each_field_with_its_label_in_the_words_people_read():
    from cms.catalog.vocabulary import DisclosureScope

    new = items(
        row("A"), row("B", scope=DisclosureScope.PARTY, linked=("GOV",), key=True, channels=("会议", "文件")),
        row("C"), row("D"),
    )  # fmt: skip
    (change,) = diff(OLD, new).changed
    told = {one.label: (one.before, one.after) for one in change.fields}
    assert told == {
        "公开范围": ("社会公开", "党内公开"),
        "衔接公开": ("", "政务公开"),
        "重点事项": ("否", "是"),
        "公开方式": ("党务公开专栏", "会议、文件"),
    }


def test_another_section_is_a_move_and_needs_no_reason():
    found = diff(OLD, items(row("A"), row("B", section="工作目标"), row("C"), row("D")))
    assert [(one.code, one.section_before, one.section) for one in found.moved] == [
        ("B", "组织概况", "工作目标")
    ]
    assert (found.changed, found.codes_with_reasons) == ([], [])


def test_the_fewest_items_explain_another_order():
    found = diff(OLD, items(row("D"), row("A"), row("B"), row("C")))
    assert codes(found.moved) == ["D"]


def test_what_leaves_or_comes_moves_nobody_else():
    found = diff(OLD, items(row("X"), row("B"), row("C"), row("D")))
    assert found.moved == []


def test_a_reason_alone_is_no_change():
    new = [item | {"change_note": "说明"} for item in OLD]
    assert not diff(OLD, new)
