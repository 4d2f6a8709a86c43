"""`cms settings`: every variable with what it is now, and what is wrong. Works when nothing else does."""

from __future__ import annotations

import argparse

from cms.settings.variables import PRODUCTION, SETTINGS_MODULE, VARIABLES, SettingsError, Variable, problems

HIDDEN = "（已设置，值不显示）"


def table() -> str:
    """The variables as a table in Markdown: the handbook's."""
    rows = [
        f"| `{variable.name}` | {variable.meaning} | {_default(variable)} | `{variable.example}` |"
        for variable in VARIABLES
    ]
    return "\n".join(["| 变量 | 作用 | 默认 | 例如 |", "|---|---|---|---|", *rows])


def _default(variable: Variable) -> str:
    if variable.required:
        return "生产环境必须设置"
    words = f"`{variable.default}`" if variable.default is not None else "不设"
    return f"{words}；或 `{variable.file}`" if variable.secret else words


def _now(variable: Variable) -> str:
    if not variable.is_set():
        return f"{variable.default}（默认）" if variable.default is not None else "（未设置）"
    if variable.secret:
        return HIDDEN
    return str(variable.text())


def main(arguments: list[str]) -> int:
    """Print the variables. Raises SettingsError with every problem, after printing them."""
    parser = argparse.ArgumentParser(prog="cms settings", description="环境变量：现在的值，和不对的地方")
    parser.add_argument("--markdown", action="store_true", help="印出手册里的表")
    if parser.parse_args(arguments).markdown:
        print(table())
        return 0
    for variable in VARIABLES:
        print(f"{variable.name:24}{_now(variable)}")
    found = problems(production=SETTINGS_MODULE.text() == PRODUCTION)
    if found:
        raise SettingsError("\n".join(found))
    return 0
