"""Tables and columns of Django and Wagtail whose changes no visitor can see. Our own models say so themselves.

Whatever is neither here nor said by its model is watched: a reason is needed to be left out, none to be watched.
"""

TABLES: dict[str, str] = {
    "django_session": "who is signed in gets nothing from the store",
    "wagtailadmin_editingsession": "who has a form open",
    "wagtailadmin_formstate": "what somebody left in a form",
    "wagtailadmin_admin": "has no rows: a name for rights",
    "wagtailcore_apitoken": "keys of programmes that write",
    "wagtailcore_comment": "talk among editors",
    "wagtailcore_commentreply": "talk among editors",
    "wagtailcore_modellogentry": "the admin's log",
    "wagtailcore_pagelogentry": "the admin's log",
    "wagtailcore_pagesubscription": "who is told of comments",
    "wagtailcore_referenceindex": "what the admin says is used where",
    "wagtailcore_revision": "drafts; what is public is a row of its own",
    "wagtailcore_uploadedfile": "files between two steps of an upload",
    "wagtailsearch_indexentry": "the admin's search; the public's is in the ledger",
    "wagtailusers_userprofile": "how somebody likes the admin",
}

COLUMNS: dict[str, tuple[str, ...]] = {
    # Saving a draft of a public page changes these and nothing else.
    "wagtailcore_page": (
        "draft_title",
        "has_unpublished_changes",
        "latest_revision_created_at",
        "latest_revision_id",
        "locked",
        "locked_at",
        "locked_by_id",
    ),
    "accounts_user": ("last_login",),
}
