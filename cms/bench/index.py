"""An index of the benchmark's own in the service that searches, where there is one."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from django.test.utils import override_settings

from cms.search.engines import engine, made


@contextmanager
def own_index() -> Iterator[str]:
    """Its name. Empty at first, and gone when the block ends; that of the installation is not touched."""
    name = f"gongkai-bench-{secrets.token_hex(4)}"
    with override_settings(ELASTICSEARCH_INDEX=name):
        made.cache_clear()
        try:
            yield name
        finally:
            engine().discard()
            made.cache_clear()
