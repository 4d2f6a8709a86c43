"""Quotas for a test."""

import pytest


@pytest.fixture
def limits(settings, tmp_path):
    """limits(visitor=(requests, seconds), site=…, token=…): quotas in a file of this test's own."""

    def put(*, visitor=(0, 1), site=(0, 1), token=(0, 1)):
        settings.DATA, settings.LIMIT_VISITOR, settings.LIMIT_SITE = tmp_path, visitor, site
        settings.LIMIT_TOKEN = token

    return put
