"""Which requests the store may answer, and by which key."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

from django.utils import timezone

from cms.delivery.display import COOKIE, ELDER

NEVER = ("/admin/", "/data/", "/documents/", "/media/", "/static/", "/_preview/", "/_util/")
UNDATED = ("/static/", "/healthz", "/readyz")
"""What shows nothing of the database, so that nothing has to be invalidated before it is sent."""
VIEWS = {"": "", f"{COOKIE}={ELDER}": ELDER}
"""The whole Cookie header → the view of whoever sent it. With any other the request may be somebody's own."""
PERSONAL = ("HTTP_AUTHORIZATION", "HTTP_RANGE", "HTTP_X_HTTP_METHOD_OVERRIDE")
Key = tuple[str, ...]


class Today:
    """The local date, looked up when the last one is over: pages show what is due, so yesterday's hold no more."""

    def __init__(self) -> None:
        self.text, self.until = "", 0.0

    def __call__(self) -> str:
        if time.time() >= self.until:
            today = timezone.localdate()
            midnight = dt.datetime.combine(today + dt.timedelta(days=1), dt.time())
            self.until = midnight.replace(tzinfo=timezone.get_default_timezone()).timestamp()
            self.text = today.isoformat()
        return self.text


def key_of(environ: dict[str, Any], today: str) -> Key | None:
    """The key of a request that anybody may have made, None for every other.

    What it leaves out of the request must not change a public answer; what does must say so in Vary, and is not kept.
    """
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return None
    view = VIEWS.get(environ.get("HTTP_COOKIE", ""))
    if view is None or any(name in environ for name in PERSONAL):
        return None
    path, host = environ["PATH_INFO"], environ.get("HTTP_HOST", "")
    # Other spellings of an address get the same answer, but not a place of their own.
    if path.startswith(NEVER) or "//" in path or host != host.lower():
        return None
    crossing = "crossing" if "HTTP_ORIGIN" in environ else ""
    return environ["wsgi.url_scheme"], host, path, environ.get("QUERY_STRING", ""), view, crossing, today


def is_plain(key: Key) -> bool:
    """Whether a key stands for its address alone: no query, no view, nobody else's script."""
    return not any(key[3:6])


def names(host: str, environ: dict[str, Any], domain: str, port: int) -> bool:
    """Whether a Host header is the plain name of a site, with a port that it really has or none."""
    name, _colon, given = host.partition(":")
    return name == domain and given in ("", str(port), environ["SERVER_PORT"])
