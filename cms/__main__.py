"""The `cms` command: Django's management commands and ours, with failures said in one line."""

from __future__ import annotations

import errno
import gc
import io
import os
import shutil
import sys
from contextlib import AbstractContextManager, nullcontext

from cms import interruption
from cms.settings.variables import DATABASE_URL

TRACEBACK = "--traceback"
# Commands that do their work without the database, or look after it themselves.
WITHOUT_DATABASE = {"db", "help", "makemigrations", "contenttypes", "collectstatic", "findstatic", "version"}
FILES_ONLY = (["catalog", "check"], ["themes", "check"], ["plugins", "new"], ["evaluation", "recompute"])
WITHOUT_PLUGINS = "GONGKAI_WITHOUT_PLUGINS"
NO_SPACE = "磁盘已满：请腾出空间，或用 DATA=/别的/文件夹 换一个地方。"
FULL_BYTES = 32 << 20


def _needs_database(words: list[str]) -> bool:
    """Whether the embedded database has to run for a command line (without the program's name)."""
    idle = not words or words[0].startswith("-") or words[0] in WITHOUT_DATABASE or words[:2] in FILES_ONLY
    return not (idle or "--help" in words or DATABASE_URL.is_set())


def _session(words: list[str]) -> AbstractContextManager[None]:
    """What `cms demo` holds while it runs; nothing for the other commands, whose database goes on running."""
    if words[:1] != ["demo"] or {"--help", "-h", "load", "simulate"} & set(words):
        return nullcontext()
    from cms.demo.session import session  # noqa: PLC0415 -- keep the other commands quick
    from cms.settings.env import data_folder, port  # noqa: PLC0415 -- only needed here: keep `cms help` quick

    return session(data_folder(), port(), own_database=not DATABASE_URL.is_set())


def _start_database() -> None:
    """The embedded database is started by whatever needs it: one thing less to remember."""
    from cms.settings.env import data_folder  # noqa: PLC0415 -- keep `cms help` quick
    from tenants import embedded  # noqa: PLC0415 -- only needed here: keep `cms help` quick

    embedded.start(data_folder())


def _forget_other_servers() -> None:
    """libpq's variables were set for another PostgreSQL, and would lead us there or forbid us to reach ours."""
    for name in [name for name in os.environ if name.startswith("PG")]:
        del os.environ[name]


def _leave_plugins_out(words: list[str]) -> None:
    """What lists plugins and turns them off does so without their code, which may be what is broken."""
    if words[:1] == ["plugins"] and words[1:2] != ["on"]:
        os.environ[WITHOUT_PLUGINS] = "1"


def _load() -> None:
    """What is loaded here stays for good. That the collector looks at it again and again takes a quarter of the start,
    and processes that are forked later would each get a copy of what it touched."""
    import django  # noqa: PLC0415 -- only needed here: keep `cms help` quick

    gc.disable()
    try:
        django.setup()
    finally:
        gc.freeze()
        gc.enable()


def _run(argv: list[str]) -> None:
    words = argv[1:]
    _leave_plugins_out(words)
    if not DATABASE_URL.is_set():
        _forget_other_servers()
    if words[:1] == ["db"]:
        from cms.database import main as database  # noqa: PLC0415 -- before Django's settings are read

        sys.exit(database(words[1:]))
    if words[:1] == ["settings"]:
        from cms.settings.report import main as report  # noqa: PLC0415 -- only needed here: keep `cms help` quick

        sys.exit(report(words[1:]))
    if words[:1] == ["serve"] and not {"--inherit", "--help", "-h"} & set(words):
        from cms.delivery.keeper import keep  # noqa: PLC0415 -- only needed here: keep `cms help` quick

        sys.exit(keep(words[1:]))
    with _session(words):
        if _needs_database(words):
            _start_database()
        from django.core.management import execute_from_command_line  # noqa: PLC0415 -- settings need the database

        from cms.usage import speak_chinese  # noqa: PLC0415 -- only needed here: keep `cms help` quick

        speak_chinese()
        # Django's own way of printing a CommandError is left aside: with --traceback it comes through to `main`.
        plain = words and not words[0].startswith("-") and words[0] != "help"
        if plain:
            _load()
        execute_from_command_line([*argv[:2], TRACEBACK, *argv[2:]] if plain else argv)


