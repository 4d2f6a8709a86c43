"""What every new tenant starts with: a home page, a site, one group for each role. No users, no secrets."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Model
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Site,
    Task,
    Workflow,
)

from cms.extension.rights import rights_of
from cms.pages.models import HomePage
from tenants.identity.roles import MemberRole

# What each role may do with pages, images and documents. What makes a page public is no right to pages: it is the
# procedure (cms/procedure), whose steps are permissions below. `publish_page` only opens what leaders see of pages.
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
    "filing.view_mediaregistration",
    "filing.view_rosterconfirmation",
    "obligations.view_obligation",
    "obligations.view_calendarday",
    "publication.view_entry",
    "publication.view_withdrawal",
)
# What the office alone reads: it names people of units.
INSIDE = ("publication.view_removal", "publication.view_disclosureproof", "publication.view_publicrecord")
# Who did what, when and why: for whoever answers for the unit.
TRAIL = ("publication.view_publicrecord",)
# That something was disclosed where the public does not read it: to record it, and to strike a mistake out.
PROVES = ("publication.add_disclosureproof",)
STRIKES = ("publication.change_disclosureproof",)
# Taking down what is public, with an explanation; and taking away at once what must not be seen.
WITHDRAWS = ("publication.withdraw_entry",)
REMOVES = ("publication.remove_entry",)
# A unit's catalog is filed by those who answer for it; they also decide about those of the units below theirs. At the
# centre that takes the right to the register besides (cms/filing/desk/rights.py).
FILES = ("filing.submit_filing", "filing.decide_filing")
DECIDES = ("filing.decide_filing", "filing.view_filingrule")
# What comes up for a decision is decided by whoever answers for the unit it is addressed to. At the centre that takes
# the right to see the desk besides (cms/moderation/desk/rights.py).
MODERATES = ("moderation.decide_case",)
MODERATES_CENTRALLY = (
    *MODERATES,
    "moderation.view_moderationcase",
    "moderation.view_hold",
    "moderation.add_hold",
)
# The library of rules that catalogs cite.
BASES = tuple(
    f"registry.{action}_{model}"
    for model in ("legalbasis", "legalbasisversion")
    for action in ("view", "add", "change")
)
# Words that mean the same to whoever searches.
SYNONYMS = tuple(f"search.{action}_synonym" for action in ("view", "add", "change", "delete"))
# A unit's own media and its entry in the register; at the centre the formal check, and settling what is wrong.
MEDIA = ("filing.add_mediaregistration", "filing.add_rosterconfirmation")
# Who answers for the unit reads them; at the centre, those of all units.
MEDIA_READ = ("filing.view_mediaregistration", "filing.view_rosterconfirmation")
MEDIA_CHECK = ("filing.change_mediaregistration", "filing.change_rosterconfirmation")
# Where the unit guides others: how they stand.
OVERSEES = ("filing.oversee_units",)
# The unit's own catalog: to read it, and to compile it.
CATALOG = ("catalog.view_catalogversion",)
COMPILING = (*CATALOG, "catalog.compile_catalogversion")
# What the unit owes: to say that a period had nothing and to record what happened; to agree with the former.
OWES = ("obligations.add_nildeclaration", "obligations.add_occasion")
ANSWERS = ("obligations.change_nildeclaration",)
# The office's: to excuse a unit, and to keep the calendar of working days.
EXCUSES = ("obligations.add_waiver", "obligations.change_calendarday")
# The four steps. An administrator keeps the site and proposes; nobody holds two of the three that are apart by role.
PROPOSES = ("procedure.propose_plan",)
EXAMINES = ("procedure.review_secrecy", "procedure.review_merit")
APPROVES = (
    "procedure.review_merit",
    "procedure.approve_plan",
    "procedure.confirm_emergency",
    "procedure.delegate_approval",
)
# The office's: which steps plans take, and who may take two of them; a clerk reads both.
RULING_READ = ("procedure_ledger.view_routerule", "procedure_ledger.view_separationexception")
RULING = (*RULING_READ, "procedure_ledger.change_routerule", "procedure_ledger.change_separationexception")
# Where the public reaches the unit; and, for the office, what all sites of the district say of themselves.
ANSWERABLE = ("registry.change_publiccontact",)
DECLARES = ("registry.change_district",)
# What the site wears: a theme, and the unit's own values in it.
DRESSES = ("theming.change_appearance",)
PROGRESS = ("wagtailcore.view_workflowstate",)
HISTORY = ("wagtailcore.view_pagelogentry",)
TASKS = ("tasks.view_queuedtask", "tasks.change_queuedtask")
PEOPLE = ("identity.view_membership", "identity.change_membership", "audit.view_auditrecord")
# The people of all units. To help them with their credentials is more (identity.change_identity).
DIRECTORY = ("identity.view_identity", "audit.view_auditrecord")
# Which plugins are on, and what each brings; to turn one on or off and set it.
PLUGINS_READ = ("extension.view_tenantplugin",)
PLUGINS = (*PLUGINS_READ, "extension.switch_tenantplugin")
SCREENS = {
    MemberRole.EDITOR: (*COMPILING, *PROGRESS, *PROPOSES, *MEDIA, *OVERSEES, *OWES, *PROVES, *ANSWERABLE),
    MemberRole.REVIEWER: (*CATALOG, *PROGRESS, *EXAMINES, *REMOVES),
    MemberRole.LEADER: (
        *CATALOG,
        *PROGRESS,
        *APPROVES,
        *HISTORY,
        *FILES,
        *MEDIA_READ,
        *OVERSEES,
        *ANSWERS,
        *WITHDRAWS,
        *REMOVES,
        *TRAIL,
        *STRIKES,
        *MODERATES,
    ),
    MemberRole.ADMINISTRATOR: (
        *COMPILING,
        *PROGRESS,
        *PROPOSES,
        *HISTORY,
        *TASKS,
        *PEOPLE,
        *PLUGINS,
        *DRESSES,
        *ANSWERABLE,
        *FILES,
        *MODERATES,
        *MEDIA,
        *OVERSEES,
        *OWES,
        *ANSWERS,
        *WITHDRAWS,
        *REMOVES,
        *TRAIL,
        *PROVES,
        *STRIKES,
    ),
    MemberRole.OFFICE_CLERK: (
        *COMPILING,
        *PROGRESS,
        *PROPOSES,
        *REGISTER,
        *BASES,
        *SYNONYMS,
        *TASKS,
        *DIRECTORY,
        *PLUGINS_READ,
        *DECIDES,
        *MODERATES_CENTRALLY,
        *MEDIA,
        *MEDIA_CHECK,
        *OWES,
        *ANSWERABLE,
        *EXCUSES,
        *INSIDE,
        *PROVES,
        *RULING_READ,
    ),
    MemberRole.OFFICE_LEADER: (
        *CATALOG,
        *PROGRESS,
        *APPROVES,
        *RULING,
        *DECLARES,
        *HISTORY,
        *REGISTER,
        *BASES,
        *SYNONYMS,
        *MEDIA_CHECK,
        *ANSWERS,
        *EXCUSES,
        *TASKS,
        *DIRECTORY,
        *PLUGINS,
        *DECIDES,
        *INSIDE,
        *STRIKES,
        *WITHDRAWS,
        *REMOVES,
        *MODERATES_CENTRALLY,
        "filing.change_filingrule",
        "identity.change_identity",
    ),
    MemberRole.LINE_LEAD: REGISTER,
    MemberRole.VIEWER: REGISTER,
    MemberRole.PLATFORM_OPS: (*HISTORY, *TASKS, *PLUGINS),
}


Rights = dict[str, dict[str, Any]]
"""Role → `group` (its name) and, for each kind of right, the codenames: `permissions`, `pages`, `files`."""


def declared() -> Rights:
    """What each role's group is given. An upgrade compares it with what the release before gave."""
    return {
        role.value: {
            "group": str(role.label),
            "permissions": sorted(("wagtailadmin.access_admin", *SCREENS[role], *rights_of(role.value))),
            "pages": sorted(PAGE_RIGHTS[role]),
            "files": sorted(FILE_RIGHTS) if role in HANDLES_FILES else [],
        }
        for role in MemberRole
    }


