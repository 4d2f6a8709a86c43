"""The life of a registration, the duty that it meets, and one look a day."""

import datetime as dt

import pytest
from django.utils import timezone

from cms.filing.media import actions, daily
from cms.filing.media.duty import FIRST_BY, GRACE, DutyState, duty_of
from cms.filing.media.formats import icp_doubt, site_code_doubt, tidy
from cms.filing.media.models import YEAR, MediaContact, MediaProbe, MediaRegistration, MediaStep
from cms.filing.media.probing import fetching, tasks
from cms.filing.media.showing import doubts
from cms.filing.media.states import (
    BY_OFFICE,
    BY_UNIT,
    TRANSITIONS,
    MediaRefused,
    MediaState,
    MediaVerb,
    after,
)
from cms.registry.models import Unit
from tenants.context import tenant_scope
from tenants.tasks.periodic import JOBS

pytestmark = pytest.mark.django_db(databases=["default", "central"])
VALUES = {
    "kind": "WEBSITE",
    "name": "甲镇门户",
    "url": "https://jia.example/",
    "column_url": "https://jia.example/dang/",
    "owner": "甲镇党委",
    "person": "王五",
    "telephone": "123",
}


@pytest.fixture
def planted(ta):
    return MediaRegistration.objects.get()


@pytest.mark.parametrize("verb", MediaVerb)
@pytest.mark.parametrize("state", MediaState)
def test_every_verb_from_every_state_leads_somewhere_or_says_what_would(verb, state):
    allowed, target = TRANSITIONS[verb]
    if state in allowed:
        assert after(verb, state) == target
        return
    with pytest.raises(MediaRefused) as refusal:
        after(verb, state)
    assert str(state.label) in str(refusal.value)
    assert all(str(MediaState(one).label) in str(refusal.value) for one in allowed)


def test_every_verb_is_somebodys():
    assert {*BY_OFFICE, *BY_UNIT, MediaVerb.LAPSE} == set(MediaVerb)
    assert not BY_OFFICE & BY_UNIT


def test_a_registration_goes_to_the_office_and_gets_a_number_and_a_year(ta):
    row = actions.save(values=VALUES)
    assert (row.state, row.unit.slug, row.contact.person) == ("DRAFT", "ta", "王五")
    actions.submit(key=row.pk)
    row = actions.register(key=row.pk)
    today = timezone.localdate()
    assert (row.state, row.number) == ("REGISTERED", f"网备〔{today.year}〕001号")
    assert row.confirm_by == today + dt.timedelta(days=YEAR)
    assert list(row.steps.values_list("verb", "state")) == [
        ("submit", "SUBMITTED"),
        ("register", "REGISTERED"),
    ]


def test_a_returned_one_says_what_is_missing_and_comes_again(planted):
    with pytest.raises(MediaRefused, match="写明"):
        actions.send_back(key=planted.pk, note=" ")
    row = actions.send_back(key=planted.pk, note="缺专栏网址")
    assert (row.state, row.remarks) == ("RETURNED", "缺专栏网址")
    row = actions.save(values={"column_url": "https://portal.example/new/"}, key=row.pk)
    assert row.state == "RETURNED"
    row = actions.submit(key=row.pk)
    assert (row.state, row.remarks) == ("SUBMITTED", "")


def test_a_change_of_what_is_registered_goes_to_the_office_again_and_keeps_its_number(planted):
    number = actions.register(key=planted.pk).number
    row = actions.save(values={"name": "新门户"}, key=planted.pk)
    assert (row.state, row.number) == ("SUBMITTED", number)
    assert actions.register(key=planted.pk).number == number


def test_what_waits_for_the_office_is_not_changed_under_its_eyes(planted):
    with pytest.raises(MediaRefused):
        actions.save(values={"name": "另一个"}, key=planted.pk)
    actions.withdraw(key=planted.pk)
    assert actions.save(values={"name": "另一个"}, key=planted.pk).name == "另一个"


def test_a_decision_about_what_was_withdrawn_meanwhile_is_refused_with_the_reason(planted):
    actions.withdraw(key=planted.pk)
    for decide in (actions.register, lambda key: actions.send_back(key=key, note="缺")):
        with pytest.raises(MediaRefused, match="未报送"):
            decide(key=planted.pk)


def test_an_ended_one_says_why_and_forgets_whom_to_call(planted):
    with pytest.raises(MediaRefused):
        actions.end(key=planted.pk, note="")
    actions.end(key=planted.pk, note="网站并入区政府门户")
    assert MediaRegistration.objects.get().state == "ENDED"
    assert MediaContact.objects.get().telephone == ""


def test_another_units_registration_is_not_there(planted, tb):
    with tenant_scope(tb):
        other = MediaRegistration.objects.get().pk
    for verb in (actions.submit, actions.withdraw, actions.confirm):
        with pytest.raises(MediaRefused, match="不存在"):
            verb(key=other)


def test_what_is_not_confirmed_lapses_after_the_days_of_grace_and_can_be_confirmed_again(planted):
    actions.register(key=planted.pk)
    confirmed = MediaRegistration.objects.get().confirmed_on
    last = confirmed + dt.timedelta(days=YEAR + GRACE)
    assert actions.lapse(today=last) == 0
    assert actions.lapse(today=last + dt.timedelta(days=1)) == 1
    assert actions.lapse(today=last + dt.timedelta(days=1)) == 0
    assert MediaRegistration.objects.get().state == "LAPSED"
    assert actions.confirm(key=planted.pk).state == "REGISTERED"


