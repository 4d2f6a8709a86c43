"""What no description of an API says: how an answer is fetched, and that a refusal is an exception."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen


class Problem(Exception):
    """A refusal (RFC 9457). `kind` is what stands behind the # of its type, `said` the whole document."""

    def __init__(self, status: int, said: Mapping[str, Any], retry_after: int | None) -> None:
        self.status, self.said, self.retry_after = status, said, retry_after
        self.kind = str(said.get("type", "")).rpartition("#")[2]
        super().__init__(f"{status} {said.get('title', '')}: {said.get('detail', '')}")


class Fetching:
    """`origin` is that of a site, as `https://central.example.gov.cn`; `host` is sent as its name where that differs."""

    def __init__(self, origin: str, *, host: str = "", seconds: float = 30) -> None:
        if not origin.startswith(("https://", "http://")):
            raise ValueError(f"not the origin of a site: {origin}")
        self.origin, self.host, self.seconds = origin.rstrip("/"), host, seconds

    def get(self, path: str, asked: Mapping[str, Any]) -> Any:
        """The answer of a path. Raises Problem, URLError."""
        given = {name: _said(value) for name, value in asked.items() if value is not None}
        query = f"?{urlencode(given)}" if given else ""
        headers = {"Accept": "application/json"} | ({"Host": self.host} if self.host else {})
        try:
            request = Request(self.origin + quote(path) + query, headers=headers)  # noqa: S310 -- HTTP, see above
            with urlopen(request, timeout=self.seconds) as answer:  # noqa: S310 -- the same
                return json.load(answer)
        except HTTPError as error:
            raise _problem(error) from error


def _said(value: Any) -> str:
    return ",".join(value) if isinstance(value, Sequence) and not isinstance(value, str) else str(value)


def _problem(error: HTTPError) -> Problem:
    wait = error.headers.get("Retry-After", "")
    try:
        said = json.load(error)
    except ValueError:  # a proxy in between has words of its own
        said = {"title": error.reason}
    return Problem(error.code, said, int(wait) if wait.isdigit() else None)


def pages(ask: Callable[..., Any], **asked: Any) -> Iterator[Any]:
    """Every item of a list, page after page: `pages(client.entries, item="ZJ-09")`."""
    cursor = None
    while True:
        found = ask(**asked, **({"cursor": cursor} if cursor else {}))
        yield from found["items"]
        cursor = found["next"]
        if cursor is None:
            return
