"""The demonstration has one entry of each form, and what its details say would pass the editor's own checks."""

import datetime as dt

import pytest

from cms.catalog.vocabulary import ItemForm
from cms.demo.formed import formed
from cms.demo.forms import FORMS
from cms.pages.details.forms import BLOCKS, DetailsBlock
from tests.demo.entries import UNITS, year

pytestmark = pytest.mark.django_db
STREAM = DetailsBlock(required=False)
TODAY = dt.date(2026, 12, 31)


def shaped() -> list[tuple]:
    made = []
    for unit in UNITS:
        for entry in year(unit.slug, 2026):
            form = FORMS.get(unit.slug, {}).get(entry.item.code)
            if form and form != ItemForm.INTERPRET:
                item = type("Item", (), {"form": form})
                made.append((form, entry, formed(entry.draft, item, entry.on, unit.slug)))
    return made


def test_every_form_is_shown_and_every_entry_of_one_is_in_order(ta, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_args: TODAY)
    made = shaped()
    assert {form for form, *_rest in made} == {*BLOCKS} - {ItemForm.INTERPRET}
    for form, entry, shape in made:
        assert [one["type"] for one in shape.details] == [BLOCKS[form]], entry.draft.title
        saved = STREAM.get_prep_value(STREAM.clean(STREAM.to_python(shape.details)))[0]["value"]
        if form == ItemForm.NOTICE:
            assert saved["end"] == dt.date.fromisoformat(shape.details[0]["value"]["end"])
            assert shape.result_on > saved["end"]
        if form == ItemForm.LIST:
            assert all("*" in person["value"]["name"] for person in saved["people"])
        kinds = [kind for kind, _value in shape.blocks]
        assert not kinds or kinds[-1] != "heading", entry.draft.title
    assert [form for form, *_rest in made].count(ItemForm.DECISION) == 4
