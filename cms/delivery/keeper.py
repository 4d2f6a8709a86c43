"""The process that a supervisor sees as `cms serve`: it holds the sockets, and the server behind them can be replaced.

It loads neither Django nor anything that a release changes often, and answers nobody. On SIGHUP it starts a second
server from the code that is installed now, waits until that one accepts, and then lets the first finish what it has
begun. A server that does not come up leaves the first in place: an upgrade that fails is not an outage.
"""

from __future__ import annotations

import argparse
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence

from cms.delivery.ports import listen
from cms.settings.variables import (
    HOST,
    METRICS,
    PORT,
    PRODUCTION,
    SETTINGS_MODULE,
    WORKERS,
    SettingsError,
    check,
)

START_SECONDS = 180.0
"""Loading takes seconds; recovering the embedded database after a crash can take a minute and more."""
LEAVE_SECONDS = 40.0
"""What the server that goes has for its last answers (cms.delivery.worker: GRACE), and a little."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
STOP = {signal.SIGTERM, signal.SIGINT}
ROLL = signal.SIGHUP
HEARD = STOP | {ROLL, signal.SIGCHLD}
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
Process = subprocess.Popen[bytes]


class Stopped(Exception):
    """Somebody asked the whole to end."""


class NotStarted(RuntimeError):
    """The server did not come up. `said` is whether it told why itself, on standard error."""

    for_people = True

    def __init__(self, *, said: bool) -> None:
        super().__init__(
            "网站服务没有启动，原因见上一行" if said else f"网站服务 {START_SECONDS:.0f} 秒内没有启动"
        )
        self.said = said


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _processes(words: Sequence[str]) -> int:
    """How many are to answer. What is wrong with an option says the server, which reads them all."""
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False)
    parser.add_argument("--workers", type=int)
    try:
        found = parser.parse_known_args(list(words))[0].workers
    except argparse.ArgumentError:
        found = None
    return max(found or WORKERS.given(), 1)


class Keeper:
    """`words` are the options of `cms serve`, handed on to each server."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = list(words)
        host, port, metrics = HOST.given(), PORT.given(), METRICS.value()
        if metrics and metrics[1] == port:
            raise SettingsError(f"METRICS 的端口不能与 PORT 相同（{port}），请换一个")
        self.sockets = listen(host, port, _processes(words))
        self.metrics = listen(*metrics) if metrics else []
        self.leaving: list[tuple[Process, float]] = []
        self.heard = HEARD - ({ROLL} if signal.getsignal(ROLL) is signal.SIG_IGN else set())
        shown = f"[{host}]" if ":" in host else host
        print(f"http://{shown}:{port}/", flush=True)

    def run(self) -> None:
        """Until SIGTERM or SIGINT. Raises NotStarted when not even the first server comes up."""
        figures = tempfile.mkdtemp(prefix="gongkai-")
        before = signal.pthread_sigmask(signal.SIG_BLOCK, self.heard)
        self.environment = os.environ | {FOLDER: figures}
        self.mask = before
        try:
            self.current = self._launch()
            self._serve()
        except Stopped:
            pass
        finally:
            self._end()
            shutil.rmtree(figures, ignore_errors=True)
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _serve(self) -> None:
        pause = FIRST_PAUSE
        while True:
            heard = self._wait(1.0)
            self._bury()
            if heard == ROLL:
                self._roll()
            elif self.current.poll() is None:
                pause = FIRST_PAUSE
            else:
                _say(f"网站服务意外结束（{self.current.returncode}），{pause:.0f} 秒后重新启动")
                self._rest(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                self._revive()

    def _revive(self) -> None:
        try:
            self.current = self._launch()
        except NotStarted as error:
            _say(str(error))

    def _roll(self) -> None:
        """The next server in place of this one; this one stays when the next does not come up."""
        try:
            following = self._launch()
        except NotStarted as error:
            _say(f"{error}；原来的服务继续运行")
            return
        leaving, self.current = self.current, following
        leaving.terminate()
        self.leaving.append((leaving, time.monotonic() + LEAVE_SECONDS))
        _say("网站服务已换成新的进程")

    def _launch(self) -> Process:
        """A server that accepts. Raises NotStarted, Stopped; then nothing of it is left."""
        told, tell = os.pipe()
        sites, metrics = ([each.fileno() for each in kept] for kept in (self.sockets, self.metrics))
        handed = ["--inherit", ",".join(map(str, sites)), "--ready", str(tell)]
        handed += [f"--metrics={number}" for number in metrics]
        process = subprocess.Popen(
            [sys.executable, "-m", "cms", "serve", *self.words, *handed],
            pass_fds=[*sites, *metrics, tell],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            # Ours are blocked, and would be for the child.
            preexec_fn=lambda: signal.pthread_sigmask(signal.SIG_SETMASK, self.mask),
        )
        os.close(tell)
        try:
            self._await(process, told)
        except BaseException:
            self._kill(process)
            raise
        finally:
            os.close(told)
        return process

    def _await(self, process: Process, told: int) -> None:
        """Until the server's first worker says that it accepts."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and process.poll() is None:
            if select.select([told], [], [], 0)[0]:
                if os.read(told, 1):
                    return
                process.wait()
            self._wait(0.05, but={ROLL})
        raise NotStarted(said=process.poll() is not None)

    def _wait(self, seconds: float, but: set[signal.Signals] | None = None) -> int:
        """The signal that came within so long, or 0. Raises Stopped."""
        info = signal.sigtimedwait(self.heard - (but or set()), seconds)
        if info is not None and info.si_signo in STOP:
            raise Stopped
        return info.si_signo if info is not None else 0

    def _rest(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self._wait(0.2, but={ROLL})

    def _bury(self) -> None:
        """Whoever has left is forgotten; whoever took too long is made to."""
        for process, until in self.leaving:
            if process.poll() is None and time.monotonic() > until:
                self._kill(process)
        self.leaving = [(process, until) for process, until in self.leaving if process.poll() is None]

    @staticmethod
    def _kill(process: Process) -> None:
        if process.poll() is None:
            process.kill()
        process.wait()

    def _end(self) -> None:
        """Every server finishes what it has begun; none is left."""
        for each in (*self.sockets, *self.metrics):
            each.close()
        running = [process for process, _until in self.leaving] + [getattr(self, "current", None)]
        kept = [process for process in running if process is not None]
        for process in kept:
            process.terminate()
        until = time.monotonic() + LEAVE_SECONDS
        for process in kept:
            try:
                process.wait(max(until - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                self._kill(process)


def keep(words: Sequence[str]) -> int:
    """Serve until told to stop. Returns the exit status. Raises PortTaken, SettingsError, NotStarted."""
    check(production=SETTINGS_MODULE.text() == PRODUCTION)
    try:
        Keeper(words).run()
    except NotStarted as error:
        if not error.said:
            raise
        return 1
    return 0
