"""The `cms` command: Django's management commands and ours, with failures said in one line."""

from __future__ import annotations

import errno
import os
import sys

TRACEBACK = "--traceback"
# Commands that do their work without the database, or look after it themselves.
WITHOUT_DATABASE = {"db", "help", "makemigrations", "contenttypes", "collectstatic", "findstatic", "version"}
NO_SPACE = "磁盘已满：请腾出空间，或用 DATA=/别的/文件夹 换一个地方。"


def _start_database(command: str) -> None:
    """The embedded database is started by whatever needs it: one thing less to remember."""
    if command in WITHOUT_DATABASE or command.startswith("-") or os.environ.get("DATABASE_URL"):
        return
    from cms.settings.env import data_folder  # noqa: PLC0415 -- keep `cms help` quick
    from tenants import embedded  # noqa: PLC0415

    data = data_folder()
    embedded.ensure_data_folder(data)
    embedded.start(data)


def _run(argv: list[str]) -> None:
    if argv[1:2] == ["db"]:
        from cms.database import main as database  # noqa: PLC0415 -- before Django's settings are read

        sys.exit(database(argv[2:]))
    if len(argv) > 1 and "--help" not in argv:
        _start_database(argv[1])
    from django.core.management import execute_from_command_line  # noqa: PLC0415 -- settings need the database

    execute_from_command_line(argv)


def explain(error: BaseException) -> str | None:
    """One line for a failure that a person can do something about, or None for a mistake of ours."""
    import psycopg  # noqa: PLC0415 -- only needed when something failed
    from django.core.exceptions import ValidationError  # noqa: PLC0415
    from django.db import DatabaseError  # noqa: PLC0415

    from tenants.embedded import DataFolderError  # noqa: PLC0415

    if getattr(error, "errno", None) == errno.ENOSPC or isinstance(error.__cause__, psycopg.errors.DiskFull):
        return NO_SPACE
    if isinstance(error, DataFolderError):
        return str(error)
    if isinstance(error, ValidationError):
        return "；".join(error.messages)
    if isinstance(error, (psycopg.OperationalError, DatabaseError)):
        return f"数据库：{str(error).splitlines()[0]}"
    if isinstance(error, OSError):
        return f"{error.strerror}：{error.filename}" if error.filename else str(error)
    plain = getattr(type(error), "for_people", False)
    return str(error) if plain else None


def main(argv: list[str] | None = None) -> None:
    argv = list(sys.argv if argv is None else argv)
    with_traceback = TRACEBACK in argv
    argv = [word for word in argv if word != TRACEBACK]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
    try:
        _run(argv)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        line = explain(error)
        if line is None or with_traceback:
            raise
        print(line, file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
