"""A town sees its villages and a lead its line, over HTTP and in PostgreSQL; nobody sees the next one's."""

import pytest
from django.contrib.auth.models import Permission

from cms.filing.media.models import MediaRegistration
from cms.filing.roster.models import UnitContact
from cms.obligations.district import Tally, standings
from cms.obligations.models import Obligation
from cms.obligations.states import ObligationState as S
from cms.registry.models import Unit
from tenants.accounts.models import User
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole as Role
from tenants.roles import owner_connection
from tests.people import browser

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
DESK = "/admin/oversight/"
SECRET = "只有指导者看得到的事项"
OLD = "去年没有公开的事项"
PLANTED = (
    "INSERT INTO obligations_obligation"
    " (uuid, schema_name, unit_id, item_code, item_title, period_key, period_label, kind, due_on, nil)"
    f" SELECT gen_random_uuid(), current_schema(), id, 'X-1', '{SECRET}', '', '', 'FIRST',"
    "        make_date(extract(year FROM current_date)::int, 1, 2), false"
    " FROM registry_unit WHERE slug = 'village'",
    "DELETE FROM obligations_obligation WHERE item_code = 'X-1'",
)
LAST_YEAR = (
    PLANTED[0].replace("'X-1'", "'X-2'").replace(SECRET, OLD).replace("::int,", "::int - 1,"),
    "DELETE FROM obligations_obligation WHERE item_code = 'X-2'",
)
TALLIED = (
    "INSERT INTO obligations_unittally (schema_name, unit_id, year, met, late, nil, waived, open_due, ahead)"
    " SELECT current_schema(), id, extract(year FROM current_date)::int, 3, 1, 0, 2,"
    "        ARRAY[make_date(extract(year FROM current_date)::int, 1, 2)], '{}'"
    " FROM registry_unit WHERE slug = 'village'",
    "DELETE FROM obligations_unittally WHERE waived = 2",
)


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
def village_owes(register):
    """The village owes something, has a contact and a site: committed, for a guide reads on its own connection."""
    for statements in (PLANTED, LAST_YEAR, TALLIED):
        register(*statements, of="village")
    register(
        'INSERT INTO filing_unitcontact (uuid, schema_name, unit_id, name, duty, telephone, email, "order")'
        " SELECT gen_random_uuid(), current_schema(), id, '村联系人', '书记', '123', '', 0"
        " FROM registry_unit WHERE slug = 'village'",
        "DELETE FROM filing_unitcontact WHERE name = '村联系人'",
        of="village",
    )


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_a_guide_counts_what_the_office_counts(ta):
    village = Unit.objects.get(slug="village").pk
    (guide,), (office,) = (standings(using=eyes, units=[village]) for eyes in ("guide", "central"))
    assert guide == office
    assert guide.counts == {S.OVERDUE: 1, S.SOON: 0, S.PENDING: 0, S.MET: 3, S.LATE: 1, S.NIL: 0, S.WAIVED: 2}
    assert guide.tally == Tally(5, 4, 3)
    page = text(browser("ta", Role.LEADER).get(DESK))
    assert "到期 5 项，已公开或说明 4 项" in page


def test_what_was_missed_in_an_earlier_year_is_on_the_units_page():
    page = text(browser("ta", Role.LEADER).get(f"{DESK}unit/village/"))
    assert OLD in page


def test_a_guide_asks_how_a_unit_stood_on_a_day_through_its_own_eyes():
    """What a day knew is computed from facts, which are the unit's, and which PostgreSQL shows its guide."""
    client = browser("ta", Role.LEADER)
    page = text(client.get(f"{DESK}unit/village/?on=2020-01-01"))
    assert "那一天没有要公开的事项" in page
    assert client.get(f"{DESK}unit/tb/?on=2020-01-01").status_code == 404


@pytest.mark.parametrize("role", [Role.EDITOR, Role.LEADER, Role.ADMINISTRATOR])
def test_a_town_sees_its_village_item_by_item_and_its_contacts(role):
    client = browser("ta", role)
    assert "丙村党总支" in text(client.get(DESK))
    page = text(client.get(f"{DESK}unit/village/"))
    assert SECRET in page
    assert "村联系人" in page
    assert "村联系人" in text(client.get(f"{DESK}ledger/"))
    assert client.get(f"{DESK}line/L02/").status_code == 200


