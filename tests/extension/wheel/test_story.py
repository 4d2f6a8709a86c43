"""A stranger's plugin, made by `cms plugins new` and installed as a wheel, from its first day to after its last."""

import os

import pytest
from psycopg import sql

from cms.extension.contract.district import district
from tests.extension.wheel.copy import Environment, built, product
from tests.registry.books import book_of, saved
from tests.registry.conftest import admin, database

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.django_db]
EVERYTHING = ["admin url", "api", "block", "menu", "openapi", "page type", "task", "url"]
READ = ["api", "openapi", "url"]
FINE = dict.fromkeys(
    ["home", "page", "entry", "entry api", "explorer", "editor", "page editor", "page delete", "plugins"], 200
)
GONE = FINE | {"page": 404, "page editor": 302}


@pytest.fixture(scope="module")
def environment(tmp_path_factory, django_db_setup):
    """The product from its wheel, and a district of three sites, the first with a registered catalog."""
    folder, name = tmp_path_factory.mktemp("copy"), f"wheel_{os.getpid()}"
    with database(name):
        made = Environment(folder, name)
        made.make()
        made.install(product(tmp_path_factory.mktemp("source")))
        made.cms("district", "load", saved(book_of(district()), folder))
        made.scene("register")
        yield made
    with admin() as connection:
        for part in ("owner", "app", "central", "worker", "guide"):
            connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(f"{name}_{part}")))


@pytest.mark.timeout(900)
def test_the_story_of_a_plugin(environment, tmp_path):
    made_and_installed(environment, tmp_path)

    environment.plugins = "noticeboard webhooks notes"
    environment.cms("upgrade")
    seen = environment.scene("plugins on notes ta", "make", "look")
    assert (seen["ta"], seen["tb"]) == (EVERYTHING, [])
    assert seen["status"] == FINE
    assert seen["words"] == ["entry", "entry api"]

    seen = environment.scene("plugins freeze notes ta", "look")
    assert (seen["ta"], seen["tb"]) == (READ, [])
    assert seen["status"] == FINE | {"page editor": 302}
    assert seen["words"] == ["entry", "entry api"]

    seen = environment.scene("!plugins off notes ta", "plugins off notes ta --force", "look")
    assert "有 2 条公开内容是用它做的" in seen["refused"]
    assert (seen["ta"], seen["tb"]) == ([], [])
    assert seen["status"] == GONE
    assert seen["words"] == ["entry api"]

    uninstalled(environment)


def made_and_installed(environment, folder):
    """Made by its author, installed by an operator."""
    environment.cms("plugins", "new", "notes", "--into", folder, "--title", "便民通知")
    environment.install(built(folder / "gongkai-notes", folder / "made", environment.python))
    assert "gongkai-notes 0.1.0" in environment.cms("plugins", "list")


def uninstalled(environment):
    """Its code is gone. What went public with it is still said, its page is not there, and nothing crashes."""
    environment.pip("uninstall", "-y", "gongkai-notes")
    assert "GONGKAI_PLUGINS 里的插件没有安装：notes" in environment.refused("check")
    environment.plugins = ""
    environment.cms("upgrade")
    seen = environment.scene("look", "check")
    assert (seen["ta"], seen["tb"]) == ([], [])
    assert seen["status"] == GONE
    assert seen["words"] == ["entry", "entry api"]
    assert (seen["stored"], seen["held"]) == (["rich_text", "notes_tip", "rich_text"], True)
    assert environment.cms("plugins", "off", "notes", "ta", "--force") == "ta：停用\n"
