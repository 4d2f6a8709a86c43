"""What a plugin imports of the product beside its contract. Read from its files; nothing of it is run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

CONTRACT = "cms.extension"
OPEN = (CONTRACT, f"{CONTRACT}.contract")
"""The contract, and its tests for authors."""
PRODUCT = ("cms", "tenants", "plugins", "themes")
WRITTEN_BY_DJANGO = "migrations"
"""They name what the tables of the contract are made of by its place."""


def foreign_imports(package_folder: Path | str) -> list[str]:
    """Each import of the product that is not of its contract, as `desk.py:12 tenants.context`; empty when all is well.

    What a file imports for types alone counts as well, and so does a module of the contract's own room.
    """
    folder = Path(package_folder)
    files = [file for file in sorted(folder.rglob("*.py")) if file.parent.name != WRITTEN_BY_DJANGO]
    return [
        f"{file.relative_to(folder)}:{line} {name}" for file in files for line, name in _foreign(file, folder)
    ]


def _foreign(file: Path, folder: Path) -> Iterator[tuple[int, str]]:
    try:
        tree = ast.parse(file.read_bytes())
    except (SyntaxError, ValueError):
        return  # that it cannot be read is told where it is imported
    own = (folder.name, f"{folder.parent.name}.{folder.name}")
    for node in sorted(ast.walk(tree), key=lambda one: getattr(one, "lineno", 0)):
        for name in _named(node):
            if name.partition(".")[0] in PRODUCT and not _below(name, own):
                yield node.lineno, name  # type: ignore[attr-defined]  # imports have one


def _named(node: ast.AST) -> list[str]:
    """What an import asks for, but for what the contract holds. A relative one is the plugin's own."""
    if isinstance(node, ast.Import):
        return [one.name for one in node.names if one.name not in OPEN and not _below(one.name, OPEN[1:])]
    if not isinstance(node, ast.ImportFrom) or node.level or not node.module:
        return []
    if node.module not in OPEN and not _below(node.module, OPEN[1:]):
        names = [f"{node.module}.{one.name}" for one in node.names]
        return [node.module] if any(name not in OPEN for name in names) else []
    return [
        f"{CONTRACT}.{one.name}" for one in node.names if node.module == CONTRACT and not _offered(one.name)
    ]


def _offered(name: str) -> bool:
    from cms import extension  # noqa: PLC0415 -- its list of names, whole by now

    return name in (*extension.__all__, "contract", "*")


def _below(name: str, above: tuple[str, ...]) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in above)
