"""A unit leaves and comes back: the same to the last byte elsewhere, a copy with keys of its own beside the original."""

from __future__ import annotations

import pytest
from django.test import Client

from cms.publication.models import Entry
from tenants.context import tenant_scope
from tenants.identity.models import Identity, Membership
from tenants.installation import admin_connection
from tenants.ledger import ledger_models, packaged_models
from tenants.models import Tenant
from tenants.package.actions import check, check_packages, differences, export, take_in, would_take_in
from tenants.package.form import Manifest
from tests.sample import PASSWORD
from tests.tenants.package.boxes import taken_apart
from tests.tenants.package.conftest import forget, forget_person, unseat

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("unblocked")]


def parts(manifest: Manifest, *, without: tuple[str, ...] = ()) -> dict:
    return {
        "sequences": manifest.sequences,
        **{one.name: (one.rows, one.sha256) for one in manifest.members if one.name not in without},
    }


@pytest.fixture
def others(work, tmp_path, key):
    """A function that says what all other units are, to compare before and after."""

    def look() -> list[dict]:
        found = []
        for slug in ("central", "tb", "village"):
            found.append(parts(export(slug, tmp_path / "other", owner=work.owner, key=key)))
        return found

    return look


def test_a_unit_is_the_same_to_the_byte_where_it_was_not_known(made, work, place, key, tmp_path, others):
    forget("ta")
    before = others()
    take_in(made, work, place("ta"))
    again = export("ta", tmp_path / "again", owner=work.owner, key=key)
    assert parts(again) == parts(check(made))
    assert len(again.media) >= 2
    assert others() == before
    assert "机构设置公开" in Client(headers={"host": "ta.test"}).get("/column/").content.decode()


def test_a_changed_byte_would_be_seen(made, work, key, tmp_path):
    """The control of the test above: one title."""
    schema = Tenant.objects.get(slug="ta").schema_name
    work.owner.execute(f"UPDATE {schema}.wagtailcore_page SET title = title || '.' WHERE id = 1")
    again = parts(export("ta", tmp_path / "again", owner=work.owner, key=key))
    work.owner.execute(f"UPDATE {schema}.wagtailcore_page SET title = rtrim(title, '.') WHERE id = 1")
    assert [name for name, value in parts(check(made)).items() if again[name] != value] == [
        "wagtailcore_page"
    ]


def test_a_copy_beside_the_original_has_keys_of_its_own(made, work, place, others):
    before = others()
    taken = take_in(made, work, place("ta2"))
    assert taken.is_copy
    keys = {}
    for slug in ("ta", "ta2"):
        with tenant_scope(Tenant.objects.get(slug=slug)):
            keys[slug] = set(Entry.objects.values_list("uuid", flat=True))
            entry = Entry.objects.get()
            assert (
                Client(headers={"host": f"{slug}.test"}).get(f"/api/v1/entries/{entry.uuid}").status_code
                == 200
            )
            assert Client(headers={"host": f"{slug}.test"}).get(entry.path).status_code == 200
    assert not keys["ta"] & keys["ta2"]
    assert others() == before


def test_files_come_along_and_are_served(work):
    for slug in ("ta", "ta2"):
        client = Client(headers={"host": f"{slug}.test"})
        entry = client.get("/api/v1/entries").json()["items"][0]
        file = client.get(f"/api/v1/entries/{entry['uuid']}").json()["attachments"][0]
        path = file["url"].partition(".test")[2]
        answer = client.get(path)
        assert (answer.status_code, b"".join(answer.streaming_content)) == (200, b"a")


def test_someone_known_here_keeps_their_password(work):
    """The copy of the tests above."""
    sent = {"username": "user-a", "password": PASSWORD}
    assert Client(headers={"host": "ta2.test"}).post("/admin/login/", sent).status_code == 302


def test_people_keep_their_place_but_a_stranger_has_no_password(made, work, place):
    forget("ta")
    forget_person("user-a")
    take_in(made, work, place("ta"))
    with tenant_scope(Tenant.objects.get(slug="ta")):
        person = Identity.objects.get(login="user-a")
        assert person.password == "!"
        assert Membership.objects.valid().get(identity=person).role == "ADMINISTRATOR"
    sent = {"username": "user-a", "password": PASSWORD}
    assert Client(headers={"host": "ta.test"}).post("/admin/login/", sent).status_code == 200


def test_a_log_in_name_of_another_person_is_not_taken_over(made, work, place):
    forget("ta")
    with admin_connection(autocommit=True) as admin:
        unseat(admin, "user-a")
        admin.execute("UPDATE identity_identity SET uuid = gen_random_uuid() WHERE login = 'user-a'")
    taken = take_in(made, work, place("ta"))
    assert [line for line in taken.notices if "user-a" in line]
    with tenant_scope(Tenant.objects.get(slug="ta")):
        assert not Membership.objects.exists()