def duty(
    state: str | None, *, portal: str = "https://x.example/", today: dt.date, confirmed=None, kind="WEBSITE"
):
    unit = Unit(kind="TOWN", portal_url=portal)
    rows = (
        [MediaRegistration(schema_name="x", unit=unit, kind=kind, state=state, confirmed_on=confirmed)]
        if state
        else []
    )
    return duty_of(unit, rows, today=today)


def test_the_duty_follows_from_the_portal_and_from_the_day():
    spring, autumn = dt.date(2026, *FIRST_BY), dt.date(2026, 11, 24)
    assert duty(None, portal="", today=autumn) is None
    assert duty(None, today=spring).state is DutyState.DUE
    assert duty(None, today=spring + dt.timedelta(days=1)).state is DutyState.OVERDUE
    assert duty("DRAFT", today=autumn).state is DutyState.OVERDUE
    assert duty("RETURNED", today=autumn).state is DutyState.OVERDUE
    assert duty("SUBMITTED", today=autumn).state is DutyState.SUBMITTED
    assert duty("ENDED", today=autumn).state is DutyState.OVERDUE
    assert duty("REGISTERED", today=autumn, confirmed=autumn).state is DutyState.FILED
    assert (
        duty("REGISTERED", today=autumn, confirmed=autumn - dt.timedelta(days=340)).state is DutyState.CONFIRM
    )
    assert (
        duty("REGISTERED", today=autumn, confirmed=autumn - dt.timedelta(days=366)).state is DutyState.OVERDUE
    )
    assert duty("REGISTERED", today=autumn, confirmed=autumn, kind="WECHAT").state is DutyState.OVERDUE


@pytest.mark.parametrize(
    ("code", "fine"),
    [
        ("浙ICP备12345678号", True),
        ("浙ICP备2021012345号-12", True),
        ("", True),
        ("ICP备12345678号", False),
        ("浙ICP备123号", False),
        ("浙公网安备33010602000001号", False),
    ],
)
def test_an_icp_number_that_looks_odd_is_a_doubt(code, fine):
    assert bool(icp_doubt(code)) is not fine


def test_codes_are_tidied_and_doubted_but_never_refused(planted):
    assert tidy(" 浙icp备 12345678 号－1") == "浙ICP备12345678号-1"
    assert tidy("３３０１０００００１") == "3301000001"
    assert not site_code_doubt("3301000001")
    assert site_code_doubt("330100001")
    planted.icp, planted.site_code = "乱写", "1"
    planted.unit.portal_url = "https://www.other.example/"
    found = doubts(planted, [], today=dt.date(2026, 11, 24))
    assert len(found) == 3
    assert "other.example" in found[-1]


def test_a_day_looks_at_every_address_that_the_office_knows_and_at_no_other(planted, monkeypatch):
    actions.save(values=VALUES | {"name": "草稿"})
    actions.save(values=VALUES | {"name": "公众号", "kind": "WECHAT", "url": "", "column_url": ""})
    asked = []
    monkeypatch.setattr(daily.probe.__class__, "enqueue", lambda task, key: asked.append((task, key)))
    assert daily.media_day.func() == 1
    assert asked == [(tasks.probe, str(planted.pk))]
    assert (tasks.probe.queue_name, tasks.probe.tries) == ("export", 1)


def test_the_day_is_a_job_of_every_unit_at_a_minute_of_its_own():
    assert daily.media_day.module_path in JOBS


def test_a_look_is_kept_and_not_taken_twice_a_day(planted, monkeypatch):
    asked = []

    def seen(url):
        asked.append(url)
        return fetching.Look("REACHED", 12, 200, True, url, "<p>2026-03-05</p>")

    monkeypatch.setattr(tasks, "look", seen)
    MediaProbe.objects.update(
        at=timezone.now() - dt.timedelta(days=1),
        slot=(timezone.localdate().toordinal() - 1) % MediaProbe.KEPT,
    )
    assert tasks.probe.func(str(planted.pk)) == "REACHED"
    assert tasks.probe.func(str(planted.pk)) == ""
    assert asked == [planted.column_url]
    last = MediaProbe.objects.first()
    assert (last.status, last.newest_on, last.secure) == (200, dt.date(2026, 3, 5), True)
    assert MediaProbe.objects.count() == 2


def test_looks_do_not_pile_up(planted, monkeypatch):
    day = dt.date(2026, 1, 1)
    MediaProbe.objects.update(at=timezone.now() - dt.timedelta(days=400))
    for n in range(MediaProbe.KEPT + 5):
        monkeypatch.setattr(tasks.timezone, "localdate", lambda n=n: day + dt.timedelta(days=n))
        tasks.keep(planted, fetching.Look("UNREACHABLE", 5, detail=f"{n}"))
    kept = set(MediaProbe.objects.values_list("detail", flat=True))
    assert kept == {str(n) for n in range(5, MediaProbe.KEPT + 5)}


def test_what_was_ended_is_looked_at_no_more(planted, monkeypatch):
    MediaProbe.objects.update(at=timezone.now() - dt.timedelta(days=1))
    actions.end(key=planted.pk, note="停办")
    monkeypatch.setattr(tasks, "look", lambda url: pytest.fail("asked"))
    assert tasks.probe.func(str(planted.pk)) == ""


def test_steps_never_change(planted):
    from django.db import DatabaseError, transaction

    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        MediaStep.objects.update(note="改")