def test_a_town_does_not_see_the_next_town_nor_itself_nor_above():
    client = browser("ta", Role.ADMINISTRATOR)
    assert "乙镇" not in text(client.get(DESK))
    for slug in ("tb", "ta", "central", "nobody"):
        assert client.get(f"{DESK}unit/{slug}/").status_code == 404
    for code in ("L01", "L99"):
        assert client.get(f"{DESK}line/{code}/").status_code == 404
        assert client.get(f"{DESK}line/{code}/ledger/?export=xlsx").status_code == 404


@pytest.mark.parametrize("path", ["", "ledger/", "unit/village/", "unit/tb/", "line/L02/", "?export=xlsx"])
def test_somebody_with_the_right_in_a_unit_that_guides_nobody_finds_no_such_address(path, tb):
    client = browser("tb", Role.ADMINISTRATOR)
    with tenant_scope(tb):
        User.objects.get(username="tb-administrator").user_permissions.set(Permission.objects.all())
    answer = client.get(DESK + path)
    assert answer.status_code == 404
    assert SECRET not in answer.content.decode()
    assert "我指导的单位" not in text(client.get("/admin/"))


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.PLATFORM_OPS])
def test_who_has_not_the_right_is_refused_in_a_unit_that_guides(role):
    assert browser("ta", role).get(DESK).status_code == 302


@pytest.mark.parametrize("role", [Role.EDITOR, Role.LEADER, Role.ADMINISTRATOR])
def test_at_the_centre_the_right_of_a_unit_opens_nothing(role):
    assert browser("central", role).get(DESK).status_code == 302


def test_postgresql_agrees(ta, tb, tenant):
    village = tenant("village").schema_name

    def seen(model):
        return set(model.objects.using("guide").values_list("schema_name", flat=True))

    assert seen(Obligation) == seen(UnitContact) == {village}
    assert seen(MediaRegistration) == set()
    with tenant_scope(tb):
        assert seen(Obligation) == seen(UnitContact) == set()
    # The control: what is hidden is there, and the office's eyes find it.
    found = set(Obligation.objects.using("central").values_list("schema_name", flat=True))
    assert {ta.schema_name, tb.schema_name, village} <= found


def test_a_line_lead_sees_its_line_and_no_other(register):
    """tb takes over the line of the villages; ta's own line stays unseen."""
    other = "(SELECT id FROM registry_unit WHERE slug = 'tb')"
    line = "line_id = (SELECT id FROM registry_disclosureline WHERE code = 'L02')"
    before = "(SELECT id FROM registry_unit WHERE slug = 'ta')"
    register(
        f"UPDATE registry_linelead SET lead_id = {other} WHERE {line}",
        f"UPDATE registry_linelead SET lead_id = {before} WHERE {line}",
    )
    client = browser("tb", Role.LEADER)
    assert SECRET in text(client.get(f"{DESK}unit/village/"))
    assert client.get(f"{DESK}line/L01/").status_code == 404
    assert client.get(f"{DESK}unit/ta/").status_code == 404


def test_to_monitor_is_not_to_guide(register):
    register(
        "INSERT INTO registry_guidancerelation (valid_from, kind, guide_id, guide_text, target_text, target, basis)"
        " SELECT '2020-01-01', 'MONITOR', id, '乙镇党委', '村', '{\"kinds\": [\"VILLAGE\"]}', 'test'"
        " FROM registry_unit WHERE slug = 'tb'",
        "DELETE FROM registry_guidancerelation WHERE basis = 'test'",
    )
    assert browser("tb", Role.LEADER).get(DESK).status_code == 404


def test_a_relation_that_ended_shows_nothing_from_that_day(register):
    client = browser("ta", Role.LEADER)
    assert client.get(f"{DESK}unit/village/").status_code == 200
    unit = "unit_id = (SELECT id FROM registry_unit WHERE slug = 'village')"
    line = "line_id = (SELECT id FROM registry_disclosureline WHERE code = 'L02')"
    for table, where in (("registry_subordination", unit), ("registry_linelead", line)):
        register(
            f"UPDATE {table} SET valid_until = current_date WHERE {where}",
            f"UPDATE {table} SET valid_until = NULL WHERE {where}",
        )
    assert client.get(f"{DESK}unit/village/").status_code == 404
    assert client.get(DESK).status_code == 404