def _disk_is_full() -> bool:
    from cms.settings.env import data_folder  # noqa: PLC0415 -- only needed when something failed

    try:
        return shutil.disk_usage(data_folder()).free < FULL_BYTES
    except OSError:
        return False


def _explain_database(error: Exception) -> str:
    from django.db import OperationalError  # noqa: PLC0415 -- only needed when something failed
    from psycopg import OperationalError as Failure  # noqa: PLC0415 -- only needed here: keep `cms help` quick

    told = (str(error).strip().splitlines() or [type(error).__name__])[0]
    if DATABASE_URL.is_set() and isinstance(error, (OperationalError, Failure)):
        return f"数据库：{told}；请检查 DATABASE_URL 的地址、账号和密码"
    return f"数据库：{told}"


def _plugin_of(error: BaseException) -> str:
    """The plugin in whose code it went wrong, if it was one's."""
    from django.conf import settings  # noqa: PLC0415 -- only needed when something failed

    from cms.extension.discovery import blame  # noqa: PLC0415 -- likewise

    return blame(error, settings.PLUGINS) if settings.configured else ""


def explain(error: BaseException) -> str:
    """One line that says what to do about a failure."""
    import psycopg  # noqa: PLC0415 -- only needed when something failed
    from django.core.exceptions import ImproperlyConfigured, ValidationError  # noqa: PLC0415 -- only needed here: keep `cms help` quick
    from django.core.management.base import CommandError  # noqa: PLC0415 -- only needed here: keep `cms help` quick
    from django.db import DatabaseError  # noqa: PLC0415 -- only needed here: keep `cms help` quick

    from tenants.embedded import DataFolderError  # noqa: PLC0415 -- only needed here: keep `cms help` quick

    of_database = isinstance(error, (psycopg.Error, DatabaseError))
    chain = (error, error.__cause__, error.__context__)
    full = any(getattr(one, "errno", None) == errno.ENOSPC for one in chain)
    full = full or any(isinstance(one, psycopg.errors.DiskFull) for one in chain)
    if full or (of_database and _disk_is_full()):
        return NO_SPACE
    if isinstance(error, (DataFolderError, CommandError, ImproperlyConfigured)):
        return str(error)
    if isinstance(error, ValidationError):
        return "；".join(error.messages)
    if of_database:
        return _explain_database(error)
    if isinstance(error, OSError):
        return f"{error.strerror}：{error.filename}" if error.filename else str(error)
    if getattr(type(error), "for_people", False):
        return str(error)
    slug = _plugin_of(error)
    if slug:
        return (
            f"插件 {slug} 出错（{type(error).__name__}：{error}）；不加载它：GONGKAI_PLUGINS 里只写别的插件"
        )
    return f"程序出错（{type(error).__name__}：{error}），请加上 {TRACEBACK} 再运行一次以查看详情"


def _complain(line: str) -> None:
    try:
        print(line, file=sys.stderr, flush=True)
        sys.stdout.flush()
    except OSError:
        # The terminal, or the reader of our pipe, is gone: nobody to tell, now or when Python ends.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            os.dup2(nowhere, stream.fileno())


def _prepare_output() -> None:
    """Lines appear when they are written, also in a pipe; a terminal without Chinese shows marks, not a failure."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(line_buffering=True, errors="replace")


def main(argv: list[str] | None = None) -> None:
    argv = list(sys.argv if argv is None else argv)
    with_traceback = TRACEBACK in argv
    argv = [word for word in argv if word != TRACEBACK]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
    _prepare_output()
    interruption.listen()
    try:
        _run(argv)
    except interruption.Interrupted as stopped:
        sys.exit(stopped.status)
    except Exception as error:
        if with_traceback:
            raise
        _complain(explain(error))
        sys.exit(1)


if __name__ == "__main__":
    main()
