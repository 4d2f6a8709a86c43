"""The server itself: what it promises of connections, of processes that die or grow fat, and of what it tells nobody."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import pty
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from cms.settings.env import ROOT
from tests.delivery.served import SECRET
from tests.tenants.clusters import hear_interrupts

PROXY, STRANGER = "127.0.0.1", "127.0.0.2"


def free_ports(count: int) -> list[int]:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        return [each.getsockname()[1] for each in (one, other)][:count]


class Running:
    def __init__(self, process: subprocess.Popen, ports: list[int], said: Path) -> None:
        self.process, self.ports, self.said = process, ports, said

    def connect(self, *, port: int | None = None, source: str = PROXY) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(
            "127.0.0.1", port or self.ports[0], timeout=60, source_address=(source, 0)
        )

    def ask(self, path: str, *, method: str = "GET", body=None, headers=None, **how) -> tuple[int, bytes]:
        connection = self.connect(**how)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def told(self, **how) -> dict:
        """What the application was told of a request."""
        return json.loads(self.ask("/told", **how)[1])

    def copies(self) -> set[int]:
        children = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        return {int(word) for word in Path(children).read_text().split()}

    def log(self) -> str:
        return self.said.read_text()


@contextmanager
def serving(
    tmp_path: Path, *words: str, ports: int = 1, ready: bool = True, terminal: int = subprocess.DEVNULL
):
    """A server of two processes for the block; nothing of it is left after."""
    numbers, said = free_ports(ports), tmp_path / "said"
    environment = os.environ | {"PROXIES": PROXY, "THREADS": "2", "SECRET_KEY": "our secret"}
    command = [sys.executable, "-m", "tests.delivery.served", ",".join(map(str, numbers)), *words]
    with said.open("w") as errors:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=terminal,
            stdout=subprocess.PIPE,
            stderr=errors,
            preexec_fn=hear_interrupts,
        )
        running = Running(process, numbers, said)
        copies: set[int] = set()
        try:
            if ready:
                assert process.stdout.readline() == b"ready\n", running.log()
                copies = running.copies()
            yield running
        finally:
            copies |= running.copies() if process.poll() is None else set()
            process.terminate()
            process.wait(60)
            until(lambda: not any(map(lives, copies)))


def lives(process: int) -> bool:
    """Whether it still does something. One that has ended waits for whoever started it, or stands in for them."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(happened, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("server"), ports=2) as running:
        yield running


@pytest.mark.parametrize(("source", "scheme"), [(PROXY, "https"), (STRANGER, "http")])
def test_only_a_proxy_is_believed_that_a_request_came_over_https(server, source, scheme):
    told = server.told(headers={"X-Forwarded-Proto": "https"}, source=source)
    assert (told["wsgi.url_scheme"], told["REMOTE_ADDR"]) == (scheme, source)


def test_a_request_carries_nothing_of_the_process(server):
    told = server.told()
    assert "our secret" not in str(told)
    assert not {"PATH", "HOME", "SECRET_KEY"} & set(told)


def test_a_mistake_is_a_500_and_is_told_without_its_words(server):
    assert server.ask("/failed") == (500, b"")
    assert "builtins.ValueError" in server.log()
    assert SECRET not in server.log()


def test_half_an_answer_is_not_taken_for_a_whole_one(server):
    """granian writes such a failure into the log as well: with nothing that the first line does not say."""
    # A busy machine may lose the beginning too.
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        server.ask("/broken")
    until(lambda: "an answer broke off" in server.log())
    assert SECRET not in server.log()


def test_the_figures_come_in_by_their_own_door(server):
    assert server.ask("/metrics", port=server.ports[1])[0] == 200
    assert server.ask("/metrics")[0] == 404


def test_a_large_upload_arrives_whole_and_is_not_kept_in_memory(server):
    sent = os.urandom(1 << 20) * 300
    status, answer = server.ask("/uploaded", method="POST", body=sent)
    assert (status, answer.decode()) == (200, hashlib.sha256(sent).hexdigest())
    # A process that had held it would have been replaced (MEMORY in served.py).
    assert all(_peak(copy) < 150 << 20 for copy in server.copies())


def _peak(process: int) -> int:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("VmHWM"))


