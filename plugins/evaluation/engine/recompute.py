"""Scores a dump again: `python -m plugins.evaluation.engine.recompute DUMP [--scheme FILE]`.

Prints canonical JSON Lines: a score a unit, in the order of their slugs, then the standing of each line. DUMP may be packed
with gzip. Needs Python and this folder, no database and no Django. Exit status 1 with every problem, a line each, where the
dump is not right.
"""

import argparse
import gzip
import json
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from plugins.evaluation.engine.dump import load_units
from plugins.evaluation.engine.evidence import Invalid
from plugins.evaluation.engine.exact import canonical
from plugins.evaluation.engine.scheme import Scheme
from plugins.evaluation.engine.scoring import evaluate
from plugins.evaluation.engine.standing import PLACED, standing

PACKED = b"\x1f\x8b"


def recompute(lines: Iterable[str], scheme: Scheme | None = None) -> Iterator[str]:
    """The lines that are printed. `scheme`: instead of the one in the head. Invalid as for a dump."""
    head, own, units = load_units(lines)
    problems: list[str] = []
    placed, told = [], []
    # Unit after unit: a district's rows are never all in memory.
    for unit in units:
        try:
            (score,) = evaluate(scheme or own, unit.rows(), head)
        except Invalid as wrong:
            problems += wrong.problems
            continue
        told.append(canonical({"kind": "score"} | score))
        placed.append({name: score[name] for name in PLACED})
    if problems:
        raise Invalid(problems)
    yield from told
    yield from (canonical({"kind": "standing"} | line) for line in standing(placed))


def opened(path: Path) -> TextIO:
    """A dump to read, packed with gzip or not: by its first bytes, whatever its name. OSError."""
    with path.open("rb") as file:
        packed = file.read(len(PACKED)) == PACKED
    return gzip.open(path, "rt", encoding="utf-8") if packed else path.open(encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="recompute", description="Scores a dump of a period again.")
    parser.add_argument("dump", type=Path)
    parser.add_argument("--scheme", type=Path, help="a scheme in JSON, instead of the one in the dump")
    asked = parser.parse_args(arguments)
    try:
        scheme = asked.scheme and Scheme.read(json.loads(asked.scheme.read_text(encoding="utf-8")))
        with opened(asked.dump) as lines:
            text = "".join(f"{line}\n" for line in recompute(lines, scheme))
    except Invalid as wrong:
        sys.stderr.write("".join(f"{problem}\n" for problem in wrong.problems))
        return 1
    except (OSError, ValueError, EOFError, zlib.error) as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 1
    sys.stdout.buffer.write(text.encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
