"""What the seed gives anew reaches sites that are there already, and what a unit chose itself stays."""

import copy
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from cms.pages import seed
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole
from tenants.models import Tenant
from tenants.upgrade import releases
from tenants.upgrade.upgrading import upgrade

EDITOR, VIEWER = MemberRole.EDITOR, MemberRole.VIEWER


def changed(role: str = EDITOR, **values) -> tuple[dict, dict]:
    """What the seed declares, and the same with one role changed."""
    before = seed.declared()
    after = copy.deepcopy(before)
    after[role] |= values
    return before, after


def rights(role: str = EDITOR) -> dict[str, set[str]]:
    """What the group of a role has now."""
    group = Group.objects.get(name=str(MemberRole(role).label))
    return {
        "permissions": set(group.permissions.values_list("codename", flat=True)),
        "pages": set(GroupPagePermission.objects.filter(group=group).values_list("permission__codename", flat=True)),
        "files": set(GroupCollectionPermission.objects.filter(group=group).values_list("permission__codename", flat=True)),
    }  # fmt: skip


def test_the_groups_of_a_new_site_have_what_is_declared(ta):
    for role, wanted in seed.declared().items():
        have = rights(role)
        assert have["permissions"] == {name.partition(".")[2] for name in wanted["permissions"]}
        assert (have["pages"], have["files"]) == (set(wanted["pages"]), set(wanted["files"]))


def test_a_right_that_is_new_is_given_and_one_that_is_gone_is_taken(ta):
    before, after = changed(
        pages=["add_page", "lock_page"], files=["add_image"], permissions=["filing.view_filing"]
    )
    seed.follow(before, after)
    assert rights() == {
        "pages": {"add_page", "lock_page"},
        "files": {"add_image"},
        "permissions": {"view_filing"},
    }


def test_following_twice_changes_nothing_more(ta):
    for _time in range(2):
        seed.follow(*changed(pages=["add_page", "lock_page"]))
        assert GroupPagePermission.objects.filter(group__name=str(EDITOR.label)).count() == 2


def test_what_the_unit_chose_itself_stays(ta):
    """It took a right from its editors and gave them another; neither is undone by a change of a third."""
    group = Group.objects.get(name=str(EDITOR.label))
    GroupPagePermission.objects.get(group=group, permission__codename="add_page").delete()
    seed.follow(*changed(files=[]))
    group.permissions.add(*Group.objects.get(name=str(VIEWER.label)).permissions.all())
    seed.follow(*changed(pages=["add_page", "change_page", "lock_page"]))
    assert rights()["pages"] == {"change_page", "lock_page"}
    assert "view_unit" in rights()["permissions"]


def test_giving_all_that_is_declared_would_undo_it(ta):
    """The control: compared with nothing, what the unit took away comes back."""
    group = Group.objects.get(name=str(EDITOR.label))
    GroupPagePermission.objects.get(group=group, permission__codename="add_page").delete()
    seed.follow({}, seed.declared())
    assert rights()["pages"] == {"add_page", "change_page"}


def test_a_group_that_the_unit_deleted_or_renamed_is_left_alone(ta):
    Group.objects.filter(name=str(VIEWER.label)).update(name="来访")
    Group.objects.get(name=str(EDITOR.label)).delete()
    for role in (VIEWER, EDITOR):
        seed.follow(*changed(role, pages=["lock_page"], group="新的名称"))
    assert not Group.objects.filter(name__in=["新的名称", str(EDITOR.label), str(VIEWER.label)]).exists()
    assert Group.objects.filter(name="来访").exists()


def test_a_new_role_has_a_group_and_a_role_that_is_gone_loses_its_rights(ta):
    before = seed.declared()
    after = {**before, "NEW": {"group": "新角色", "permissions": [], "pages": ["add_page"], "files": []}}
    seed.follow(before, after)
    assert GroupPagePermission.objects.filter(group__name="新角色").count() == 1
    seed.follow(after, before)
    assert GroupPagePermission.objects.filter(group__name="新角色").count() == 0


@pytest.fixture
def other_seed(tmp_path, settings, monkeypatch):
    """The seed as it will be: its file has changed, and editors may lock pages."""
    after = changed(pages=["add_page", "change_page", "lock_page"])[1]
    monkeypatch.setattr(seed, "declared", lambda: after)
    source = Path(tmp_path, "seed.py")
    source.write_text("another")
    settings.TENANT_SEED_SOURCES = [*settings.TENANT_SEED_SOURCES, source]
    releases.current.cache_clear()
    yield
    releases.current.cache_clear()


def test_an_upgrade_brings_the_change_to_every_site_and_keeps_what_ta_chose(district, other_seed):
    with tenant_scope(Tenant.objects.get(slug="ta")):
        GroupPagePermission.objects.get(
            group__name=str(EDITOR.label), permission__codename="add_page"
        ).delete()
    assert upgrade(workers=1).done == 12
    for slug, wanted in (
        ("ta", {"change_page", "lock_page"}),
        ("u8", {"add_page", "change_page", "lock_page"}),
    ):
        with tenant_scope(Tenant.objects.get(slug=slug)):
            assert rights()["pages"] == wanted
