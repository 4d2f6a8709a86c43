"""Whom a unit guides, PostgreSQL finds out from the register of the day, and shows it nobody else's rows."""

import pytest
from django.db import DatabaseError, connections, transaction

from cms.filing.models import FiledItem, Filing
from cms.registry.guidance import guided_units, guides_anyone
from tenants.context import rebind, tenant_scope
from tenants.roles import owner_connection

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])


def seen(model=Filing) -> set[str]:
    return set(model.objects.using("guide").values_list("schema_name", flat=True))


@pytest.fixture
def register(db, tenant):
    """Changes rows as the office would, on a connection of its own; they are put back afterwards."""
    with owner_connection(autocommit=True) as owner:
        kept = []

        def change(statement: str, undo: str, *, of: str = "central") -> None:
            schema = tenant(of).schema_name
            owner.execute(f'SET search_path = "{schema}", public')
            owner.execute(statement)
            kept.append((schema, undo))

        yield change
        for schema, undo in reversed(kept):
            owner.execute(f'SET search_path = "{schema}", public')
            owner.execute(undo)


@pytest.fixture(autouse=True)
def village_files(register):
    """The village has filed a catalog: a committed row, for the guide reads on a connection of its own."""
    register(
        "INSERT INTO filing_filing (uuid, schema_name, unit_id, number, title, state, digest, register_number, filed_on, note)"
        " SELECT gen_random_uuid(), current_schema(), id, 99, '村目录', 'SUBMITTED', '0', '', '2026-01-01', ''"
        " FROM registry_unit WHERE slug = 'village'",
        "DELETE FROM filing_filing WHERE number = 99",
        of="village",
    )


def test_a_town_sees_its_village_and_not_the_next_town(ta, tb, tenant):
    village = tenant("village").schema_name
    assert seen() == {village}
    assert seen(FiledItem) == set()
    assert [unit.slug for unit in guided_units()] == ["village"]
    with tenant_scope(tb):
        assert seen() == set()
        assert not guides_anyone()


def test_nobody_sees_upwards(tenant):
    with tenant_scope(tenant("village")):
        assert seen() == set()


def test_with_nobody_bound_nothing_shows(ta):
    rebind(None)
    assert seen() == set()


def test_the_rows_that_are_hidden_are_there(ta, tb, tenant):
    """The control: the same question from the office, whose policy asks nothing, finds every unit's."""
    found = set(Filing.objects.using("central").values_list("schema_name", flat=True))
    assert {ta.schema_name, tb.schema_name, tenant("village").schema_name} <= found


def test_a_guide_reads_and_writes_nothing(ta):
    with pytest.raises(DatabaseError, match="read-only"), transaction.atomic(using="guide"):
        Filing.objects.using("guide").update(note="改")


def test_a_guide_enters_no_workshop(ta, tenant):
    village = tenant("village").schema_name
    question = f'SELECT count(*) FROM "{village}".wagtailcore_page'
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(using="guide"):
        connections["guide"].cursor().execute(question)


def test_what_follows_a_switch_of_unit_is_asked_for_the_other(ta, tb):
    mine = seen()
    with tenant_scope(tb):
        other = seen()
    assert (bool(mine), other, seen()) == (True, set(), mine)


def test_a_relation_that_ended_shows_nothing_from_that_day(ta, register):
    where = "WHERE unit_id = (SELECT id FROM registry_unit WHERE slug = 'village')"
    register(
        f"UPDATE registry_subordination SET valid_until = current_date {where}",
        f"UPDATE registry_subordination SET valid_until = NULL {where}",
    )
    lead = "WHERE line_id = (SELECT id FROM registry_disclosureline WHERE code = 'L02')"
    assert seen()  # still by its line
    register(
        f"UPDATE registry_linelead SET valid_until = current_date {lead}",
        f"UPDATE registry_linelead SET valid_until = NULL {lead}",
    )
    assert seen() == set()


@pytest.mark.parametrize(("kind", "shows"), [("GUIDE", True), ("GUIDE_SUPERVISE", True), ("MONITOR", False)])
def test_a_relation_by_kind_shows_that_kind_and_monitoring_shows_nothing(tb, tenant, register, kind, shows):
    register(
        "INSERT INTO registry_guidancerelation (valid_from, kind, guide_id, guide_text, target_text, target, basis)"
        f" SELECT '2020-01-01', '{kind}', id, '乙镇党委', '村', '{{\"kinds\": [\"VILLAGE\"]}}', 'test'"
        " FROM registry_unit WHERE slug = 'tb'",
        "DELETE FROM registry_guidancerelation WHERE basis = 'test'",
    )
    with tenant_scope(tb):
        assert seen() == ({tenant("village").schema_name} if shows else set())
