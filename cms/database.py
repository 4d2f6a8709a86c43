"""`cms db start|stop|status|reset`: the embedded database, without loading Django."""

from __future__ import annotations

import argparse
import shutil

from cms.settings.env import data_folder
from tenants import embedded


def _start() -> str:
    embedded.ensure_data_folder(data_folder())
    server = embedded.start(data_folder())
    return f"数据库已启动：{server.host}:{server.port}"


def _stop() -> str:
    return "数据库已停止" if embedded.stop(data_folder()) else "数据库没有运行"


def _status() -> str:
    server = embedded.status(data_folder())
    return f"数据库正在运行：{server.host}:{server.port}" if server else "数据库没有运行"


def _reset() -> str:
    """Forget everything. Refuses a folder that is not one of ours."""
    data = data_folder()
    if not data.exists():
        return "没有数据可清除"
    embedded.ensure_data_folder(data)
    embedded.stop(data)
    shutil.rmtree(data)
    return f"已清除 {data}"


VERBS = {"start": _start, "stop": _stop, "status": _status, "reset": _reset}


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="cms db", description="内置数据库")
    parser.add_argument("verb", choices=VERBS)
    options, _rest = parser.parse_known_args(argv)
    print(VERBS[options.verb]())
    return 0
