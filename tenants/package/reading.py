"""Reading a package. Nothing of it is believed that the signed manifest did not announce.

The archive is read block by block in our own few lines, not by a library that would honour links, long names or
sparse files: a package of ours has none of these, and the manifest already says which member comes next.
"""

from __future__ import annotations

import hashlib
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tenants.package import signing
from tenants.package.envelope import CUT, Unfolded, unfolded
from tenants.package.form import MANIFEST, MOST_MANIFEST, SIGNATURE, Manifest, Member, PackageError, parse

BLOCK = tarfile.BLOCKSIZE
KINDS = {
    tarfile.LNKTYPE: "链接",
    tarfile.SYMTYPE: "链接",
    tarfile.CHRTYPE: "设备",
    tarfile.BLKTYPE: "设备",
    tarfile.FIFOTYPE: "管道",
    tarfile.DIRTYPE: "文件夹",
}


def _header(block: bytes) -> tarfile.TarInfo:
    try:
        return tarfile.TarInfo.frombuf(block, "ascii", "strict")
    except (tarfile.HeaderError, UnicodeDecodeError, ValueError) as error:
        raise PackageError("包内的结构损坏") from error


class Package:
    """An open package: its manifest, already checked, and its members, each to be read once and in order."""

    def __init__(self, inside: Unfolded) -> None:
        self.inside = inside
        self.seen: set[str] = set()
        text = self._small(MANIFEST, MOST_MANIFEST)
        signature = self._small(SIGNATURE, signing.SIGNATURE_BYTES)
        self.manifest: Manifest = parse(text)
        signing.check_signature(text, signature, key=self.manifest.key)

    def _next(self, expected: str) -> tarfile.TarInfo:
        """The header of the next member. Raises PackageError for any but the expected."""
        found = _header(self.inside.exactly(BLOCK))
        name = found.name
        if found.type not in (tarfile.REGTYPE, tarfile.AREGTYPE):
            raise PackageError(f"包内的 {name!r} 是{KINDS.get(found.type, '不许出现的内容')}，拒绝读取")
        if name in self.seen:
            raise PackageError(f"包内的 {name!r} 出现了两次")
        if name.startswith("/") or ".." in name.split("/"):
            raise PackageError(f"包内的 {name!r} 指向包外，拒绝读取")
        if name != expected:
            raise PackageError(f"包内的 {name!r} 不在清单里，这里应当是 {expected!r}")
        self.seen.add(name)
        return found

    def _small(self, name: str, most: int) -> bytes:
        size = self._next(name).size
        if not 0 <= size <= most:
            raise PackageError(f"包内的 {name} 长 {size:,} 字节，超过限度")
        content = self.inside.exactly(size)
        self._pad(size)
        return content

    def _pad(self, size: int) -> None:
        if any(self.inside.exactly(-size % BLOCK)):
            raise PackageError("包内的结构损坏")

    def content(self, member: Member) -> Iterator[bytes]:
        """The bytes of the next member, which must be `member`. Raises PackageError, at the latest at their end."""
        size = self._next(member.member).size
        if size != member.bytes:
            raise PackageError(f"包内的 {member.name} 长 {size:,} 字节，清单说 {member.bytes:,} 字节")
        digest = hashlib.sha256()
        for piece in self.inside.parts(size):
            digest.update(piece)
            yield piece
        self._pad(size)
        if digest.hexdigest() != member.sha256:
            raise PackageError(f"包内的 {member.name} 与清单的校验值不符")

    def finish(self) -> None:
        """Raises PackageError when more follows than the end of an archive."""
        ending, rest = self.inside.exactly(2 * BLOCK), b""
        if not any(ending):
            while rest := self.inside.read(BLOCK):
                if any(rest):
                    break
        if any(ending) or rest:
            name = ending[:100].rstrip(b"\0").decode("ascii", "replace")
            raise PackageError(f"包内还有清单没有列出的内容{f' {name!r}' if name else ''}")

    def check_all(self) -> None:
        """Read to the end and believe nothing. Raises PackageError with every member that is not as announced."""
        wrong: list[str] = []
        for member in self.manifest.members:
            try:
                for _piece in self.content(member):
                    pass
            except PackageError as error:
                wrong += error.reasons
                if "校验值不符" not in str(error):
                    raise PackageError(*wrong) from error
        if wrong:
            raise PackageError(*wrong)
        self.finish()


@contextmanager
def opened(path: Path) -> Iterator[Package]:
    """A package whose seal, form and signature are right. Raises PackageError, OSError."""
    with unfolded(path) as inside:
        yield Package(inside)


__all__ = ["CUT", "Package", "opened"]
