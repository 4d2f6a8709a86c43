"""The data folder: what is ours, what is not, and the secrets in it."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from tenants import embedded
from tenants.embedded import DataFolderError, folder
from tests.tenants.clusters import root_only


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def refusal(data) -> str:
    with pytest.raises(DataFolderError) as raised:
        embedded.ensure_data_folder(data)
    assert "\n" not in str(raised.value)
    return str(raised.value)


def contents(data) -> dict[str, bytes]:
    return {str(path.relative_to(data)): path.read_bytes() for path in data.rglob("*") if path.is_file()}


def test_a_new_folder_is_closed_to_others(tmp_path):
    data = tmp_path / "数据 夹"
    embedded.ensure_data_folder(data)
    embedded.secrets(data)
    embedded.owner_secrets(data)
    assert (mode(data), mode(data / "secrets.json"), mode(data / "owner.json")) == (0o700, 0o600, 0o600)


def test_a_folder_that_was_there_empty_is_closed_too(tmp_path):
    data = tmp_path / "made"
    data.mkdir(mode=0o755)
    (data / "lost+found").mkdir()
    embedded.ensure_data_folder(data)
    assert mode(data) == 0o700
    assert embedded.is_ours(data)


def test_secrets_stay_what_they_are(tmp_path):
    assert embedded.secrets(tmp_path / "d") == embedded.secrets(tmp_path / "d")
    assert embedded.owner_secrets(tmp_path / "d") == embedded.owner_secrets(tmp_path / "d")


def test_two_that_ask_first_at_once_get_the_same_secrets(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: embedded.secrets(tmp_path / "d")["secret_key"], range(8)))
    assert len(set(found)) == 1


def test_the_web_does_not_get_the_owners_password_with_its_own(tmp_path):
    assert set(embedded.secrets(tmp_path / "d")) == {
        "app_password",
        "central_password",
        "worker_password",
        "guide_password",
        "secret_key",
    }


def test_a_folder_with_something_in_it_is_refused_and_left_as_it_was(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    assert "不是空的" in refusal(tmp_path)
    assert contents(tmp_path) == {"thesis.txt": b"mine"}


def test_a_database_without_our_mark_is_refused(tmp_path):
    (tmp_path / "pg").mkdir()
    (tmp_path / "pg" / "PG_VERSION").write_text("18\n")
    assert "不是空的" in refusal(tmp_path)
    with pytest.raises(DataFolderError):
        embedded.stop(tmp_path)


@pytest.mark.parametrize(
    ("marker", "said"),
    [
        ("{", "读不懂"),
        ("[]", "读不懂"),
        ("{}", "读不懂"),
        (json.dumps({"format": 2, "postgres": 18}), "另一版本的程序"),
        (json.dumps({"format": 1, "postgres": 16}), "PostgreSQL 16"),
    ],
)
def test_a_folder_of_another_version_is_refused_and_left_as_it_was(tmp_path, marker, said):
    (tmp_path / "gongkai.json").write_text(marker)
    assert said in refusal(tmp_path)
    assert contents(tmp_path) == {"gongkai.json": marker.encode()}


def test_a_file_in_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "d").write_text("")
    assert "不是文件夹" in refusal(tmp_path / "d")


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    assert "不能建立文件夹" in refusal(tmp_path / "file" / "d")


def test_a_database_of_another_major_version_is_refused(tmp_path):
    data = tmp_path / "d"
    embedded.ensure_data_folder(data)
    (data / "pg").mkdir()
    (data / "pg" / "PG_VERSION").write_text("17\n")
    with pytest.raises(DataFolderError, match="PostgreSQL 17"):
        embedded.start(data)
    assert contents(data / "pg") == {"PG_VERSION": b"17\n"}


def test_a_database_folder_that_is_none_is_refused_and_left_as_it_was(tmp_path):
    data = tmp_path / "d"
    embedded.ensure_data_folder(data)
    (data / "pg").mkdir()
    (data / "pg" / "precious").write_text("x")
    with pytest.raises(DataFolderError, match="读不懂数据库文件夹"):
        embedded.start(data)
    assert contents(data / "pg") == {"precious": b"x"}


@root_only
def test_root_refuses_a_folder_that_another_user_established(tmp_path):
    import os

    data = tmp_path / "d"
    embedded.ensure_data_folder(data)
    for path in (data, data / "gongkai.json"):
        os.chown(path, 65534, 65534)
    assert "属于别的用户" in refusal(data)


def test_clearing_is_finished_by_a_second_attempt(tmp_path, monkeypatch):
    """The mark goes last: a broken-off reset leaves a folder that is still known as ours."""
    data = tmp_path / "d"
    embedded.ensure_data_folder(data)
    (data / "media").mkdir()
    (data / "media" / "a.png").write_text("x")

    def broken(path):
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="Input/output"):
        patch.setattr(folder.shutil, "rmtree", broken)
        embedded.clear(data)
    assert embedded.is_ours(data)
    embedded.clear(data)
    assert not data.exists()
