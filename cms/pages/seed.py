"""What every new tenant starts with: a home page, a site, one group for each role. No users, no secrets."""

from django.contrib.auth.models import Group, Permission
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Site,
    Workflow,
)

from cms.pages.models import HomePage
from tenants.identity.roles import MemberRole

# What each role may do with pages, images and documents. Publishing is the leader's and the administrator's.
PAGE_RIGHTS = {
    MemberRole.EDITOR: ("add_page", "change_page"),
    MemberRole.REVIEWER: ("change_page",),
    MemberRole.LEADER: ("change_page", "publish_page", "unlock_page"),
    MemberRole.ADMINISTRATOR: ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
    MemberRole.OFFICE_CLERK: ("add_page", "change_page"),
    MemberRole.OFFICE_LEADER: ("change_page", "publish_page"),
    MemberRole.LINE_LEAD: (),
    MemberRole.VIEWER: (),
    MemberRole.PLATFORM_OPS: ("change_page", "lock_page", "unlock_page"),
}
FILE_RIGHTS = (
    "add_image",
    "change_image",
    "choose_image",
    "add_document",
    "change_document",
    "choose_document",
)
HANDLES_FILES = (MemberRole.EDITOR, MemberRole.ADMINISTRATOR, MemberRole.OFFICE_CLERK)

# Screens beyond pages and files, each opened by a permission of the model that it shows.
REGISTER = (
    "registry.view_unit",
    "registry.view_disclosureline",
    "registry.view_guidancerelation",
    "filing.view_filing",
    "obligations.view_obligation",
    "publication.view_entry",
)
PROGRESS = ("wagtailcore.view_workflowstate",)
HISTORY = ("wagtailcore.view_pagelogentry",)
SCREENS = {
    MemberRole.EDITOR: PROGRESS,
    MemberRole.REVIEWER: PROGRESS,
    MemberRole.LEADER: (*PROGRESS, *HISTORY),
    MemberRole.ADMINISTRATOR: (*PROGRESS, *HISTORY, "identity.view_membership", "identity.change_membership"),
    MemberRole.OFFICE_CLERK: (*PROGRESS, *REGISTER),
    MemberRole.OFFICE_LEADER: (*PROGRESS, *HISTORY, *REGISTER),
    MemberRole.LINE_LEAD: REGISTER,
    MemberRole.VIEWER: REGISTER,
    MemberRole.PLATFORM_OPS: HISTORY,
}


def plant() -> None:
    """Fill a freshly migrated schema. Runs once, when the template is built."""
    Site.objects.all().delete()
    Page.objects.filter(depth__gt=1).delete()
    root = Page.get_first_root_node()
    home = root.add_child(instance=HomePage(title="党务公开", slug="home"))
    Site.objects.create(hostname="template.invalid", root_page=home, is_default_site=True)
    Group.objects.all().delete()
    for role in MemberRole:
        _group(role, home)
    _approval()


def _group(role: MemberRole, home: HomePage) -> None:
    group = Group.objects.create(name=str(role.label))
    for name in ("wagtailadmin.access_admin", *SCREENS[role]):
        app, codename = name.split(".")
        group.permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    for codename in PAGE_RIGHTS[role]:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.create(group=group, page=home, permission=permission)
    if role in HANDLES_FILES:
        collection = Collection.get_first_root_node()
        for permission in Permission.objects.filter(codename__in=FILE_RIGHTS):
            GroupCollectionPermission.objects.create(
                group=group, collection=collection, permission=permission
            )


def _approval() -> None:
    """Wagtail's default workflow, in the hands of the leader. The four steps replace it later."""
    workflow = Workflow.objects.first()
    task = GroupApprovalTask.objects.first()
    if workflow is None or task is None:
        return
    Workflow.objects.filter(pk=workflow.pk).update(name="公开审批")
    task.name = "领导审批"
    task.save()
    task.groups.set(
        Group.objects.filter(name__in=[str(MemberRole.LEADER.label), str(MemberRole.OFFICE_LEADER.label)])
    )
