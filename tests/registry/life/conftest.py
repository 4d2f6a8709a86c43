"""A district of seven units, served, whose units come and go. The files take it one after the other."""

from __future__ import annotations

import shutil

import pytest

from cms.registry.loading import add_unit
from cms.registry.newcomer import newcomer
from cms.registry.sites import Address
from tenants.context import rebind
from tests.registry.conftest import copied
from tests.registry.served import serving

ADDRESS = Address("test", 80)
BY = "张三"


@pytest.fixture(scope="package")
def district(django_db_setup, django_db_blocker, tmp_path_factory):
    """The four units and three more, served; their files in a folder of the tests' own."""
    from django.conf import settings

    kept, media = settings.MEDIA_ROOT, tmp_path_factory.mktemp("life") / "media"
    shutil.copytree(kept, media)
    settings.MEDIA_ROOT = media
    with django_db_blocker.unblock(), copied("life"):
        for slug, name in (("ding", "丁镇党委"), ("wu", "戊镇党委"), ("ji", "己镇党委")):
            row = newcomer(
                slug=slug, name=name, kind="镇", level="镇街级", line="镇街道", superior="区委办公室"
            )
            add_unit(row, ADDRESS)
        with serving() as served:
            yield served
    settings.MEDIA_ROOT = kept


@pytest.fixture(autouse=True)
def _unblocked(district, django_db_blocker):
    with django_db_blocker.unblock():
        yield
        rebind(None)


@pytest.fixture
def ask(district):
    return district.ask
