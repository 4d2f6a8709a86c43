"""The same answers as files, for a front server that gives them without Python (cms/operations/nginx-static.conf).

    public/kept/own/<host>/<path>~.html      what depends on the site and the directory
    public/kept/wide/<host>/<path>~.json     what was read of the whole district as well
    public/hosts/<schema>/<host>             which hosts a schema's changes concern

A file is written, and a tree taken away, while the counters are locked: nothing old is written after it was forgotten.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Thread

from cms.delivery.policies import CORS, OF_DATA
from cms.delivery.store.epochs import Epochs
from cms.delivery.store.kept import CODINGS, Kept
from tenants.freshness.functions import DIRECTORY, DISTRICT

PAGE = "~.html"
SUFFIXES = {"text/html; charset=utf-8": PAGE, "application/json": "~.json"}
USUAL = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""What the front server says with every file. An answer that says anything else is not written."""
OF_PAGES = USUAL | {"X-Frame-Options": "SAMEORIGIN"}
"""With a page, its policy besides."""
OF_ANSWERS = USUAL | OF_DATA | CORS
"""With an answer of the API."""
OF_THE_FILE = {
    "content-type",
    "cache-control",
    "vary",
    "etag",
    "strict-transport-security",
    "x-accel-expires",
}
POLICY = "content-security-policy"
LONGEST = 200
"""Bytes of one part of a path: a name in a file system has room for 255, and the suffixes need some."""


def suffix_for(kept: Kept, policy: str) -> str:
    """How the file of an answer ends; '' for one that the front server could not give just as it is."""
    told = _lowered(dict(kept.headers))
    suffix = SUFFIXES.get(told.get("content-type", "").lower(), "")
    usual = _lowered(OF_PAGES | {POLICY: policy} if suffix == PAGE else OF_ANSWERS)
    return suffix if {name: told[name] for name in told.keys() - OF_THE_FILE} == usual else ""


def _lowered(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def place(path: str) -> str | None:
    """The path of a request as a name below its host, None for one that is not plain."""
    try:
        name = path.encode("latin-1").decode()
    except UnicodeError:
        return None
    parts = name.split("/")[1:]
    odd = any(part.startswith(".") or len(part.encode()) > LONGEST for part in parts)
    return None if odd or not name.isprintable() or set(name) & set("~\\") else "/".join(parts)


class Disk:
    """`root` is a folder that nothing else uses. `policy` is the Content-Security-Policy of a usual page."""

    def __init__(self, root: Path, policy: str) -> None:
        self.root, self.policy = root, policy
        for name in ("hosts", ".gone"):
            (root / name).mkdir(parents=True, exist_ok=True)

    def put(self, host: str, path: str, kept: Kept, tags: set[str], counters: Epochs) -> None:
        """Write an answer, unless it cannot be given as a file or is not the newest any more.

        `tags` hold a schema, the directory, and perhaps the district.
        """
        suffix, name = suffix_for(kept, self.policy), place(path)
        if not suffix or name is None:
            return
        forms = {".gz": CODINGS["gzip"](kept.body), ".br": CODINGS["br"](kept.body), "": kept.body}
        with counters.locked():
            if counters.alive() and counters.hold(kept.marks):
                self._write(host, f"{name}{suffix}", forms, tags)

    def _write(self, host: str, name: str, forms: dict[str, bytes], tags: set[str]) -> None:
        target = self.root / "kept" / ("wide" if DISTRICT in tags else "own") / host / name
        target.parent.mkdir(parents=True, exist_ok=True)
        for schema in tags - {DIRECTORY, DISTRICT}:
            marker = self.root / "hosts" / schema / host
            marker.parent.mkdir(exist_ok=True)
            marker.touch()
        # The whole one last: with it the answer is there.
        for ending, body in forms.items():
            part = self.root / ".gone" / secrets.token_hex(8)
            part.write_bytes(body)
            part.replace(f"{target}{ending}")

    def forget(self, tags: frozenset[str] | None) -> None:
        """A follower of the counters: when it returns, no file says what has changed."""
        if tags is None or DIRECTORY in tags:
            # With the counters locked nobody writes: what else lies there was left by somebody who was broken off.
            self._take_away(["kept", *(f".gone/{one.name}" for one in (self.root / ".gone").iterdir())])
            return
        found = ["kept/wide"] if DISTRICT in tags else []
        for schema in tags - {DISTRICT}:
            hosts = self.root / "hosts" / schema
            names = [one.name for one in hosts.iterdir()] if hosts.is_dir() else []
            found += [f"kept/{kind}/{name}" for name in names for kind in ("own", "wide")]
        self._take_away(found)

    def _take_away(self, trees: list[str]) -> None:
        """At once for whoever looks; the files themselves in their own time."""
        gone: list[Path] = []
        (self.root / ".gone").mkdir(exist_ok=True)
        for tree in trees:
            out = self.root / ".gone" / secrets.token_hex(8)
            with suppress(FileNotFoundError):
                gone.append((self.root / tree).rename(out))
        if gone:
            Thread(target=_delete, args=(gone,), daemon=True).start()


def _delete(trees: list[Path]) -> None:
    for tree in trees:
        if tree.is_dir():
            shutil.rmtree(tree, ignore_errors=True)
        else:
            tree.unlink(missing_ok=True)
