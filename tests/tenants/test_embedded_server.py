"""The embedded server: its start and stop, and what it survives. Every test has a cluster of its own."""

import os
import signal
import socket
import subprocess
import time

import psycopg
import pytest

from tenants import embedded
from tenants.embedded import DataFolderError, programs
from tests.tenants import clusters

pytestmark = pytest.mark.postgres


@pytest.fixture
def data(tmp_path):
    """A data folder in a path with a space and characters beyond ASCII; nothing runs in it afterwards."""
    folder = tmp_path / "党务 公开 'q'" / "data"
    yield folder
    if embedded.is_ours(folder):
        embedded.stop(folder)
    assert clusters.processes(folder) == []


@pytest.fixture
def running(data):
    """A server with a hundred rows in it."""
    server = embedded.start(data)
    clusters.write_rows(server)
    return server


def test_a_server_asks_for_a_password_and_listens_on_the_loopback_only(running):
    kept = clusters.settings_of(running)
    told = {
        name: kept[name] for name in ("listen_addresses", "unix_socket_directories", "password_encryption")
    }
    assert told == {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "password_encryption": "scram-sha-256",
    }
    with psycopg.connect(running.dsn) as connection:
        methods = connection.execute("SELECT DISTINCT auth_method FROM pg_hba_file_rules").fetchall()
    assert methods == [("scram-sha-256",)]
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(running.dsn, password="guessed")


def test_a_server_is_durable_and_of_the_promised_version(running):
    kept = clusters.settings_of(running)
    names = ("fsync", "full_page_writes", "synchronous_commit", "data_checksums", "server_encoding")
    assert [kept[name] for name in names] == ["on", "on", "on", "on", "UTF8"]
    assert kept["server_version"].startswith("18.")


def test_starting_again_takes_over_what_runs(running, data):
    pid = clusters.postmaster(data)
    assert embedded.start(data) == running
    assert clusters.postmaster(data) == pid


def test_stopping_leaves_no_process_and_the_data(running, data):
    assert embedded.stop(data)
    assert clusters.processes(data) == []
    assert embedded.status(data) is None
    assert not embedded.stop(data)
    again = embedded.start(data)
    assert (again.port, clusters.rows(again)) == (running.port, 100)


def test_a_stop_ends_the_sessions_of_others(running, data):
    with psycopg.connect(running.dsn) as other:
        other.execute("INSERT INTO kept VALUES (101)")
        started = time.monotonic()
        assert embedded.stop(data)
        assert time.monotonic() - started < 30
        with pytest.raises(psycopg.OperationalError):
            other.execute("SELECT 1")
    assert clusters.rows(embedded.start(data)) == 100


def test_a_killed_server_starts_again_with_its_data(running, data):
    os.kill(clusters.postmaster(data), signal.SIGKILL)
    clusters.wait_for(lambda: embedded.status(data) is None)
    assert clusters.rows(embedded.start(data)) == 100


def test_a_killed_backend_takes_nothing_with_it(running, data):
    with psycopg.connect(running.dsn) as connection:
        os.kill(connection.info.backend_pid, signal.SIGKILL)
    clusters.wait_for(lambda: embedded.status(data))
    assert clusters.rows(running) == 100


def test_a_busy_backend_of_a_killed_server_does_not_prevent_the_next_start(running, data):
    """It computes, and does not notice that its server is gone."""
    busy = psycopg.connect(running.dsn)
    busy.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 100000000000) AS n WHERE n < 0")
    busy.pgconn.flush()
    time.sleep(0.2)
    os.kill(clusters.postmaster(data), signal.SIGKILL)
    time.sleep(0.2)
    assert any("SELECT" in line for line in clusters.processes(data))
    assert clusters.rows(embedded.start(data)) == 100
    busy.close()


def test_a_server_killed_while_it_serves_is_revived_and_a_stopped_one_is_not(running, data):
    assert not embedded.revive(data)
    os.kill(clusters.postmaster(data), signal.SIGKILL)
    clusters.wait_for(lambda: embedded.status(data) is None)
    assert embedded.revive(data)
    assert clusters.rows(running) == 100
    embedded.stop(data)
    assert not embedded.revive(data)


def _leave_pid(data, pid: int) -> None:
    """Kill the server and let its file name another process, as when the system gives its number away again."""
    os.kill(clusters.postmaster(data), signal.SIGKILL)
    clusters.wait_for(lambda: embedded.status(data) is None)
    file = data / "pg" / "postmaster.pid"
    file.write_text("\n".join([str(pid), *file.read_text().splitlines()[1:]]) + "\n")


def test_a_pid_that_some_program_has_now_is_no_server(running, data):
    tools = programs.programs()
    other = subprocess.Popen(["sleep", "60"], **tools.user.becoming())
    try:
        _leave_pid(data, other.pid)
        log = data / "log" / "control"
        # The control: pg_ctl alone refuses.
        assert tools.run("pg_ctl", "-w", "-t", "20", "start", within=data / "pg", log=log) != 0
        assert not embedded.stop(data)
        assert clusters.rows(embedded.start(data)) == 100
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_pid_that_another_server_of_ours_has_now_is_left_alone(running, data, tmp_path):
    other = embedded.start(tmp_path / "other")
    try:
        _leave_pid(data, clusters.postmaster(tmp_path / "other"))
        embedded.stop(data)
        assert embedded.status(tmp_path / "other") == other
        assert clusters.rows(embedded.start(data)) == 100
    finally:
        embedded.stop(tmp_path / "other")


def test_two_that_start_at_once_get_one_server(data):
    both = [clusters.launch(data, "db", "start") for _ in range(3)]
    said = {process.communicate(timeout=120)[0] for process in both}
    assert [process.returncode for process in both] == [0, 0, 0]
    assert said == {f"数据库已启动：127.0.0.1:{embedded.start(data).port}\n"}


def test_a_port_that_is_taken_meanwhile_is_given_up(running, data):
    embedded.stop(data)
    with socket.create_server(("127.0.0.1", running.port)):
        again = embedded.start(data)
    assert again.port != running.port
    assert clusters.rows(again) == 100


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_an_interrupted_first_start_leaves_no_process_and_can_be_repeated(data, number):
    process = clusters.launch(data, "db", "start")
    clusters.wait_for(lambda: (data / "pg.new" / "base").exists())
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode == 128 + number
    clusters.wait_for(lambda: clusters.processes(data) == [])
    assert not (data / "pg").exists()
    assert embedded.start(data)


def test_an_interrupted_start_leaves_no_process(running, data):
    """In the moment between pg_ctl and the server's file, when only the name tells that it is ours."""
    embedded.stop(data)
    before = (data / "server.json").stat().st_mtime_ns
    process = clusters.launch(data, "db", "start")
    clusters.wait_for(lambda: (data / "server.json").stat().st_mtime_ns != before)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    clusters.wait_for(lambda: clusters.processes(data) == [] or embedded.status(data))
    embedded.stop(data)
    assert clusters.processes(data) == []
    assert clusters.rows(embedded.start(data)) == 100


def test_a_server_that_does_not_start_says_why_in_one_line(running, data):
    embedded.stop(data)
    (data / "pg" / "global" / "pg_control").unlink()
    with pytest.raises(DataFolderError) as raised:
        embedded.start(data)
    assert str(raised.value).startswith("数据库没有启动：")
    assert "pg_control" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_variables_of_another_server_do_not_lead_us_to_it(data):
    done = clusters.cms(data, "db", "start", PGPORT="1", PGDATA="/nowhere", PGSSLMODE="verify-full")
    assert (done.returncode, done.stderr) == (0, "")
