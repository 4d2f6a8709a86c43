"""The form of a package: what its manifest says, and how much may be said.

A package is a tar archive under zstd. Its first member is the manifest, its second the signature of the manifest;
the rest follows in exactly the order that the manifest names, each with its length and SHA-256. Whatever the
signed manifest does not announce is refused.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import PurePosixPath
from typing import Any

FORMAT = 1
KIND = "gongkai-unit"
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
MOST_MANIFEST = 64 << 20
MOST_MEMBERS = 2_000_000
MOST_BYTES = 1 << 42
NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
SHA256 = re.compile(r"[0-9a-f]{64}")
PATH_PART = 255


class PackageError(ValueError):
    """A package cannot be made, read or taken in. One line for each reason; nothing was changed."""

    for_people = True

    def __init__(self, *reasons: str) -> None:
        self.reasons = reasons
        super().__init__("\n".join(reasons))


@dataclass(frozen=True)
class Member:
    """One file of the archive. `name` is a table, or the path of a media file below the unit's folder."""

    member: str
    name: str
    bytes: int
    sha256: str
    rows: int = 0
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Manifest:
    """What a package holds, and where it comes from."""

    made_at: str
    key: str
    """Public key of the installation that made it, in hex."""
    release: str
    content_types: str
    unit: dict[str, Any]
    """uuid, slug, title, host, theme, schema of the site, and `facts` that the register gave."""
    tables: tuple[Member, ...]
    ledger: tuple[Member, ...]
    people: tuple[Member, ...]
    media: tuple[Member, ...]
    sequences: dict[str, tuple[int, bool]] = field(default_factory=dict)
    format: int = FORMAT
    kind: str = KIND

    @property
    def members(self) -> tuple[Member, ...]:
        """Every member after the signature, in the order of the archive."""
        return self.tables + self.ledger + self.people + self.media

    @property
    def length(self) -> int:
        """Bytes of all members together."""
        return sum(member.bytes for member in self.members)

    def as_bytes(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, indent=1).encode()


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MOST_BYTES


def path_problem(name: str) -> str:
    """Why a name is no path below a folder, or ''."""
    path = PurePosixPath(name)
    if not name or "\\" in name or any(ord(letter) < 32 or ord(letter) == 127 for letter in name):
        return "含有不许出现的字符"
    if path.is_absolute() or ".." in path.parts or str(path) != name or name == ".":
        return "不是文件夹之内的路径"
    if any(len(part.encode("utf-8", "replace")) > PATH_PART for part in path.parts):
        return "名称过长"
    return ""


def _member(found: Any, *, part: str) -> Member:
    """Raises PackageError, KeyError, TypeError."""
    one = Member(**{**found, "columns": tuple(found["columns"])})
    words = (one.member, one.name, *one.columns)
    if not (all(type(word) is str for word in words) and _is_count(one.bytes) and _is_count(one.rows)):
        raise PackageError(f"清单中 {part} 的一项不合格式")
    if not SHA256.fullmatch(one.sha256):
        raise PackageError(f"清单中 {one.name} 的校验值不合格式")
    if part == "media":
        reason = path_problem(one.name)
        if reason:
            raise PackageError(f"清单中的文件 {one.name!r} {reason}")
    elif not all(NAME.fullmatch(word) for word in (one.name, *one.columns)):
        raise PackageError(f"清单中的表 {one.name!r} 名称不合格式")
    return one


def _members(found: dict[str, Any], part: str) -> tuple[Member, ...]:
    rows = [_member(one, part=part) for one in found[part]]
    names = Counter(one.name for one in rows)
    for name, times in names.most_common(1):
        if times > 1:
            raise PackageError(f"清单中 {name!r} 出现了两次")
    folders = {str(parent) for name in names for parent in PurePosixPath(name).parents}
    clash = folders & set(names) if part == "media" else set()
    if clash:
        raise PackageError(f"清单中 {min(clash)!r} 既是文件又是文件夹")
    return tuple(rows)


def _sequences(found: Any) -> dict[str, tuple[int, bool]]:
    rows = {name: (last, called) for name, (last, called) in found.items()}
    for name, (last, called) in rows.items():
        if not (NAME.fullmatch(name) and type(last) is int and type(called) is bool):
            raise PackageError(f"清单中的序列 {name!r} 不合格式")
    return rows


def parse(text: bytes) -> Manifest:
    """The manifest of a package. Raises PackageError for whatever is not exactly in form."""
    try:
        found = json.loads(text)
        if (found["kind"], found["format"]) != (KIND, FORMAT):
            raise PackageError(f"包的格式是 {found['kind']} {found['format']}，本程序读 {KIND} {FORMAT}")
        plain: dict[str, str] = {name: found[name] for name in ("made_at", "key", "release", "content_types")}
        unit = found["unit"]
        known = all(type(unit[name]) is str for name in ("uuid", "slug", "title", "host", "theme", "schema"))
        if not (
            known and type(unit["facts"]) is dict and all(type(value) is str for value in plain.values())
        ):
            raise PackageError("清单不合格式")
        manifest = Manifest(
            made_at=plain["made_at"],
            key=plain["key"],
            release=plain["release"],
            content_types=plain["content_types"],
            unit=unit,
            tables=_members(found, "tables"),
            ledger=_members(found, "ledger"),
            people=_members(found, "people"),
            media=_members(found, "media"),
            sequences=_sequences(found["sequences"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, PackageError):
            raise
        raise PackageError("清单不合格式") from error
    if len(manifest.members) > MOST_MEMBERS or manifest.length > MOST_BYTES:
        raise PackageError("清单所列的内容超过限度")
    return manifest
