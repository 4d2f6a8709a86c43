"""Nobody reads or decides what was not filed with them, by whatever address; and of two who decide, one wins."""

import threading
from functools import partial

import pytest
from django.db import close_old_connections, connections

from cms.filing.actions import register, send_back, withdraw
from cms.filing.models import Filing, FilingStep
from cms.filing.numbers import NumberTaken
from cms.filing.states import FilingState, NotInState
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole as Role
from tests.filing.test_desk import ALL, text

DECIDE = {"verb": "register", "ticked": ALL}


def test_a_unit_reads_no_other_units_filing_by_any_address(district):
    filing = district.file("tb")
    other = district.at("ta", Role.ADMINISTRATOR)
    own = district.file("ta")
    for where in ("filings/{}/", "filings/{}/receipt/", "filings/{}/withdraw/", "received/{}/"):
        assert other.get(f"/admin/{where.format(filing.pk)}").status_code == 404, where
    for verb in ("withdraw", "correct", "confirm"):
        assert other.post(f"/admin/filings/{filing.pk}/{verb}/", {"reason": "无"}).status_code == 404
    # The control: the same addresses with one of their own.
    assert other.get(f"/admin/filings/{own.pk}/").status_code == 200
    assert other.post(f"/admin/filings/{own.pk}/withdraw/", {"reason": "无"}).status_code == 302


def test_a_town_decides_about_its_villages_and_nobody_elses(district):
    filing = district.file("village")
    mine, next_town = district.at("ta", Role.LEADER), district.at("tb", Role.LEADER)
    office = district.at("central", Role.OFFICE_CLERK)
    for wrong in (next_town, office):
        assert "丙村党总支" not in text(wrong.get("/admin/received/"))
        assert wrong.get(f"/admin/received/{filing.pk}/").status_code == 404
        assert wrong.post(f"/admin/received/{filing.pk}/", DECIDE).status_code == 404
        assert wrong.get("/admin/received/?all=1").status_code == 200
    assert district.now("village", filing).state == FilingState.SUBMITTED
    assert mine.post(f"/admin/received/{filing.pk}/", DECIDE).status_code == 302
    assert district.now("village", filing).state == FilingState.REGISTERED


def test_row_level_security_agrees(district):
    """The same question put to PostgreSQL, past every view."""
    filing = district.file("village")

    def seen(slug: str) -> bool:
        with tenant_scope(district.tenant(slug)):
            return Filing.objects.using("guide").filter(pk=filing.pk).exists()

    # The office guides the town, and so whom the town guides; the next town does not.
    assert {slug: seen(slug) for slug in ("ta", "central", "tb")} == {
        "ta": True,
        "central": True,
        "tb": False,
    }
    with tenant_scope(district.tenant("ta")):
        assert FilingStep.objects.using("guide").filter(filing_id=filing.pk).exists()
        assert not Filing.objects.filter(pk=filing.pk).exists()


def test_what_is_not_addressed_to_a_guide_is_shown_to_it_and_not_decided_by_it(district):
    """Guiding shows more than receiving: that the filing is addressed to the unit is asked besides."""
    filing = district.file("village")
    with tenant_scope(district.tenant("village")):
        Filing.objects.filter(pk=filing.pk).update(filed_with=Filing.objects.get(pk=filing.pk).unit_id)
    with tenant_scope(district.tenant("ta")):
        assert Filing.objects.using("guide").filter(pk=filing.pk).exists()
    town = district.at("ta", Role.LEADER)
    assert town.post(f"/admin/received/{filing.pk}/", DECIDE).status_code == 404


def test_only_who_answers_for_the_unit_decides_and_at_the_centre_only_the_office(district):
    village, town = district.file("village"), district.file("ta")
    at_the_centre = (Role.ADMINISTRATOR, Role.LEADER, Role.VIEWER, Role.LINE_LEAD)
    asked = [("ta", role, "village", village) for role in (Role.EDITOR, Role.REVIEWER)]
    for where, role, slug, filing in [*asked, *(("central", role, "ta", town) for role in at_the_centre)]:
        answer = district.at(where, role).post(f"/admin/received/{filing.pk}/", DECIDE)
        assert (role, answer.status_code) == (role, 302)
        assert (role, district.now(slug, filing).state) == (role, FilingState.SUBMITTED)


def test_a_decision_about_what_was_withdrawn_meanwhile_is_refused_with_who_and_when(district):
    filing = district.file("ta")
    office = district.at("central", Role.OFFICE_CLERK)
    assert office.get(f"/admin/received/{filing.pk}/").status_code == 200
    district.at("ta", Role.LEADER).post(f"/admin/filings/{filing.pk}/withdraw/", {"reason": "漏了一项"})
    for verb in ("register", "return"):
        sent = {"verb": verb, "ticked": ALL, "note": "无"}
        answer = text(office.post(f"/admin/received/{filing.pk}/", sent))
        assert "目录的状态是“已撤回”，不能" in answer
        assert "（甲镇党委 人员单位领导（审批）于 " in answer
    assert district.now("ta", filing).state == FilingState.WITHDRAWN


def race(*acts) -> list:
    """Run functions at once, each in a thread with connections of its own. Their answers, or what they raised."""
    ready, found = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act) -> None:
        close_old_connections()
        try:
            ready.wait(timeout=60)
            found[place] = act()
        except Exception as error:
            found[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_of_three_who_decide_at_once_one_wins_and_the_others_are_told(district):
    filing = district.file("ta")
    acts = [
        lambda: district.done("ta", register, filing),
        lambda: district.done("ta", send_back, filing, note="退"),
        lambda: district.done("ta", withdraw, filing, reason="撤"),
    ]
    found = race(*acts)
    won = [one for one in found if isinstance(one, Filing)]
    told = [str(one) for one in found if isinstance(one, NotInState)]
    assert (len(won), len(told)) == (1, 2)
    assert all("于 20" in one for one in told)
    assert district.now("ta", filing).state == won[0].state
    with tenant_scope(district.tenant("ta")):
        steps = FilingStep.objects.filter(filing=filing)
        assert steps.count() == 2


def test_numbers_of_a_register_have_no_gaps_and_no_doubles_when_units_are_registered_at_once(district):
    """Two towns and the office's own, each twice, in threads; a failed registration leaves no hole."""
    slugs = ["ta", "tb", "central"]
    numbers = []
    for _turn in range(2):
        filings = [(slug, district.file(slug)) for slug in slugs]
        found = race(*(partial(district.done, slug, register, filing) for slug, filing in filings))
        assert all(isinstance(one, Filing) for one in found), found
        numbers += [one.register_seq for one in found]
        with pytest.raises(NotInState):
            district.done(slugs[0], register, filings[0][1])
    assert sorted(numbers) == [1, 2, 3, 4, 5, 6]


def test_a_number_that_is_taken_is_refused_with_whose_it_is(district):
    number = district.done("tb", register, district.file("tb")).register_number
    with pytest.raises(NumberTaken, match=f"登记号“{number}”已用于“乙镇党委”的第 2 版"):
        district.done("ta", register, district.file("ta"), number=number)
