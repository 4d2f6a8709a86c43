"""What is not for the public leaves a proof and no content; and who did what stays readable for those it concerns."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.publication.actions import cancel_proof, record_proof
from cms.publication.models import DisclosureProof
from cms.publication.states import Refused
from cms.publication.wording import long_numbers
from tenants.audit.models import AuditRecord
from tenants.identity.roles import MemberRole as Role
from tests import sample
from tests.approval import person
from tests.people import browser

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
GIVEN = {"item_code": "TS-03", "channel": "党员大会", "head_count": 46, "approved_by": "镇党委书记"}


def text(answer) -> str:
    return answer.content.decode()


def prove(**values) -> DisclosureProof:
    return record_proof(**({"on": timezone.localdate(), "by": person("proposer")} | GIVEN | values))


def test_a_proof_says_when_how_and_to_how_many_and_who_approved(ta):
    row = prove(meeting="上半年党员大会")
    assert (row.scope, row.head_count, row.by_name) == ("PARTY", 46, person("proposer").get_full_name())
    assert AuditRecord.objects.get(kind="proof.recorded").detail["head_count"] == 46
    cancel_proof(row, by=person("approver"))
    with pytest.raises(Refused, match="已经撤销"):
        cancel_proof(row, by=person("approver"))


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"item_code": "TS-02"}, "没有这个不向社会公开的事项"),
        ({"on": dt.date.today() + dt.timedelta(days=2)}, "日期还没有到"),
        ({"head_count": 0}, "人数请填"),
        ({"meeting": "通报：张三 330106 1990 0101 1234"}, "去掉长串数字"),
        ({"approved_by": " "}, "批准人都要写"),
        ({"meeting": "会上讲到的内容" * 20}, "不写内容"),
    ],
)
def test_what_does_not_belong_into_a_proof_is_refused(ta, values, why):
    before = DisclosureProof.objects.count()
    with pytest.raises(Refused, match=why):
        prove(**values)
    assert DisclosureProof.objects.count() == before


def test_all_that_is_wrong_is_said_at_once(ta):
    with pytest.raises(Refused) as refused:
        prove(head_count=0, approved_by="", meeting="电话 0571-8765432")
    assert str(refused.value).count("；") == 2


def test_numbers_are_long_from_seven_digits_on_however_they_are_spaced():
    assert long_numbers("2026年第3次", "123456") == []
    assert long_numbers("0571-8765432", "1 2 3 4 5 6 7") == ["0571-8765432", "1 2 3 4 5 6 7"]


def test_an_editor_records_and_a_leader_strikes_out(ta):
    editor, leader = browser("ta", Role.EDITOR), browser("ta", Role.LEADER)
    sent = GIVEN | {"on": f"{timezone.localdate()}", "meeting": "季度会", "period_label": ""}
    assert "已登记：TS-03" in text(editor.post("/admin/proofs/", sent, follow=True))
    row = DisclosureProof.objects.get(meeting="季度会")
    assert "登记错了" not in text(editor.get("/admin/proofs/"))
    assert editor.post(f"/admin/proofs/{row.pk}/cancel/").status_code == 302
    assert leader.post("/admin/proofs/", sent).status_code in (302, 403)
    assert DisclosureProof.objects.filter(meeting="季度会", cancelled_at=None).count() == 1
    assert "已撤销" in text(leader.post(f"/admin/proofs/{row.pk}/cancel/", follow=True))
    assert browser("ta", Role.REVIEWER).get("/admin/proofs/").status_code == 302
    shown = text(browser("central", Role.OFFICE_CLERK).get("/admin/register/proofs/"))
    assert "甲镇党委" in shown and "乙镇党委" in shown
    assert browser("central", Role.LEADER).get("/admin/register/proofs/").status_code == 302


def test_who_did_what_is_read_by_the_unit_and_by_the_office_and_taken_away(ta):
    counts = {"/admin/trail/steps/": [], "/admin/trail/records/": []}
    for size in (1, 9):
        for number in range(size):
            sample.article("TS-02", f"季度{size}{number}", "文", slug=f"q{size}{number}")
        leader = browser("ta", Role.LEADER)
        for path, counted in counts.items():
            leader.get(path)
            with CaptureQueriesContext(connection) as seen:
                shown = text(leader.get(path))
            counted.append(len(seen))
            assert "季度10" in shown and sample.CANARY not in shown
    administrator = browser("ta", Role.ADMINISTRATOR)
    for path, (few, more) in counts.items():
        assert (path, more) == (path, few)
        export = administrator.get(f"{path}?export=csv")
        assert "季度10" in b"".join(export.streaming_content).decode() if export.streaming else text(export)
    assert sample.CANARY in text(browser("central", Role.OFFICE_LEADER).get(path))
    assert sample.CANARY not in text(browser("central", Role.LEADER).get(path))
    for slug, role in (("ta", Role.EDITOR), ("ta", Role.PLATFORM_OPS), ("central", Role.VIEWER)):
        assert browser(slug, role).get(path).status_code == 302


def test_the_trail_is_narrowed_by_step_and_person(ta):
    sample.article("TS-02", "季度", "文")
    leader = browser("ta", Role.LEADER)
    found = text(leader.get("/admin/trail/steps/?step=SECRECY&who=examiner"))
    assert "测试examiner（保密审查员）" in found
    assert "测试proposer" not in found