def test_who_asks_before_sending_is_told_to_go_on(server):
    with socket.create_connection(("127.0.0.1", server.ports[0]), timeout=10) as line:
        line.sendall(
            b"POST /uploaded HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n"
        )
        assert line.recv(100).startswith(b"HTTP/1.1 100 Continue")
        line.sendall(b"a")
        assert line.recv(1000).startswith(b"HTTP/1.1 200 OK")


def test_head_has_the_length_and_no_body(server):
    connection = server.connect()
    for method in ("HEAD", "GET"):
        connection.request(method, "/")
        answer = connection.getresponse()
        length, body = int(answer.headers["Content-Length"]), answer.read()
        assert (length > 0, body == b"") == (True, method == "HEAD")
    connection.close()


def test_silent_visitors_keep_nobody_waiting(server):
    """Connections without a request take no thread, and four times as many as there are threads is nothing."""
    silent = [socket.create_connection(("127.0.0.1", server.ports[0])) for _ in range(16)]
    for each in silent[:8]:
        each.sendall(b"GET / HTT")
    assert server.ask("/")[0] == 200
    for each in silent:
        each.close()


def test_one_that_is_killed_is_replaced(tmp_path):
    with serving(tmp_path) as server:
        before = server.copies()
        time.sleep(1.1)
        os.kill(min(before), signal.SIGKILL)
        until(lambda: len(server.copies() - {min(before)}) == 2)
        assert {server.ask("/")[0] for _ in range(20)} == {200}
        assert "died and is replaced" in server.log()


def test_one_that_grew_fat_is_replaced_and_finishes_what_it_has_begun(tmp_path):
    with serving(tmp_path) as server:
        before = server.copies()
        # Both are asked: which of them gets a request is the kernel's choice.
        until(lambda: server.ask("/fat")[0] == 200 and not before & server.copies())
        assert "died" not in server.log()


def test_a_server_that_cannot_serve_says_so_and_ends(tmp_path):
    with serving(tmp_path, "stillborn", ready=False) as server:
        assert server.process.wait(60) == 1
        assert "CannotServe" in server.log()


def test_without_the_process_that_watches_over_them_nobody_answers_on(tmp_path):
    with serving(tmp_path) as server:
        copies = server.copies()
        server.process.kill()
        until(lambda: not any(map(lives, copies)))


@pytest.mark.parametrize("how", ["it closes", "Ctrl-C"])
def test_a_server_in_a_terminal_ends_with_it(tmp_path, how):
    """As `ssh -t` leaves it: no signal comes, the terminal is gone."""
    outside, inside = pty.openpty()
    with serving(tmp_path, "terminal", terminal=inside) as server:
        os.close(inside)
        copies = server.copies()
        os.close(outside) if how == "it closes" else server.process.send_signal(signal.SIGINT)
        assert server.process.wait(60) == 0
        assert not any(map(lives, copies))


def test_a_hangup_is_the_keepers_affair(tmp_path):
    with serving(tmp_path) as server:
        server.process.send_signal(signal.SIGHUP)
        time.sleep(1.5)
        assert server.ask("/")[0] == 200


def test_what_has_begun_is_finished_and_who_asks_on_is_told_before_the_line_is_cut(tmp_path):
    """Eight visitors, each on a connection of its own that is silent most of the time, and one who waits for something slow."""
    with serving(tmp_path) as server:
        lines = [server.connect() for _ in range(8)]
        waiting = [threading.Thread(target=lambda: found.append(server.ask("/slow")))]
        found: list = []
        waiting += [threading.Thread(target=_ask_until_told, args=(line, found)) for line in lines]
        for each in waiting:
            each.start()
        time.sleep(0.5)
        server.process.terminate()
        for each in waiting:
            each.join(30)
        assert sorted(map(str, found)) == sorted(["(200, b'slow')"] + ["told to close"] * 8)
        assert server.process.wait(60) == 0


def _ask_until_told(line: http.client.HTTPConnection, found: list) -> None:
    while True:
        try:
            line.request("GET", "/")
            answer = line.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException) as error:
            found.append(error)
            return
        if answer.headers.get("Connection") == "close":
            found.append("told to close")
            return
        time.sleep(0.2)
