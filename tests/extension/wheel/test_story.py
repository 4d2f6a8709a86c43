"""A stranger's plugin, made by `cms plugins new` and installed as a wheel, from its first day to after its last."""

import os

import pytest
from psycopg import sql

from cms.extension.contract.district import district
from tests.extension.wheel.copy import Environment, built, product
from tests.registry.books import DATA, book_of, saved
from tests.registry.conftest import admin, database

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.django_db]
CATALOG = DATA / "catalogs/chengguan.xlsx"
EVERYTHING = ["admin url", "api", "block", "menu", "openapi", "page type", "task", "url"]
READ = ["api", "openapi", "url"]


@pytest.fixture(scope="module")
def environment(tmp_path_factory, django_db_setup):
    """The product from its wheel, and a district of three sites, the first with a registered catalog."""
    folder, name = tmp_path_factory.mktemp("copy"), f"wheel_{os.getpid()}"
    with database(name):
        made = Environment(folder, name)
        made.make()
        made.install(product(tmp_path_factory.mktemp("source")))
        made.cms("district", "load", saved(book_of(district()), folder))
        made.cms("catalog", "import", "ta", CATALOG)
        made.cms("catalog", "file", "ta")
        made.cms("filing", "register", "ta")
        yield made
    with admin() as connection:
        for part in ("owner", "app", "central", "worker", "guide"):
            connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(f"{name}_{part}")))


def test_the_story_of_a_plugin(environment, tmp_path):
    cms = environment.cms
    cms("plugins", "new", "notes", "--into", tmp_path, "--title", "便民通知")
    wheel = built(tmp_path / "gongkai-notes", tmp_path / "made", environment.python)
    environment.install(wheel)
    assert "gongkai-notes 0.1.0" in cms("plugins", "list")
    assert "没有加载插件 notes" in environment.refused("plugins", "on", "notes", "ta")

    environment.plugins = "noticeboard webhooks notes"
    cms("upgrade")
    cms("plugins", "on", "notes", "ta")
    environment.scene("make")
    seen = environment.scene("look")
    assert (seen["ta"], seen["tb"]) == (EVERYTHING, [])
    assert set(seen["status"].values()) == {200}
    assert seen["words"] == ["editor", "entry", "entry api"]

    cms("plugins", "freeze", "notes", "ta")
    seen = environment.scene("look")
    assert (seen["ta"], seen["tb"]) == (READ, [])
    assert seen["words"] == ["editor", "entry", "entry api"]

    assert "2 条公开内容" in environment.refused("plugins", "off", "notes", "ta")
    cms("plugins", "off", "notes", "ta", "--force")
    seen = environment.scene("look")
    assert (seen["ta"], seen["tb"]) == ([], [])
    assert seen["status"]["page"] == 404

    environment.plugins = ""
    environment.pip("uninstall", "-y", "gongkai-notes")
    cms("upgrade")
    seen = environment.scene("look")
    assert (seen["ta"], seen["tb"]) == ([], [])
    assert seen == {}
