"""Packages that were cut, bent, forged or made elsewhere: each is refused in one message, and nothing is left of it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import tarfile
import time
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from cms.__main__ import NO_SPACE, explain
from tenants.package import fitting, media, signing
from tenants.package.actions import check, export, take_in, would_take_in
from tenants.package.envelope import CUT, SEAL
from tenants.package.form import MANIFEST, SIGNATURE, PackageError
from tenants.roles import owner_connection
from tests.tenants import clusters
from tests.tenants.clusters import wait_for
from tests.tenants.package import boxes
from tests.tenants.package.boxes import taken_apart

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("unblocked")]
SEED = 20261124


def refusal(path: Path, verb=check, *rest) -> str:
    with pytest.raises(PackageError) as raised:
        verb(path, *rest)
    return str(raised.value)


@pytest.fixture
def box(made):
    return taken_apart(made)


@pytest.fixture
def everything(work, key):
    """What the installation is, to the byte: rows of every table, folders of files, schemas."""

    def look(folder: Path) -> tuple:
        names = sorted(str(path) for path in Path(settings.MEDIA_ROOT).rglob("*"))
        schemas = work.owner.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' ORDER BY 1"
        ).fetchall()
        rows = [
            work.owner.execute(f"SELECT count(*) FROM {table}").fetchone()
            for table in ("tenants_tenant", "tenants_domain", "registry_unit", "tenants_template")
        ]
        found = export("tb", folder / "look", owner=work.owner, key=key)
        return names, schemas, rows, [(one.name, one.sha256) for one in found.members]

    return look


def test_whole_it_is_taken(made):
    """The control of every refusal below."""
    assert check(made).unit["slug"] == "ta"


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_file_that_was_cut_short(made, tmp_path, share):
    content = made.read_bytes()
    path = tmp_path / "cut"
    path.write_bytes(content[: int(len(content) * share)])
    assert refusal(path) in (CUT, "cut 不是单位数据包")


def test_every_one_of_the_last_bytes_counts(made, tmp_path):
    content = made.read_bytes()
    for missing in range(1, 2 * SEAL.size):
        (tmp_path / "cut").write_bytes(content[:-missing])
        assert refusal(tmp_path / "cut") == CUT


def test_a_flipped_bit_anywhere(made, tmp_path):
    """Three hundred places over the whole file, the first and the last bytes among them."""
    content, path = bytearray(made.read_bytes()), tmp_path / "bent"
    places = random.Random(SEED).sample(range(len(content)), 240)
    for place in [*range(30), *places, *range(len(content) - 30, len(content))]:
        content[place] ^= 1 << (place % 8)
        path.write_bytes(content)
        assert refusal(path)
        content[place] ^= 1 << (place % 8)


def test_a_flipped_bit_in_every_member_under_a_new_seal(made, box, tmp_path):
    """Whoever changes a package can seal it again: then the signed manifest tells which member was changed."""
    path = tmp_path / "bent"
    for header, content in list(box.members):
        if not content:
            continue
        bent = bytearray(content)
        bent[len(bent) // 2] ^= 4
        box.put(header.name, bytes(bent))
        said = refusal(box.write(path))
        if header.name == MANIFEST:
            assert "签名" in said or "清单" in said
        elif header.name == SIGNATURE:
            assert said == "签名与清单不符：包被改动过"
        else:
            assert "与清单的校验值不符" in said
        box.put(header.name, content)
    assert check(box.write(path))


def test_all_damaged_members_are_named_at_once(box, tmp_path):
    names = ["tables/wagtailcore_page", "tables/wagtailcore_locale", "ledger/publication_entry"]
    for name in names:
        box.put(name, box.content(name).replace(b"\t", b" ", 1))
    assert len(refusal(box.write(tmp_path / "bent")).splitlines()) == 3


def test_a_package_of_a_maker_that_nobody_knows(box, work, place, tmp_path, everything):
    stranger = Ed25519PrivateKey.generate()
    manifest = box.manifest | {"key": signing.public(stranger)}
    box.sign(manifest, stranger)
    path, before = box.write(tmp_path / "strange"), everything(tmp_path)
    mark = signing.fingerprint(signing.public(stranger))
    assert refusal(path, take_in, work, place("tx")) == (
        f"包由另一个平台签名，指纹 {mark}：请向对方核对指纹，相符时加上 --trust {mark}"
    )
    assert everything(tmp_path) == before
    colons = ":".join(mark[n : n + 2] for n in range(0, 64, 2)).upper()
    assert would_take_in(path, work, place("tx", colons)).slug == "tx"


def test_a_manifest_signed_by_another_than_it_says(box, tmp_path):
    box.sign(box.manifest, Ed25519PrivateKey.generate())
    assert refusal(box.write(tmp_path / "forged")) == "签名与清单不符：包被改动过"


def test_another_release_and_everything_else_that_does_not_fit_is_said_at_once(
    box, work, place, key, tmp_path, everything
):
    manifest = box.manifest
    manifest |= {"release": "0123456789ab", "content_types": "f" * 64}
    manifest["tables"][0]["columns"] += ["extra"]
    box.sign(manifest, key)
    path, before = box.write(tmp_path / "old"), everything(tmp_path)
    said = refusal(path, take_in, work, place("tb")).splitlines()
    assert len(said) == 4
    assert said[0].startswith("包由另一版本的程序制作（0123456789ab")
    assert said[1:3] == ["包的内容类型编号与本平台不同", "工作区的表与本平台不同：accounts_user"]
    assert "已是“乙镇党委”的，不能把“甲镇党委”导入到已有的站点" in said[3]
    assert everything(tmp_path) == before


def test_a_unit_is_not_taken_into_another_nor_over_itself(made, work, place, tmp_path, everything):
    before = everything(tmp_path)
    for slug in ("tb", "ta"):
        assert "请用 --as 另取标识" in refusal(made, take_in, work, place(slug))
    assert everything(tmp_path) == before


def test_the_district_itself_is_no_unit(work, place, key, tmp_path):
    path = tmp_path / "central"
    export("central", path, owner=work.owner, key=key)
    assert refusal(path, take_in, work, place("c2")) == "这是区级站点的包，不能作为一个单位导入"


CLIMBING = ["/etc/passwd", "../../evil", "media/../../evil", "media/0000001/../../../x"]


def test_a_member_that_climbs_out(box, work, place, tmp_path, everything):
    before = everything(tmp_path)
    for name in CLIMBING:
        box.members.insert(5, (boxes.header(name, b"evil"), b"evil"))
        said = refusal(box.write(tmp_path / "climbs"), take_in, work, place("tx"))
        assert said == f"包内的 {name!r} 指向包外，拒绝读取"
        box.members.pop(5)
    assert everything(tmp_path) == before


@pytest.mark.parametrize("name", [*CLIMBING, "a\\b", "a//b", ".", "a/./b", "a\0b", "x" * 300])
def test_a_file_whose_true_name_climbs_out(box, work, place, key, tmp_path, name):
    """The name under which a file will be stored stands in the manifest: signed and trusted, and refused all the same."""
    manifest = box.manifest
    manifest["media"][0]["name"] = name
    box.sign(manifest, key)
    path = box.write(tmp_path / "climbs")
    assert refusal(path, take_in, work, place("tx")).startswith("清单中的文件")


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        (tarfile.SYMTYPE, "链接"),
        (tarfile.LNKTYPE, "链接"),
        (tarfile.CHRTYPE, "设备"),
        (tarfile.FIFOTYPE, "管道"),
    ],
)
def test_links_and_devices(box, tmp_path, kind, word):
    box.members.insert(4, (boxes.header("tables/odd", kind=kind), b""))
    assert refusal(box.write(tmp_path / "odd")) == f"包内的 'tables/odd' 是{word}，拒绝读取"


def test_a_member_twice_a_member_too_many_and_one_too_few(box, tmp_path):
    first = box.members[2]
    box.members.insert(3, first)
    assert "出现了两次" in refusal(box.write(tmp_path / "a"))
    box.members.pop(3)
    box.extra = [(boxes.header("tables/unknown", b"x"), b"x")]
    assert refusal(box.write(tmp_path / "b")) == "包内还有清单没有列出的内容 'tables/unknown'"
    box.extra = []
    box.members.pop()
    assert refusal(box.write(tmp_path / "c"))


def test_a_table_that_is_not_in_the_template_is_not_written(box, key, work, place, tmp_path):
    manifest = box.manifest
    manifest["tables"][0]["name"] = "pg_authid"
    box.sign(manifest, key)
    assert "工作区的表与本平台不同" in refusal(box.write(tmp_path / "x"), take_in, work, place("tx"))


@pytest.mark.parametrize("name", ["page; DROP TABLE x", 'a"b', "A", "", "x" * 64])
def test_a_name_that_is_no_table_name(box, key, tmp_path, name):
    manifest = box.manifest
    manifest["tables"][0]["name"] = name
    box.sign(manifest, key)
    assert "名称不合格式" in refusal(box.write(tmp_path / "x"))


@pytest.mark.parametrize(
    "text", [b"", b"{", b"[]", b"null", b'{"kind": "gongkai-unit", "format": 1}', b"\xff\xfe"]
)
def test_a_manifest_that_is_none(box, tmp_path, text):
    box.put(MANIFEST, text)
    assert "清单不合格式" in refusal(box.write(tmp_path / "x"))


def test_a_package_of_a_later_form(box, key, tmp_path):
    box.sign(box.manifest | {"format": 2}, key)
    assert refusal(box.write(tmp_path / "x")) == "包的格式是 gongkai-unit 2，本程序读 gongkai-unit 1"


def peak_mb() -> float:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def test_a_bomb_is_not_unfolded(box, made, tmp_path):
    """A gigabyte of zeros in some kilobytes: as the whole, as the manifest, as a member. Memory stays where it was."""
    size = 1 << 30
    zeros, path, before = boxes.bomb(size), tmp_path / "bomb", peak_mb()
    assert len(zeros) < 200_000
    assert refusal(boxes.raw_frames(path, zeros))
    header = boxes.header(MANIFEST)
    header.size = size
    assert refusal(boxes.raw(path, header.tobuf(tarfile.USTAR_FORMAT))) == (
        f"包内的 {MANIFEST} 长 {size:,} 字节，超过限度"
    )
    assert peak_mb() - before < 100


def test_a_bomb_that_is_announced_and_signed_is_not_unfolded_either(box, key, tmp_path):
    manifest = box.manifest
    one = manifest["media"][-1]
    header = next(header for header, _content in box.members if header.name == one["member"])
    one["bytes"] = header.size = 1 << 30
    box.sign(manifest, key)
    path = tmp_path / "bomb"
    from tenants.package.envelope import folding

    with folding(path) as writer:
        for about, content in box.members[:-1]:
            writer.write(about.tobuf(tarfile.USTAR_FORMAT) + content + b"\0" * (-len(content) % 512))
        writer.write(header.tobuf(tarfile.USTAR_FORMAT))
        for _n in range(1024):
            writer.write(b"\0" * (1 << 20))
    before = peak_mb()
    assert "超过压缩前的 250 倍" in refusal(path)
    assert peak_mb() - before < 100


def test_rows_that_postgresql_refuses_leave_nothing(box, work, place, key, tmp_path, everything):
    """Announced truly by a trusted maker: only the database sees that a page has a word for its number."""
    box.replace("tables/wagtailcore_page", lambda content: b"x" + content, key)
    path, before = box.write(tmp_path / "bad"), everything(tmp_path)
    assert refusal(path, take_in, work, place("tx")).startswith("包内的 wagtailcore_page 读不进数据库")
    assert everything(tmp_path) == before


def test_a_reference_to_nothing_leaves_nothing(box, work, place, key, tmp_path, everything):
    """Foreign keys are asked at the end: files are in their place by then, and go again."""
    import psycopg

    box.replace("tables/wagtailimages_image", lambda content: b"", key)
    path, before = box.write(tmp_path / "bad"), everything(tmp_path)
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        take_in(path, work, place("tx"))
    assert everything(tmp_path) == before


def test_an_import_that_is_killed_leaves_nothing_that_the_next_one_minds(
    made, work, place, tmp_path, everything
):
    """Killed with -9 when the files begin to come: by then the schema is made and the rows are in."""
    before, pid = everything(tmp_path), os.fork()
    if pid == 0:
        write = media.Incoming.write

        def slowly(incoming, name, parts):
            write(incoming, name, parts)
            time.sleep(60)

        media.Incoming.write = slowly
        with owner_connection(autocommit=True) as owner:
            take_in(made, replace(work, owner=owner), place("ta7"))
        os._exit(0)
    try:
        wait_for(lambda: any(list(folder.glob("*/*")) for folder in media.unfinished()))
    finally:
        os.kill(pid, signal.SIGKILL)
    assert os.waitpid(pid, 0)[1] == signal.SIGKILL
    (left,) = media.unfinished()
    names, *rest = everything(tmp_path)
    assert [name for name in names if not name.startswith(str(left))] == before[0]
    assert rest == list(before[1:])
    # The next import clears it away, and is whole.
    take_in(made, work, place("ta7"))
    assert media.unfinished() == []


@clusters.root_only
def test_a_disk_that_is_full_in_the_middle_leaves_nothing(
    made, work, place, tmp_path, everything, monkeypatch
):
    before, small = everything(tmp_path), tmp_path / "small"
    small.mkdir()
    # Room enough for the bytes, but not for one more file: so that the check beforehand finds nothing wrong.
    mount = ["mount", "-t", "tmpfs", "-o", "size=400m,nr_inodes=5", "gongkai-test", str(small)]
    if subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("这里不许挂载磁盘")
    try:
        with monkeypatch.context() as patch:
            patch.setattr(settings, "MEDIA_ROOT", small)
            with pytest.raises(OSError, match="No space left") as raised:
                take_in(made, work, place("tx"))
            assert explain(raised.value) == NO_SPACE
            assert list(small.iterdir()) == []
    finally:
        subprocess.run(["umount", str(small)], check=True)
    small.rmdir()
    assert everything(tmp_path) == before


@clusters.root_only
def test_a_disk_that_is_full_leaves_no_half_package(work, key, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "gongkai-test", str(small)]).returncode != 0:
        pytest.skip("这里不许挂载磁盘")
    try:
        with pytest.raises(OSError, match="No space left"):
            export("tb", small / "tb", owner=work.owner, key=key)
        assert list(small.iterdir()) == []
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_a_disk_without_room_is_said_beforehand(made, work, place, monkeypatch):
    monkeypatch.setattr(fitting, "SPARE_BYTES", 1 << 60)
    assert "磁盘空间不足：需要" in refusal(made, take_in, work, place("tx"))
