"""`cms db start|stop|status|reset`: the embedded database, without loading Django."""

from __future__ import annotations

import argparse
from typing import NoReturn

from cms.settings.env import data_folder, named_database
from tenants import embedded


class UsageError(RuntimeError):
    """The command line is not understood. The message says what it takes."""

    for_people = True


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"用法：cms db {'|'.join(VERBS)}")


def _start() -> str:
    server = embedded.start(data_folder())
    return f"数据库已启动：{server.host}:{server.port}"


def _stop() -> str:
    return "数据库已停止" if embedded.stop(data_folder()) else "数据库没有运行"


def _status() -> str:
    server = embedded.status(data_folder())
    return f"数据库正在运行：{server.host}:{server.port}" if server else "数据库没有运行"


def _reset() -> str:
    """Forget everything. Refuses a folder that is not one of ours, and a database that is not."""
    if named_database():
        raise UsageError("清除只用于内置数据库：DATABASE_URL 指定的数据库请自行清空")
    data = data_folder()
    if not embedded.is_ours(data):
        return "没有数据可清除"
    embedded.stop(data)
    embedded.clear(data)
    return f"已清除 {data}"


VERBS = {"start": _start, "stop": _stop, "status": _status, "reset": _reset}


def main(argv: list[str]) -> int:
    parser = Parser(prog="cms db", description="内置数据库")
    parser.add_argument("verb", choices=VERBS)
    print(VERBS[parser.parse_args(argv).verb]())
    return 0
