"""A plain Wagtail site: its tables, its articles, and the server in front of it."""

from __future__ import annotations

import datetime as dt

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection
from wagtail.models import Locale, Page, Site

from cms.bench.plain.models import ArticlePage
from cms.delivery.ports import listen
from cms.delivery.server import Server

SUMMARY = "测速区测速镇公布基本情况、主要做法和经费安排。"
BODY = "<p>本项工作由党政办公室牵头，各支部配合，按月调度、按季通报，接受党员和群众监督。</p>" * 18


def make() -> None:
    """Tables as the models say, as Django makes them for tests without migrations, and what Wagtail's would put in."""
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {settings.SCHEMA}")
    call_command("migrate", run_syncdb=True, verbosity=0)
    locale = Locale.objects.create(language_code="en")
    root = Page.add_root(instance=Page(title="Root", slug="root", locale=locale))
    home = root.add_child(instance=Page(title="Home", slug="home", locale=locale))
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)


def write(articles: int) -> None:
    """As `add_child` would, but all the pages in one statement."""
    home, kind = Site.objects.get().root_page, ContentType.objects.get_for_model(ArticlePage)
    first = dt.datetime.now(dt.UTC) - dt.timedelta(hours=6 * articles)
    pages = [
        Page(
            path=Page._get_path(home.path, home.depth + 1, number),
            depth=home.depth + 1,
            title=f"测速公开事项（第{number}条）",
            slug=f"article-{number}",
            url_path=f"{home.url_path}article-{number}/",
            content_type=kind,
            locale=home.locale,
            first_published_at=first + dt.timedelta(hours=6 * number),
        )
        for number in range(1, articles + 1)
    ]
    for page in Page.objects.bulk_create(pages):
        article = ArticlePage(
            page_ptr=page, issued_on=page.first_published_at.date(), summary=SUMMARY, body=BODY
        )
        article.save_base(raw=True)  # its own table only
    Page.objects.filter(pk=home.pk).update(numchild=articles)


def serve(port: int, workers: int) -> None:
    Server(listen("127.0.0.1", port, workers), load=get_wsgi_application).run()
