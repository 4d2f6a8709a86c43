"""The service behind the engine: how it is reached, and what is said when it is not."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

from django.utils.translation import gettext as _
from elastic_transport import ConnectionError as NotReached
from elastic_transport import ConnectionTimeout, TransportError
from elasticsearch import ApiError, Elasticsearch, NotFoundError

from cms.search.contract import Unavailable

SECONDS = 3
"""How long a reader waits for an answer."""
SECONDS_AT_WORK = 60
REST = 5
"""Seconds in which a service that could not be reached is not asked again: readers would wait one by one."""


class Service:
    """One cluster, with the names that our index has in it. Safe for threads."""

    def __init__(self, url: str, alias: str) -> None:
        self.alias = alias
        self.building = f"{alias}-building"
        """The index that is being filled, beside the one that answers."""
        self.client = Elasticsearch(_with_port(url), max_retries=0)
        self._rests_until = 0.0

    @contextmanager
    def asked(self, seconds: int = SECONDS) -> Iterator[Elasticsearch]:
        """The client, for something that answers in so many seconds. Raises Unavailable, whatever goes wrong with it."""
        if seconds == SECONDS and time.monotonic() < self._rests_until:
            raise Unavailable(_("检索服务刚才连接不上"))
        try:
            yield self.client.options(request_timeout=seconds)
        except (NotReached, ConnectionTimeout) as error:
            self._rests_until = time.monotonic() + REST
            raise Unavailable(_("检索服务连接不上：%(error)s") % {"error": error}) from error
        except NotFoundError as error:
            raise Unavailable(_("检索服务里还没有索引，请运行 cms search rebuild")) from error
        except (ApiError, TransportError) as error:
            raise Unavailable(_("检索服务出错：%(error)s") % {"error": error}) from error


def _with_port(url: str) -> str:
    """The client wants one to be said."""
    parts = urlsplit(url)
    if parts.port:
        return url
    return urlunsplit(parts._replace(netloc=f"{parts.netloc}:{443 if parts.scheme == 'https' else 80}"))
