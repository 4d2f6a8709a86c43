"""The words in a file that a unit disclosed. Whatever is in it, the worst is that it has none."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.files import File
from wagtail.documents import get_document_model

from cms.search.attachments.limits import MOST_BYTES, SECONDS
from cms.search.attachments.opening import KINDS
from cms.search.states import ReadState

HOME = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Words:
    """What was read of a file; without text, why."""

    state: ReadState
    text: str = ""
    reason: str = ""


def words_of(digest: str) -> Words:
    """The words of the bound unit's document with this hash. Raises OSError where its storage does not answer."""
    document = get_document_model().objects.filter(file_hash=digest).first()
    if document is None:
        return _none("文件已不在文件库里")
    suffix = Path(document.filename).suffix.lower()
    if suffix not in KINDS:
        return _none(f"{suffix} 文件不读取")
    try:
        with document.file.open("rb") as source:
            return _copied(source, suffix)
    except FileNotFoundError:
        return _none("文件已不在存储里")


def _copied(source: File, suffix: str) -> Words:
    if source.size > MOST_BYTES:
        return _none(f"文件超过 {MOST_BYTES >> 20} MB")
    with NamedTemporaryFile(suffix=suffix) as copy:
        for chunk in source.chunks():
            copy.write(chunk)
        copy.flush()
        return _read_apart(Path(copy.name))


def _read_apart(path: Path) -> Words:
    """In a process of its own, which may use so much time and memory and no more, and may die of what it reads."""
    command = [sys.executable, "-m", "cms.search.attachments.child", str(path)]
    try:
        done = subprocess.run(
            command, cwd=HOME, capture_output=True, timeout=SECONDS, check=False, stdin=subprocess.DEVNULL
        )
        said = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return _none(f"{SECONDS} 秒内没有读完")
    except ValueError:
        return _none("读取程序中止：文件损坏，或者占用过多")
    return Words(ReadState(said["state"]), said["text"], said["reason"])


def _none(reason: str) -> Words:
    return Words(ReadState.UNREAD, reason=reason)
