"""What is forgotten: the oldest backups and the log that nobody needs any more, never what a kept one needs."""

import pytest

from tenants.backup import actions, places
from tenants.backup.places import Backup, BackupError

FIRST = {"20261101T023000Z": "03", "20261102T023000Z": "07", "20261103T023000Z": "0B"}
SEGMENTS = [f"00000001000000000000{number:04X}" for number in range(1, 14)]


def segment(number: str) -> str:
    return f"0000000100000000000000{number}"


@pytest.fixture(autouse=True)
def three(tmp_path, settings):
    """Three backups of three nights, and the log since before the first of them."""
    settings.DATA = tmp_path
    for name, first in FIRST.items():
        at = f"{name[:4]}-{name[4:6]}-{name[6:8]}T02:30:00.000+00:00"
        backup = Backup(name, started=at, finished=at, first_wal=segment(first), bytes=1, media_files=0)
        (backup.folder / "pg").mkdir(parents=True)
        (backup.folder / "pg" / "base").write_text("x")
        places.write_about(backup.folder, backup)
    places.wal().mkdir()
    for name in (*SEGMENTS, f"{SEGMENTS[-1]}.partial", "00000002.history"):
        (places.wal() / name).write_text("x")


def names(folder) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_newest_stay_with_the_log_from_the_oldest_of_them_on():
    assert actions.prune(keep=2) == ["20261101T023000Z"]
    assert names(places.bases()) == ["20261102T023000Z", "20261103T023000Z"]
    assert names(places.wal()) == [*SEGMENTS[6:], f"{SEGMENTS[-1]}.partial", "00000002.history"]


def test_nothing_is_forgotten_while_there_are_no_more_than_asked_for():
    assert actions.prune(keep=3) == []
    assert len(names(places.bases())) == 3
    # The log before the first backup is of no use to anybody.
    assert names(places.wal())[:1] == [segment("03")]


def test_a_newer_timeline_is_compared_by_its_place_in_the_log():
    early, late = "000000020000000000000002", "00000002000000000000000C"
    for name in (early, late):
        (places.wal() / name).write_text("x")
    actions.prune(keep=1)
    assert late in names(places.wal())
    assert early not in names(places.wal())


def test_the_last_one_is_never_forgotten():
    with pytest.raises(BackupError, match="至少要留一份"):
        actions.prune(keep=0)
    assert len(names(places.bases())) == 3
