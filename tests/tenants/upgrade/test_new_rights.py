"""A screen that came with a release opens in sites from before it, for the roles that it is meant for."""

import hashlib
from copy import deepcopy

import pytest
from django.contrib.auth.models import Group, Permission

from cms.pages import seed
from tenants import template
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole
from tenants.models import Template, Tenant
from tenants.roles import owner_rights
from tenants.upgrade.states import RunState
from tenants.upgrade.upgrading import upgrade
from tests.people import browser

RIGHT = "registry.change_publiccontact"
SCREEN = "/admin/contact/"
OF_MODEL = "SELECT id FROM {0}.django_content_type WHERE (app_label, model) = ('registry', 'publiccontact')"
OF_RIGHTS = f"SELECT id FROM {{0}}.auth_permission WHERE content_type_id IN ({OF_MODEL})"
IN_SCHEMA = f"""
    DELETE FROM {{0}}.auth_group_permissions WHERE permission_id IN ({OF_RIGHTS});
    DELETE FROM {{0}}.auth_permission WHERE id IN ({OF_RIGHTS});
    DELETE FROM {{0}}.django_content_type WHERE id IN ({OF_MODEL});
    DELETE FROM {{0}}.django_migrations WHERE (app, name) = ('registry', '0004_contact')
"""
IN_LEDGER = """
    DROP TABLE public.registry_publiccontact;
    ALTER TABLE public.registry_district DROP data_licence, DROP data_licence_name;
    DELETE FROM public.django_migrations WHERE (app, name) = ('registry', '0004_contact');
    UPDATE public.tenants_tenant SET release = 'before', works_from = 'before'
"""


@pytest.fixture
def before(district, ask):
    """The district as the release left it that knew no public contact: no table, no type, no right to it."""
    with owner_rights():
        found = Template.objects.get()
        schemas = [found.schema_name, *Tenant.objects.values_list("schema_name", flat=True)]
        for text in (*(IN_SCHEMA.format(f'"{schema}"') for schema in schemas), IN_LEDGER):
            for statement in text.split(";"):
                ask(statement)
        sql = template._dump(found.schema_name)
        Template.objects.update(
            fingerprint="before",
            release="before",
            works_from="before",
            sql=sql,
            sha256=hashlib.sha256(sql.encode()).hexdigest(),
            seed=_without_it(found.seed),
        )


def _without_it(declared: dict) -> dict:
    declared = deepcopy(declared)
    for role in declared.values():
        role["permissions"] = [name for name in role["permissions"] if name != RIGHT]
    return declared


def holders() -> set[str]:
    """Names of the groups of the bound site that have the right."""
    return set(
        Group.objects.filter(permissions__codename="change_publiccontact").values_list("name", flat=True)
    )


def test_a_site_from_before_the_public_contact_gets_the_right_and_the_screen(before):
    with tenant_scope(Tenant.objects.get(slug="ta")):
        assert not Permission.objects.filter(codename="change_publiccontact").exists()
        Group.objects.filter(name=str(MemberRole.EDITOR.label)).update(name="宣传干事")
    assert upgrade(workers=1).state == RunState.DONE
    meant = {role["group"] for role in seed.declared().values() if RIGHT in role["permissions"]}
    assert str(MemberRole.EDITOR.label) in meant
    for slug, wanted in (("u8", meant), ("central", meant), ("ta", meant - {str(MemberRole.EDITOR.label)})):
        with tenant_scope(Tenant.objects.get(slug=slug)):
            assert holders() == wanted
    _the_screen_opens_for_whom_it_is_meant()


def _the_screen_opens_for_whom_it_is_meant():
    editor = browser("tb", MemberRole.EDITOR)
    assert editor.get(SCREEN).status_code == 200
    said = {"office": "党政办", "telephone": "0571-12345678", "address": "", "email": "", "hours": ""}
    assert editor.post(SCREEN, said).status_code == 302
    assert "0571-12345678" in browser("tb", None).get("/").content.decode()
    assert browser("tb", MemberRole.REVIEWER).get(SCREEN).status_code == 302