def plant() -> None:
    """Fill a freshly migrated schema. Runs once, when the template is built.

    Existing tenants get changes of `declared` through `follow`. Whatever else is changed here needs a data migration
    to reach them.
    """
    Site.objects.all().delete()
    Page.objects.filter(depth__gt=1).delete()
    root = Page.get_first_root_node()
    home = root.add_child(instance=HomePage(title="党务公开", slug="home"))
    Site.objects.create(hostname="template.invalid", root_page=home, is_default_site=True)
    Group.objects.all().delete()
    follow({}, declared())
    Workflow.objects.all().delete()
    Task.objects.all().delete()


def follow(before: Rights, after: Rights) -> None:
    """Bring the bound tenant's groups from what the seed gave before to what it gives now. Idempotent.

    Only the difference is given or taken: a right that the unit took from a group, or gave to it, stays as the unit
    has it, and so does a group that it renamed or deleted.
    """
    for role in sorted({*before, *after}):
        was, now = before.get(role, {}), after.get(role, {})
        if was != now:
            _follow(role_group(was, now), was, now)


def role_group(was: dict[str, Any], now: dict[str, Any]) -> Group | None:
    """The group of a role, made when the role is new. None where the unit has done away with it."""
    if not was:
        return Group.objects.get_or_create(name=now["group"])[0]
    group = Group.objects.filter(name__in=[was["group"], now.get("group", was["group"])]).first()
    if group and now and was["group"] != now["group"] and group.name == was["group"]:
        group.name = now["group"]
        group.save(update_fields=["name"])
    return group


def _follow(group: Group | None, was: dict[str, Any], now: dict[str, Any]) -> None:
    if group is None:
        return
    home = Site.objects.select_related("root_page").get(is_default_site=True).root_page
    for kind, give in (("permissions", _give), ("pages", _give_pages), ("files", _give_files)):
        old, new = set(was.get(kind, ())), set(now.get(kind, ()))
        for names, wanted in ((old - new, False), (new - old, True)):
            if names:
                give(group, home, names, wanted=wanted)


def _give(group: Group, home: Page, names: set[str], *, wanted: bool) -> None:
    split = [name.split(".") for name in names]
    chosen = [Permission.objects.get(content_type__app_label=a, codename=c) for a, c in split]
    (group.permissions.add if wanted else group.permissions.remove)(*chosen)


def _give_pages(group: Group, home: Page, names: set[str], *, wanted: bool) -> None:
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=names):
        _hold(GroupPagePermission, wanted=wanted, group=group, page=home, permission=permission)


def _give_files(group: Group, home: Page, names: set[str], *, wanted: bool) -> None:
    root = Collection.get_first_root_node()
    for permission in Permission.objects.filter(codename__in=names):
        _hold(GroupCollectionPermission, wanted=wanted, group=group, collection=root, permission=permission)


def _hold(model: type[Model], *, wanted: bool, **values: Any) -> None:
    if wanted:
        model._default_manager.get_or_create(**values)
    else:
        model._default_manager.filter(**values).delete()
