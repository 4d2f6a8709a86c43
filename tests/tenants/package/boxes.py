"""Packages for the tests: made of a real unit, taken apart, put together again wrongly, and signed as well as may be."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tenants.package.envelope import CHUNK, folding, unfolded
from tenants.package.form import MANIFEST, SIGNATURE


@dataclass
class Box:
    """A package in pieces: (header, content) in order, and its manifest as plain values."""

    members: list[tuple[tarfile.TarInfo, bytes]]
    extra: list[tuple[tarfile.TarInfo, bytes]] = field(default_factory=list)

    @property
    def manifest(self) -> dict[str, Any]:
        return json.loads(self.content(MANIFEST))

    def content(self, name: str) -> bytes:
        return next(content for header, content in self.members if header.name == name)

    def put(self, name: str, content: bytes) -> None:
        """Another content under a name, with the length that it has."""
        for number, (header, _content) in enumerate(self.members):
            if header.name == name:
                header.size = len(content)
                self.members[number] = (header, content)

    def sign(self, manifest: dict[str, Any], key: Ed25519PrivateKey) -> None:
        text = json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1).encode()
        self.put(MANIFEST, text)
        self.put(SIGNATURE, key.sign(text))

    def replace(self, name: str, change: Callable[[bytes], bytes], key: Ed25519PrivateKey) -> None:
        """Change a member and announce it truly: what a maker that is trusted but wicked, or broken, would do."""
        content = change(self.content(name))
        self.put(name, content)
        manifest = self.manifest
        for one in (one for part in ("tables", "ledger", "people", "media") for one in manifest[part]):
            if one["member"] == name:
                one |= {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
                one["rows"] = content.count(b"\n") if one["columns"] else 0
        self.sign(manifest, key)

    def write(self, path: Path) -> Path:
        with (
            folding(path) as writer,
            tarfile.open(fileobj=writer, mode="w|", format=tarfile.USTAR_FORMAT) as archive,
        ):
            for header, content in self.members + self.extra:
                archive.addfile(header, io.BytesIO(content) if header.isreg() else None)
        return path


def taken_apart(path: Path) -> Box:
    with unfolded(path) as inside:
        content = b"".join(iter(lambda: inside.read(CHUNK), b""))
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        found = [(header, (archive.extractfile(header) or io.BytesIO()).read()) for header in archive]
    return Box(found)


def header(name: str, content: bytes = b"", kind: bytes = tarfile.REGTYPE) -> tarfile.TarInfo:
    about = tarfile.TarInfo(name)
    about.size, about.type = (len(content), kind) if kind == tarfile.REGTYPE else (0, kind)
    if kind != tarfile.REGTYPE:
        about.linkname = "/etc/passwd"
    return about


def raw(path: Path, content: bytes) -> Path:
    """A file with a right seal around any content."""
    with folding(path) as writer:
        writer.write(content)
    return path


def raw_frames(path: Path, frames: bytes) -> Path:
    """A file with a right seal after frames of one's own."""
    from tenants.package.envelope import seal

    path.write_bytes(frames)
    seal(path)
    return path


def bomb(size: int) -> bytes:
    """A frame that unfolds to so many zeros."""
    folder = zstandard.ZstdCompressor(level=19)
    out = io.BytesIO()
    with folder.stream_writer(out, closefd=False) as writer:
        for _n in range(size >> 20):
            writer.write(b"\0" * (1 << 20))
    return out.getvalue()
