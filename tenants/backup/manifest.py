"""The files of a base backup against the manifest that PostgreSQL wrote with them.

What pg_verifybackup does, whose program in the wheel does not run. WAL is looked at by its names (actions.verify), and by
winding forward.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from tenants.package.media import digest_of
from tenants.progress import progress

MANIFEST = "backup_manifest"
NOT_IN_IT = (MANIFEST, "postgresql.auto.conf", "pg_wal/")
"""As for pg_verifybackup: these may be there, or may change, without being named."""


def _name(one: dict[str, Any]) -> str:
    return (
        one["Path"]
        if "Path" in one
        else bytes.fromhex(one["Encoded-Path"]).decode("utf-8", "surrogateescape")
    )


def check_manifest(folder: Path) -> list[str]:
    """Paths of files that are missing, changed or too many, and the manifest's own when it was changed itself."""
    try:
        text = (folder / MANIFEST).read_bytes()
        told = json.loads(text)
    except (OSError, ValueError):
        return [MANIFEST]
    # Its last line holds the checksum of all before it.
    if hashlib.sha256(text[: text.rindex(b'"Manifest-Checksum"')]).hexdigest() != told["Manifest-Checksum"]:
        return [MANIFEST]
    files = {_name(one): (one["Size"], one["Checksum"]) for one in told["Files"]}
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    unknown = {name for name in found - files.keys() if not name.startswith(NOT_IN_IT)}
    changed = [
        name
        for name, known in progress(files.items(), label="核对备份", total=len(files))
        if name not in NOT_IN_IT and (name not in found or digest_of(folder / name) != known)
    ]
    return sorted({*unknown, *changed})
