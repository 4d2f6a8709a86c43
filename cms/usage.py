"""A command line that is not understood: one line in Chinese, as every other failure."""

from __future__ import annotations

import re
from typing import Any, NoReturn

from django.core.management.base import CommandError, CommandParser

# What argparse says, and what that means.
SAYINGS = (
    (r"the following arguments are required: (.*)", r"缺少 \1"),
    (r"unrecognized arguments: (.*)", r"不认识 \1"),
    (r"argument (.*?): invalid choice: '?(.*?)'? \(choose from (.*)\)", r"\1 不能是 \2，可用的有 \3"),
    (r"argument (.*?): expected (?:one|at least one) argument", r"\1 后面缺少值"),
    (r"argument (.*?): invalid \w+ value: '(.*)'", r"\1 的值 \2 不对"),
    (r"argument (.*?): ignored explicit argument '(.*)'", r"\1 不带值"),
    (r"argument (.*?): not allowed with argument (.*)", r"\1 不能与 \2 同用"),
    (r"argument (.*?): (.*)", r"\1：\2"),
)


def in_chinese(message: str) -> str:
    for english, chinese in SAYINGS:
        found = re.fullmatch(english, message, re.S)
        if found:
            return found.expand(chinese)
    return message


def _refuse(parser: CommandParser, message: str, **kwargs: Any) -> NoReturn:
    words = parser.prog.partition(" ")[2]
    raise CommandError(f"命令写得不对：{in_chinese(message)}；用法见 cms {words} --help")


def speak_chinese() -> None:
    """From now on every command of Django's and ours refuses a command line in one line, with exit status 1."""
    CommandParser.error = _refuse  # type: ignore[method-assign]  # Django offers no other place
