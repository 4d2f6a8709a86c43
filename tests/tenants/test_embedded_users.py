"""As root a user without rights runs the server, and sees nothing but its own folder; nobody's rights change."""

import grp
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path

import pytest

from tenants import embedded
from tenants.embedded import DataFolderError, programs
from tests.tenants import clusters

pytestmark = [pytest.mark.postgres, clusters.root_only]
NOBODY = 65534


def rights(path: Path) -> dict[Path, tuple[int, int, int]]:
    """Mode, owner and group of a folder and of every one above it."""
    found = {one: one.stat() for one in (path, *path.parents)}
    return {one: (stat.S_IMODE(info.st_mode), info.st_uid, info.st_gid) for one, info in found.items()}


@pytest.fixture
def data(tmp_path):
    """A data folder below one that only root may enter, as below /root."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    yield closed / "data"
    embedded.stop(closed / "data")


def _as_nobody(work) -> int:
    """Run `work` in a fork that is an ordinary user. Returns 0, or 1 when it raised DataFolderError."""
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        try:
            work()
        except DataFolderError:
            os._exit(1)
        except BaseException:
            os._exit(2)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _status_of(pid: int) -> dict[str, list[str]]:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {name: rest.split() for name, _, rest in (line.partition(":") for line in lines)}


def test_the_server_has_no_rights(data):
    embedded.start(data)
    status = _status_of(clusters.postmaster(data))
    account = pwd.getpwuid(int(status["Uid"][0]))
    assert account.pw_uid != 0
    assert set(status["Uid"]) == {str(account.pw_uid)}
    assert set(status["Gid"]) == {str(account.pw_gid)}
    assert status["Groups"] == []
    for kind in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
        assert int(status[kind][0], 16) == 0
    assert account.pw_name in {entry.gr_name for entry in grp.getgrall()} | {"nobody"}


def test_the_servers_user_cannot_read_the_secrets(data):
    embedded.secrets(data)
    embedded.start(data)
    user = programs.programs().user
    for path in (data / "secrets.json", data / "owner.json", data / "gongkai.json"):
        assert subprocess.run(["cat", str(path)], capture_output=True, **user.becoming()).returncode == 1
    # The control: root's user can, and the server's user can read what is its own when it stands there.
    assert subprocess.run(["cat", str(data / "secrets.json")], capture_output=True).returncode == 0
    done = subprocess.run(
        ["cat", "PG_VERSION"], cwd=data / "pg", capture_output=True, text=True, **user.becoming()
    )
    assert done.stdout == "18\n"


def test_no_folder_outside_the_data_folder_changes_its_rights(data):
    installed = programs.binaries()
    before = rights(data.parent) | rights(installed) | rights(clusters.ROOT)
    embedded.start(data)
    embedded.stop(data)
    assert rights(data.parent) | rights(installed) | rights(clusters.ROOT) == before
    assert stat.S_IMODE(data.stat().st_mode) == 0o700


def test_programs_where_no_other_user_may_enter_are_copied_and_only_root_may_change_the_copy(
    data, monkeypatch
):
    package = programs.binaries().parents[1]
    for folder in (package, package.with_name(f"{package.name}.libs")):
        if folder.exists():
            shutil.copytree(folder, data.parent / folder.name)
    source = data.parent / package.name / "pginstall18"
    with tempfile.TemporaryDirectory(dir="/var/tmp") as open_to_all:
        Path(open_to_all).chmod(0o755)
        monkeypatch.setattr(programs, "COPIES", Path(open_to_all) / "copies")
        monkeypatch.setattr(programs, "binaries", lambda: source / "bin")
        before = rights(source / "bin")
        clusters.write_rows(embedded.start(data))
        executable = Path(f"/proc/{clusters.postmaster(data)}/exe").readlink()
        assert executable.is_relative_to(open_to_all)
        assert {path.stat().st_uid for path in Path(open_to_all).rglob("*")} == {0}
        assert not any(path.stat().st_mode & 0o022 for path in Path(open_to_all).rglob("*"))
        assert rights(source / "bin") == before
        embedded.stop(data)
        assert clusters.rows(embedded.start(data)) == 100
        embedded.stop(data)


def test_a_link_in_the_place_of_the_configuration_is_not_followed(data, tmp_path):
    """The server's user owns that folder: what it puts there must not make root write elsewhere."""
    embedded.start(data)
    embedded.stop(data)
    victim = tmp_path / "victim"
    victim.write_text("root's")
    for name in ("postgresql.conf", "postmaster.pid"):
        (data / "pg" / name).unlink(missing_ok=True)
        (data / "pg" / name).symlink_to(victim)
    embedded.start(data)
    assert victim.read_text() == "root's"


def test_an_ordinary_user_has_a_server_of_its_own(tmp_path):
    with tempfile.TemporaryDirectory(dir="/var/tmp") as home:
        os.chown(home, NOBODY, NOBODY)
        data = Path(home) / "data"
        assert _as_nobody(lambda: clusters.write_rows(embedded.start(data))) == 0
        assert _status_of(clusters.postmaster(data))["Uid"][0] == str(NOBODY)
        assert {path.stat().st_uid for path in data.rglob("*")} == {NOBODY}
        with pytest.raises(DataFolderError, match="属于别的用户"):
            embedded.stop(data)
        assert _as_nobody(lambda: embedded.stop(data)) == 0
        assert clusters.processes(data) == []


def test_an_ordinary_user_may_not_use_roots_folder(data):
    embedded.ensure_data_folder(data)
    assert _as_nobody(lambda: embedded.start(data)) == 1
    data.parent.chmod(0o755)
    assert _as_nobody(lambda: embedded.start(data)) == 1
    assert not (data / "pg").exists()