def test_what_of_the_ledger_goes_along_is_decided_table_by_table():
    """A new ledger table with rows of units must be put into one of the two lists, with thought."""
    of_units = {
        model._meta.db_table
        for model in ledger_models()
        if model._meta.app_label != "tenants"
        and any(f.column == "schema_name" for f in model._meta.concrete_fields)
    }
    along = {
        "evaluation_ledger_document",
        "evaluation_ledger_pagecheck",
        "evaluation_ledger_scan",
        "extension_tenantplugin",
        "filing_fileditem",
        "filing_filing",
        "filing_filingremark",
        "filing_filingstep",
        "filing_reminder",
        "filing_mediacontact",
        "filing_mediaregistration",
        "filing_mediastep",
        "filing_rosterconfirmation",
        "filing_unitcontact",
        "moderation_caseremark",
        "moderation_casestep",
        "moderation_moderationcase",
        "obligations_evidence",
        "obligations_nildeclaration",
        "obligations_obligation",
        "obligations_occasion",
        "obligations_waiver",
        "procedure_ledger_steprecord",
        "publication_correction",
        "publication_disclosureproof",
        "publication_entry",
        "publication_entryversion",
        "publication_removal",
        "publication_withdrawal",
        "registry_publiccontact",
        "sample_ledger_heard",
        "theming_appearance",
    }
    stays = {
        "audit_auditrecord",
        "evaluation_ledger_appeal",
        "evaluation_ledger_appealruling",
        "evaluation_ledger_award",
        "evaluation_ledger_countrun",
        "evaluation_ledger_documentruling",
        "evaluation_ledger_featureproposal",
        "evaluation_ledger_featureruling",
        "evaluation_ledger_finding",
        "evaluation_ledger_findinganswer",
        "evaluation_ledger_grade",
        "evaluation_ledger_judgement",
        "evaluation_ledger_nilsample",
        "evaluation_ledger_score",
        "evaluation_ledger_scorechange",
        "evaluation_ledger_verdict",
        "evaluation_ledger_veto",
        "evaluation_ledger_visit",
        "filing_mediaprobe",
        "identity_invitation",
        "identity_loginsession",
        "identity_membership",
        "obligations_unittally",
        "publication_publicrecord",
        "publication_telling",
        "search_attachmenttext",
        "search_searchdocument",
        "showcase_ledger_adoption",
        "showcase_ledger_bulletin",
        "showcase_ledger_deliberation",
        "showcase_ledger_emptyplace",
        "showcase_ledger_gate",
        "showcase_ledger_mark",
        "showcase_ledger_nomination",
        "showcase_ledger_notice",
        "showcase_ledger_objection",
        "showcase_ledger_organizeraward",
        "showcase_ledger_practice",
        "showcase_ledger_previsit",
        "showcase_ledger_seal",
        "showcase_ledger_selection",
        "showcase_ledger_sheet",
        "showcase_ledger_stability",
        "showcase_ledger_visit",
        "showcase_ledger_visitseat",
        "tasks_dueindex",
        "tasks_queuedtask",
    }
    assert {model._meta.db_table for model in packaged_models()} == along
    assert of_units == along | stays


def test_no_secret_is_in_a_package(made):
    box = taken_apart(made)
    text = b"".join(content for _header, content in box.members)
    assert b"md5$" not in text
    assert b"argon2" not in text
    assert not [
        one for one in box.manifest["tables"] if one["name"] in ("django_session", "wagtailcore_apitoken")
    ]


def test_dry_run_tells_and_changes_nothing(made, work, place, others):
    before, tenants = others(), Tenant.objects.count()
    told = would_take_in(made, work, place("ta9"))
    assert (told.slug, told.is_copy, told.manifest.unit["title"]) == ("ta9", True, "甲镇党委")
    assert (others(), Tenant.objects.count()) == (before, tenants)


def test_every_package_of_a_folder_is_restored_and_let_go(made, work, key, tmp_path):
    folder = tmp_path / "packages"
    export("tb", folder / "tb.gkunit", owner=work.owner, key=key)
    (folder / "ta.gkunit").write_bytes(made.read_bytes())
    (folder / "cut.gkunit").write_bytes(made.read_bytes()[:-100])
    schemas = "SELECT count(*) FROM pg_namespace"
    before = work.owner.execute(schemas).fetchone()
    found = {path.name: reasons for path, reasons in check_packages(folder, work)}
    assert found == {"ta.gkunit": [], "tb.gkunit": [], "cut.gkunit": ["包不完整：文件被截断，请重新传送"]}
    assert work.owner.execute(schemas).fetchone() == before


def test_a_package_that_would_restore_otherwise_is_found(made, work, key, tmp_path):
    """The control: announced truly, but with a row that PostgreSQL writes in another way."""
    box = taken_apart(made)
    box.replace("tables/wagtailcore_locale", lambda content: content.replace(b"1\t", b"01\t", 1), key)
    assert differences(box.write(tmp_path / "odd"), work) == ["wagtailcore_locale 恢复后与包中不同"]
