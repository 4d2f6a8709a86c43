"""`cms bench package`: a unit out of one installation and into another, and whether it is the same to the byte."""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.files.base import ContentFile
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from cms.bench.database import own_database
from cms.bench.figures import count, load_average, machine, megabytes
from cms.bench.planting import Size, open_units, plant
from cms.registry.sites import Address
from tenants import fingerprint
from tenants.context import tenant_scope
from tenants.models import Tenant
from tenants.package import signing
from tenants.package.actions import Workplace, check, differences, export, take_in
from tenants.package.fitting import Place
from tenants.package.form import Manifest
from tenants.progress import progress
from tenants.provision import read_blueprint
from tenants.roles import configured, owner_connection

HELP = "导出一个单位，导入另一个平台，逐表逐文件核对；其他单位是否没有变动"
OPTIONS = ("pages", "images")
PAGES, IMAGES = 1000, 500
SIDE = 260
"""Pixels. Noise does not fold: each image is some 200 KB, as large as the photographs of an office are."""
ADDRESS = Address("localhost", 8000)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pages", type=count, default=PAGES, help=f"公开内容的页数（默认 {PAGES}）")
    parser.add_argument(
        "--images", type=count, default=IMAGES, help=f"图片数（默认 {IMAGES}，每张约 200 KB）"
    )


def run(*, pages: int = PAGES, images: int = IMAGES) -> dict[str, Any]:
    """Seconds of each step, bytes, and whether the unit came out the same. As the keys say."""
    load, key = load_average(), Ed25519PrivateKey.generate()
    with tempfile.TemporaryDirectory(dir=settings.DATA, prefix=".gongkai.bench-") as folder:
        place = Path(folder)
        path = place / "unit.gkunit"
        seconds, made = _leave(place, path, key, pages, images)
        more, same, untouched = _enter(place, path, key, made)
        size = path.stat().st_size
    return {
        "bench": "package",
        "pages": pages,
        "images": images,
        "rows": sum(one.rows for one in made.tables + made.ledger),
        "files": len(made.media),
        "unfolded_bytes": made.length,
        "package_bytes": size,
        **{name: round(value, 2) for name, value in (seconds | more).items()},
        "identical": same,
        "others_untouched": untouched,
        "cpus": os.cpu_count(),
        "load_before": load,
        "load_after": load_average(),
    }


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.monotonic()
    result = work()
    return time.monotonic() - began, result


@contextmanager
def _media(folder: Path) -> Iterator[None]:
    kept, settings.MEDIA_ROOT = settings.MEDIA_ROOT, folder
    try:
        yield
    finally:
        settings.MEDIA_ROOT = kept


@contextmanager
def _work() -> Iterator[Workplace]:
    with owner_connection(autocommit=True) as owner:
        yield Workplace(owner, read_blueprint(owner, fingerprint.of_code()), configured())


def _leave(
    place: Path, path: Path, key: Ed25519PrivateKey, pages: int, images: int
) -> tuple[dict[str, float], Manifest]:
    """The first installation: a unit is planted and exported."""
    with own_database(), _media(place / "first"):
        tenants = open_units(["unit"], ADDRESS)
        plant(tenants["unit"], Size(6, 30, pages))
        _plant_images(tenants["unit"], images)
        with _work() as work:
            exported, manifest = _timed(lambda: export("unit", path, owner=work.owner, key=key))
            checked, _manifest = _timed(lambda: check(path))
            restored, found = _timed(lambda: differences(path, work))
    if found:
        raise AssertionError(found)
    return {"export_s": exported, "check_s": checked, "trial_restore_s": restored}, manifest


def _plant_images(tenant: Tenant, images: int) -> None:
    chance = random.Random(images)  # noqa: S311 -- the same bytes at each run, no secret
    with tenant_scope(tenant):
        for number in progress(range(images), label="图片", total=images):
            content = ContentFile(_noise(chance), f"image-{number}.png")
            get_image_model().objects.create(title=f"图片{number}", file=content)
        get_document_model().objects.create(title="附件", file=ContentFile(_noise(chance), "a.png"))


def _noise(chance: random.Random) -> bytes:
    buffer = BytesIO()
    Picture.frombytes("RGB", (SIDE, SIDE), chance.randbytes(SIDE * SIDE * 3)).save(
        buffer, "PNG", compress_level=1
    )
    return buffer.getvalue()


def _parts(manifest: Manifest) -> dict[str, Any]:
    return {one.name: one.sha256 for one in manifest.members} | {"sequences": manifest.sequences}


def _enter(
    place: Path, path: Path, key: Ed25519PrivateKey, made: Manifest
) -> tuple[dict[str, float], bool, bool]:
    """The second installation: it has another unit, which must not change."""
    mark = signing.fingerprint(signing.public(key))
    here = Place("unit", ADDRESS.host("unit"), ADDRESS.port, "0" * 64, [mark])
    with own_database(), _media(place / "second"):
        tenants = open_units(["other"], ADDRESS)
        plant(tenants["other"], Size(2, 6, 10))
        with _work() as work:
            again = place / "again"
            before = _parts(export("other", again, owner=work.owner, key=key))
            imported, _taken = _timed(lambda: take_in(path, work, here))
            same = _parts(export("unit", again, owner=work.owner, key=key)) == _parts(made)
            untouched = _parts(export("other", again, owner=work.owner, key=key)) == before
    return {"import_s": imported}, same, untouched


def lines(figures: dict[str, Any]) -> list[str]:
    """The figures for people."""
    f = figures
    return [
        f"一个单位 {f['pages']:,} 页、{f['images']:,} 张图片：{f['rows']:,} 行，{f['files']:,} 个文件，"
        f"{megabytes(f['unfolded_bytes'])}",
        f"导出       {f['export_s']:.1f} 秒，数据包 {megabytes(f['package_bytes'])}",
        f"检查       {f['check_s']:.1f} 秒",
        f"试恢复     {f['trial_restore_s']:.1f} 秒",
        f"导入       {f['import_s']:.1f} 秒，{'逐表逐文件相同' if f['identical'] else '与原来不同'}",
        f"其他单位   {'没有变动' if f['others_untouched'] else '有变动'}",
        f"机器       {machine(f)}",
    ]
