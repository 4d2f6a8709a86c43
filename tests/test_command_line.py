"""Every failure is one line that says what to do, with exit status 1 and no traceback."""

import json
import socket
import subprocess
import sys

import pytest

from cms.__main__ import NO_SPACE, explain
from cms.usage import in_chinese
from tests.tenants import clusters, old_server


def complaint(data, *words: str, **more: str) -> str:
    """What a failing command says: on stderr, in one line, with status 1, and leaving no process."""
    done = clusters.cms(data, *words, **more)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1), done
    assert clusters.processes(data) == []
    return done.stderr.strip()


@pytest.fixture
def data(tmp_path):
    return tmp_path / "数据 夹"


def test_a_port_in_use(data):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert complaint(data, "demo", PORT=str(port)) == f"端口 {port} 已被占用，请换一个：PORT={port + 1}"
    assert not (data / "pg").exists()


@pytest.mark.parametrize("text", ["0", "65536", "eighty", "-1", "８０００"])
def test_a_port_that_is_none(data, text):
    said = complaint(data, "demo", PORT=text)
    assert said == f"PORT={text} 不是端口，应当是 1 到 65535 之间的数字，例如 PORT=8000"
    assert not data.exists()


def test_a_data_folder_that_is_not_ours(data):
    data.mkdir()
    (data / "thesis.txt").write_text("mine")
    expected = f"文件夹 {data} 不是空的，也不是本程序建立的，请用 DATA= 换一个文件夹"
    for words in (["demo"], ["db", "start"], ["db", "stop"], ["db", "status"], ["db", "reset"], ["upgrade"]):
        assert complaint(data, *words) == expected
    assert [path.name for path in data.iterdir()] == ["thesis.txt"]


def test_a_postgresql_that_is_too_old(data):
    with old_server.server("13.4") as port:
        said = complaint(data, "upgrade", DATABASE_URL=f"postgres://me:x@127.0.0.1:{port}/d")
    assert said == "PostgreSQL 13 太旧：需要 15 或更新的版本，请升级或换用内置数据库"


def test_a_postgresql_that_is_not_there(data):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    said = complaint(data, "upgrade", DATABASE_URL=f"postgres://me:secret@127.0.0.1:{port}/d")
    assert said.endswith("请检查 DATABASE_URL 的地址、账号和密码")
    assert "secret" not in said


def test_a_url_that_is_none(data):
    assert complaint(data, "upgrade", DATABASE_URL="mysql://x").startswith("DATABASE_URL 写得不对")


def test_a_reset_of_a_database_that_is_not_embedded(data):
    said = complaint(data, "db", "reset", DATABASE_URL="postgres://me@127.0.0.1/d")
    assert said == "清除只用于内置数据库：DATABASE_URL 指定的数据库请自行清空"


@pytest.mark.parametrize("words", [["db"], ["db", "restart"], ["db", "start", "now"]])
def test_a_verb_that_the_database_does_not_know(data, words):
    assert complaint(data, *words) == "用法：cms db start|stop|status|reset"


def test_a_command_line_that_is_not_understood(data):
    # With a database of its own none is started for a mistake of this kind.
    told = complaint(data, "bench", "read", "--seconds", "0", DATABASE_URL="postgres://me@127.0.0.1:1/d")
    assert told == "命令写得不对：--seconds：0 不是大于 0 的秒数；用法见 cms bench read --help"


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("the following arguments are required: file, unit", "缺少 file, unit"),
        ("unrecognized arguments: --nonsense", "不认识 --nonsense"),
        ("argument --workers: invalid int value: 'x'", "--workers 的值 x 不对"),
        (
            "argument verb: invalid choice: 'fly' (choose from 'run', 'load')",
            "verb 不能是 fly，可用的有 'run', 'load'",
        ),
        ("argument --on: expected one argument", "--on 后面缺少值"),
        ("argument --on: 昨天 不是日期", "--on：昨天 不是日期"),
    ],
)
def test_what_argparse_says_in_chinese(english, chinese):
    assert in_chinese(english) == chinese


def test_a_failure_can_be_seen_in_full(data):
    done = clusters.cms(data, "db", "restart", "--traceback")
    assert done.returncode == 1
    assert "Traceback (most recent call last)" in done.stderr


def test_a_terminal_without_chinese_gets_marks_instead_of_a_failure(data):
    done = clusters.cms(data, "db", "status", PYTHONIOENCODING="latin-1")
    assert (done.returncode, done.stdout, done.stderr) == (0, "???????\n", "")


def test_a_reader_that_goes_away_is_no_catastrophe(data):
    process = clusters.launch(data, "help")
    process.stdout.close()
    assert process.wait(60) in (0, 1)


def test_status_and_stop_of_nothing(data):
    for verb in ("status", "stop"):
        done = clusters.cms(data, "db", verb)
        assert (done.returncode, done.stdout, done.stderr) == (0, "数据库没有运行\n", "")
    assert clusters.cms(data, "db", "reset").stdout == "没有数据可清除\n"
    assert not data.exists()


def test_the_web_comes_up_without_what_the_owner_needs(data):
    """Nothing in loading the application asks for the owner's password: it is not even made."""
    done = subprocess.run(
        [sys.executable, "-W", "error::UserWarning", "-c", "from cms.wsgi import application"],
        cwd=clusters.ROOT,
        env=clusters.environment(
            data, DATABASE_URL="postgres://web@127.0.0.1:1/d", DJANGO_SETTINGS_MODULE="cms.settings.dev"
        ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert {path.name for path in data.iterdir() if path.suffix == ".json"} == {
        "gongkai.json",
        "secrets.json",
    }


@pytest.mark.postgres
def test_the_life_of_the_database_on_the_command_line(data):
    started = clusters.cms(data, "db", "start")
    port = json.loads((data / "server.json").read_text())["port"]
    assert (started.returncode, started.stdout) == (0, f"数据库已启动：127.0.0.1:{port}\n")
    assert clusters.cms(data, "db", "status").stdout == f"数据库正在运行：127.0.0.1:{port}\n"
    assert clusters.cms(data, "db", "reset").stdout == f"已清除 {data}\n"
    assert not data.exists()
    assert clusters.processes(data) == []


def test_a_full_disk_is_known_by_its_number_and_through_what_wraps_it():
    full = OSError(28, "No space left on device")
    wrapped = RuntimeError("outer")
    wrapped.__cause__ = full
    assert (explain(full), explain(wrapped)) == (NO_SPACE, NO_SPACE)


def test_a_mistake_of_ours_is_one_line_too():
    assert explain(KeyError("x")) == "程序出错（KeyError：'x'），请加上 --traceback 再运行一次以查看详情"
