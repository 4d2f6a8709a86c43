"""A full disk: one line that says so, no process left, and nothing lost that was committed."""

import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest

from tenants import embedded
from tests.tenants import clusters

pytestmark = [pytest.mark.postgres, clusters.root_only]


@pytest.fixture
def disk(tmp_path):
    """disk('200m') → a folder on a disk of that size."""
    mounted = []

    def mount(size: str) -> Path:
        place = tmp_path / "disk"
        place.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "gongkai-test", str(place)]
        if subprocess.run(command, capture_output=True).returncode != 0:
            pytest.skip("这里不许挂载磁盘")
        mounted.append(place)
        return place

    yield mount
    for place in mounted:
        if embedded.is_ours(place):
            embedded.stop(place)
        subprocess.run(["umount", str(place)], check=True)


def fill(place: Path, leave: int) -> Path:
    """Take all of the disk but `leave` bytes."""
    filler = place / "log" / "filler"
    filler.parent.mkdir(exist_ok=True)
    with filler.open("wb") as file:
        file.truncate(0)
        left = shutil.disk_usage(place).free - leave
        while left > 0:
            left -= file.write(b"\0" * min(left, 1 << 20))
    return filler


def test_a_disk_that_is_too_small_is_refused_before_anything_is_written(disk):
    place = disk("200m")
    done = clusters.cms(place, "db", "start")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{place} 所在的磁盘剩余不足 1 GB，请腾出空间或用 DATA= 换一个文件夹\n"
    assert list(place.iterdir()) == []


def test_a_disk_that_fills_while_the_database_is_made(disk):
    place = disk("1100m")
    embedded.ensure_data_folder(place)
    filler = fill(place, 10 << 20)
    done = clusters.cms(place, "db", "start")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "数据库没有建成：磁盘已满：请腾出空间，或用 DATA= 换一个文件夹\n"
    assert clusters.processes(place) == []
    filler.unlink()
    assert embedded.start(place)


def test_a_disk_that_fills_while_the_database_works(disk):
    place = disk("1100m")
    server = embedded.start(place)
    clusters.write_rows(server)
    filler = fill(place, 1 << 20)
    done = clusters.cms(place, "upgrade")
    assert (done.returncode, done.stderr) == (
        1,
        "磁盘已满：请腾出空间，或用 DATA=/别的/文件夹 换一个地方。\n",
    )
    with psycopg.connect(server.dsn, autocommit=True) as connection, pytest.raises(psycopg.OperationalError):
        connection.execute("CREATE TABLE big AS SELECT repeat('x', 1000) FROM generate_series(1, 200000)")
    embedded.stop(place)
    assert clusters.processes(place) == []
    done = clusters.cms(place, "db", "start")
    assert (done.returncode, "磁盘已满" in done.stderr, done.stderr.count("\n")) == (1, True, 1)
    assert clusters.processes(place) == []
    filler.unlink()
    assert clusters.rows(embedded.start(place)) == 100
