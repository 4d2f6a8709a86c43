"""The file itself: zstd around, a seal at the end, and a reader that never holds or unfolds more than it was told.

The seal is a skippable frame of zstd (which other programs pass over) with the length and the SHA-256 of all before
it. It proves nothing to an enemy, who can make a new one: it tells damage from malice, at once and wherever it is.
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import zstandard

from tenants.package.form import PackageError

CHUNK = 1 << 18
LEVEL = 6
MOST_WINDOW = 1 << 27
MOST_RATIO = 250
"""No text or picture of ours is folded so tightly. Counted once more than FREE bytes have come out."""
FREE = 16 << 20
SEAL = struct.Struct("<II8sQ32s")
SKIPPABLE, MARK = 0x184D2A5E, b"gongkai\0"
SEAL_LENGTH = SEAL.size - 8
CUT = "包不完整：文件被截断，请重新传送"


def seal(path: Path) -> None:
    """Close a finished file with its length and checksum."""
    length, digest = path.stat().st_size, _digest(path, path.stat().st_size)
    with path.open("ab") as file:
        file.write(SEAL.pack(SKIPPABLE, SEAL_LENGTH, MARK, length, digest))
        file.flush()
        os.fsync(file.fileno())


def _digest(path: Path, length: int) -> bytes:
    digest, left = hashlib.sha256(), length
    with path.open("rb") as file:
        while left and (chunk := file.read(min(CHUNK, left))):
            digest.update(chunk)
            left -= len(chunk)
    return digest.digest()


def check_seal(path: Path) -> int:
    """Bytes before the seal. Raises PackageError for a file that was cut or damaged, or is something else."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if file.read(4) != zstandard.FRAME_HEADER:
            raise PackageError(f"{path.name} 不是单位数据包")
        file.seek(max(size - SEAL.size, 0))
        end = file.read()
    if len(end) < SEAL.size or SEAL.unpack(end)[:3] != (SKIPPABLE, SEAL_LENGTH, MARK):
        raise PackageError(CUT)
    length, digest = SEAL.unpack(end)[3:]
    if length != size - SEAL.size:
        raise PackageError(CUT)
    if _digest(path, length) != digest:
        raise PackageError("包已损坏：校验和不符，请重新传送")
    return length


class Unfolded:
    """What is inside, read forwards. Raises PackageError for damage, a bomb, or an end that comes too early."""

    def __init__(self, file: IO[bytes], length: int) -> None:
        self.source = _Counted(file, length)
        unfolder = zstandard.ZstdDecompressor(max_window_size=MOST_WINDOW)
        # No frame after the first: what lies there was announced by nobody.
        self.reader = unfolder.stream_reader(
            self.source,  # type: ignore[arg-type]  # only read() is asked of it
            read_size=CHUNK,
            read_across_frames=False,
        )
        self.out = 0

    def read(self, size: int) -> bytes:
        """At most `size` bytes; b'' at the end."""
        try:
            found = self.reader.read(min(size, CHUNK))
        except zstandard.ZstdError as error:
            raise PackageError("包已损坏：不能解压") from error
        self.out += len(found)
        if self.out > FREE and self.out > MOST_RATIO * max(self.source.taken, 1):
            raise PackageError(f"包解压后超过压缩前的 {MOST_RATIO} 倍，拒绝展开")
        return found

    def exactly(self, size: int) -> bytes:
        """`size` bytes, for small things. Raises PackageError when there are fewer."""
        return b"".join(self.parts(size))

    def parts(self, size: int) -> Iterator[bytes]:
        """`size` bytes in pieces."""
        while size:
            piece = self.read(size)
            if not piece:
                raise PackageError(CUT)
            size -= len(piece)
            yield piece


class _Counted:
    """A file up to a length, which remembers how much of it was asked for."""

    def __init__(self, file: IO[bytes], length: int) -> None:
        self.file, self.left, self.taken = file, length, 0

    def read(self, size: int = -1) -> bytes:
        found = self.file.read(min(size, self.left) if size >= 0 else self.left)
        self.left -= len(found)
        self.taken += len(found)
        return found


@contextmanager
def unfolded(path: Path) -> Iterator[Unfolded]:
    """The content of a file whose seal is whole."""
    length = check_seal(path)
    with path.open("rb") as file:
        yield Unfolded(file, length)


@contextmanager
def folding(path: Path) -> Iterator[zstandard.ZstdCompressionWriter]:
    """Write a file, sealed when the block ends well."""
    with path.open("wb") as file:
        folder = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True)
        with folder.stream_writer(file, closefd=False) as writer:
            yield writer
        file.flush()
        os.fsync(file.fileno())
    seal(path)
