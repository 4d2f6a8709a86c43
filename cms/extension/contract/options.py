"""The option `--plugin`, in every pytest of an environment that has the product: nothing of it is loaded without it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

SETTINGS = "cms.extension.contract.settings"
FIXTURES = "cms.extension.contract.fixtures"
ALLOWED = "GONGKAI_PLUGINS"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("gongkai")
    group.addoption("--plugin", metavar="NAME", help="Gongkai 的哪个插件：有了它才启动测试用的区")


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Name the settings before pytest-django looks for them."""
    slug = early_config.known_args_namespace.plugin
    if slug:
        os.environ[ALLOWED] = " ".join(_loaded(slug))
        os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    return (yield)


def _loaded(slug: str) -> list[str]:
    """What comes with the product and the plugin; with GONGKAI_PLUGINS set, what that says and the plugin."""
    from cms.extension.discovery import ROOT, in_tree, installed  # noqa: PLC0415 -- not in every pytest there is

    ours = [one.slug for one in in_tree(ROOT / "plugins", "plugins")]
    if slug not in {*ours, *(one.slug for one in installed())}:
        raise pytest.UsageError(f"没有装插件 {slug}：先在它的文件夹里运行 pip install -e .")
    named = os.environ.get(ALLOWED, " ".join(ours)).replace(",", " ").split()
    return sorted({*named, slug})


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("plugin"):
        config.pluginmanager.import_plugin(FIXTURES)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The author's machine is left as it was found."""
    if config.getoption("plugin") and os.environ.get("DJANGO_SETTINGS_MODULE") == SETTINGS:
        from cms.settings.env import data_folder  # noqa: PLC0415 -- not in every pytest there is
        from tenants import embedded  # noqa: PLC0415 -- likewise

        embedded.stop(data_folder())
