"""Making the copy: from the front page along every link, then every page once more with links that hold on disk."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from cms.delivery.offline.fetching import Visitor, origin_of
from cms.delivery.offline.places import Kind, Place, place_of
from cms.delivery.offline.rewriting import Rewriter, links_of, links_of_sheet, rewritten_sheet
from tenants.models import Tenant
from tenants.progress import progress

FRONT = Place("/")
SUMS = "SHA256SUMS"
PAGE, SHEET = "text/html", "text/css"


class CannotCopy(RuntimeError):
    """A copy cannot be made, or not there. The text says why, and what to do."""

    for_people = True


@dataclass
class Copy:
    """What was fetched: place → media type."""

    folder: Path
    origin: str
    held: dict[Place, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    """Addresses that a page leads to and that did not answer."""

    @property
    def pages(self) -> int:
        return sum(kind == PAGE for kind in self.held.values())

    def path(self, place: Place) -> Path:
        return self.folder / place.file


def copy_site(tenant: Tenant, to: Path) -> Copy:
    """Write a site's pages, pictures, attachments and sheets into a new folder, or into a .zip. Raises CannotCopy.

    The result stands there whole or not at all.
    """
    if to.exists() and (to.is_file() or any(to.iterdir())):
        raise CannotCopy(_("%(path)s 已经存在，请另选一个位置") % {"path": to})
    to.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=to.parent, prefix=".offline-") as name:
        made = Copy(Path(name) / "site", origin_of(tenant))
        _fetch_all(made)
        _rewrite_all(made)
        _sum_up(made.folder)
        _put(made.folder, to)
    return made


def _fetch_all(made: Copy) -> None:
    visitor, seen, wave, depth = Visitor(made.origin), {FRONT}, [FRONT], 0
    while wave:
        depth += 1
        found: list[Place] = []
        for place in progress(wave, label=_("读取（第%(n)s层）") % {"n": depth}, total=len(wave)):
            found += _fetch(made, visitor, place)
        wave = [place for place in dict.fromkeys(found) if place not in seen]
        seen.update(wave)
    if FRONT not in made.held:
        raise CannotCopy(_("站点没有答复，不能导出：%(origin)s") % {"origin": made.origin})


def _fetch(made: Copy, visitor: Visitor, place: Place) -> Iterable[Place]:
    """Keep what a place answers. Returns where it leads to within the copy."""
    status, kind, body = visitor.get(place.address)
    if status != 200:
        made.missing.append(place.address)
        return []
    file = made.path(place)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(body)
    made.held[place] = kind
    if kind not in (PAGE, SHEET):
        return []
    links = (links_of if kind == PAGE else links_of_sheet)(body.decode())
    there = (place_of(link, on=place, origin=made.origin)[0] for link in links)
    return [one for one in there if one and one.kind is not Kind.LIVE]


def _rewrite_all(made: Copy) -> None:
    for place, kind in progress(made.held.items(), label=_("改写链接"), total=len(made.held)):
        if kind not in (PAGE, SHEET):
            continue
        file = made.path(place)
        text = file.read_bytes().decode()
        asked = {"on": place, "origin": made.origin, "known": made.held.__contains__}
        if kind == SHEET:
            file.write_text(rewritten_sheet(text, **asked), newline="")
            continue
        rewriter = Rewriter(**asked, live=_mark(), notice=_notice(made.origin + place.address))
        rewriter.feed(text)
        rewriter.close()
        file.write_text(rewriter.text, newline="")


def _mark() -> str:
    return format_html(' <span class="tag">{}</span>', _("在线"))


def _notice(address: str) -> str:
    today = timezone.localdate()
    return format_html(
        '<p class="demo-notice"><span class="wrap"><b>{}</b>{} <a href="{}" rel="external">{}</a></span></p>\n',
        _("离线副本"),
        _("导出于%(year)s年%(month)s月%(day)s日，此后的变动不在其中。标有“在线”的链接要联网才能打开。")
        % {"year": today.year, "month": today.month, "day": today.day},
        address,
        _("本页的网址"),
    )


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*") if path.is_file())


def _sum_up(folder: Path) -> None:
    """SHA256SUMS, which `sha256sum -c` reads."""
    lines = []
    for path in _files(folder):
        with path.open("rb") as file:
            lines.append(
                f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.relative_to(folder).as_posix()}\n"
            )
    (folder / SUMS).write_text("".join(lines))


def _put(folder: Path, to: Path) -> None:
    if to.suffix != ".zip":
        if to.exists():
            to.rmdir()
        shutil.move(folder, to)
        return
    with zipfile.ZipFile(to.with_name(f".{to.name}.part"), "w", zipfile.ZIP_DEFLATED) as packed:
        for path in _files(folder):
            packed.write(path, f"{to.stem}/{path.relative_to(folder).as_posix()}")
    Path(packed.filename).replace(to)
