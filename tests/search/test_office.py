"""The operator's command, and the office's list of synonyms."""

import json

import pytest
from django.core.management import CommandError, call_command

from cms.search.models import SearchDocument, Synonym
from tenants.context import rebind
from tenants.identity.roles import MemberRole
from tests.people import browser

pytestmark = pytest.mark.django_db(databases=["default", "central"])
LIST = "/admin/search/synonyms/"


def test_rebuild_makes_all_rows_anew_and_twice_is_once(ta, capsys):
    before = list(SearchDocument.objects.order_by("pk").values_list("v", "names", "body"))
    SearchDocument.objects.update(title="坏了")
    for _time in range(2):
        call_command("search", "rebuild", "--unit", "ta", "--json")
        told = json.loads(capsys.readouterr().out)
        assert (told["units"], told["entries"]) == (1, 1)
        assert list(SearchDocument.objects.order_by("pk").values_list("v", "names", "body")) == before
    assert not SearchDocument.objects.filter(title="坏了").exists()


def test_status_tells_that_all_is_searched(db, capsys):
    rebind(None)
    call_command("search", "status", "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["public"], told["searched"], told["astray"], told["engine"]) == (2, 2, [], "postgresql")


def test_status_fails_where_a_unit_differs_from_the_ledger(tb, capsys, monkeypatch):
    rebind(None)
    monkeypatch.setattr("cms.search.overview.units_astray", lambda: [tb.schema_name])
    with pytest.raises(CommandError, match="cms search rebuild"):
        call_command("search", "status")
    assert "与台账不一致：tb" in capsys.readouterr().out


def test_the_office_edits_the_words_and_a_unit_does_not(db):
    office, unit = browser("central", MemberRole.OFFICE_LEADER), browser("ta", MemberRole.ADMINISTRATOR)
    assert "三务公开" in office.get(LIST).content.decode()
    answer = office.post(LIST + "new/", {"word": " 修路 ", "others": "道路改造，道路 改造 修路"})
    assert answer.status_code == 302
    assert Synonym.objects.get(word="修路").others == "道路改造、道路、改造"
    for bad in (
        {"word": "路", "others": "道路"},
        {"word": "，，", "others": "道路"},
        {"word": "修桥", "others": "修桥 、"},
    ):
        assert office.post(LIST + "new/", bad).status_code == 200
    assert unit.get(LIST).status_code == 302
    assert unit.post(LIST + "new/", {"word": "甲乙", "others": "丙"}).status_code == 302
    assert not Synonym.objects.filter(word="甲乙").exists()
