"""Who may take what is public away. The verbs ask nothing: whoever calls them has asked here."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType

from cms.pages.models import ArticlePage


def may_withdraw(user: Any) -> bool:
    """Take an entry down with an explanation."""
    return user.has_perm("publication.withdraw_entry")


def may_remove(user: Any) -> bool:
    """Take content away at once that must not be seen."""
    return user.has_perm("publication.remove_entry")


def may_follow(user: Any) -> bool:
    """See what was taken away, and account for it."""
    return may_withdraw(user) or may_remove(user)


def is_public_article(page: Any) -> bool:
    """Of a page from a list of any types, without asking the database."""
    return page.live and page.content_type_id == ContentType.objects.get_for_model(ArticlePage).pk
