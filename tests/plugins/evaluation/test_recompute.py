"""A dump gives the same bytes in another process, with nothing but Python, whatever the order of what was written."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from plugins.evaluation.engine import schemes
from plugins.evaluation.engine.dump import load, write
from plugins.evaluation.engine.evidence import Invalid
from plugins.evaluation.engine.exact import canonical
from plugins.evaluation.engine.recompute import main, recompute
from tests.plugins.evaluation.made import HEAD, MANNERS, year

ROOT = Path(__file__).parents[3]
ROWS = [one | {"unit": f"town-{manner}"} for manner in MANNERS for one in year(manner)]


def run(dump, *options, seed="1"):
    """In a process that sees the standard library and this folder alone (-S: no installed packages)."""
    environment = {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed, "PATH": os.environ["PATH"]}
    command = [sys.executable, "-S", "-m", "plugins.evaluation.engine.recompute", str(dump), *options]
    return subprocess.run(command, capture_output=True, env=environment, check=False)


@pytest.fixture
def dump(tmp_path):
    found = tmp_path / "2026.jsonl"
    found.write_text("".join(f"{line}\n" for line in write(HEAD, ROWS)), encoding="utf-8")
    return found


def test_the_same_bytes_in_other_processes(dump, tmp_path):
    here = "".join(f"{line}\n" for line in recompute(dump.read_text(encoding="utf-8").splitlines())).encode()
    shuffled = tmp_path / "shuffled.jsonl"
    head, *rows = dump.read_text(encoding="utf-8").splitlines()
    random.Random(7).shuffle(rows)
    shuffled.write_text("\n".join([head, *rows, *rows[:50]]), encoding="utf-8")
    found = [run(dump, seed="1"), run(dump, seed="4242"), run(shuffled, seed="99")]
    assert [one.stderr for one in found] == [b"", b"", b""]
    assert {one.stdout for one in found} == {here}
    assert here.count(b'"kind":"score"') == 3 and here.count(b'"kind":"standing"') == 1


def test_neither_django_nor_the_product_is_loaded():
    code = (
        "import sys, pkgutil, importlib, plugins.evaluation.engine as engine\n"
        "for one in pkgutil.walk_packages(engine.__path__, engine.__name__ + '.'): importlib.import_module(one.name)\n"
        "loaded = {name.partition('.')[0] for name in sys.modules}\n"
        "print(sorted(loaded & {'django', 'wagtail', 'cms', 'tenants', 'pydantic'}), len(sys.modules) > 20)"
    )
    environment = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}
    found = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, env=environment, text=True, check=False
    )
    assert (found.stdout, found.stderr) == ("[] True\n", "")


def test_what_is_written_does_not_depend_on_the_order_of_rows():
    turned = [dict(reversed(one.items())) for one in reversed(ROWS)]
    assert list(write(HEAD, turned)) == list(write(HEAD, ROWS))
    head, scheme, rows = load(write(HEAD, ROWS))
    assert list(write(head, rows)) == list(write(HEAD, ROWS)) and scheme.name == schemes.default().name


def test_a_score_of_another_scheme_says_so(dump, tmp_path):
    other = schemes.default_data() | {"version": 2}
    (tmp_path / "other.json").write_text(canonical(other), encoding="utf-8")
    found = run(dump, "--scheme", str(tmp_path / "other.json"))
    assert found.returncode == 0 and b'"version":2' in found.stdout and found.stdout != run(dump).stdout


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda lines: lines[1:], "line 1 is not a head"),
        (lambda lines: [lines[0].replace('"format":1', '"format":2'), *lines[1:]], "format 2"),
        (lambda lines: [*lines, "{", "nonsense"], "is not JSON"),
        (
            lambda lines: [*lines, '{"kind":"wish"}', '{"kind":"duty","unit":"x"}'],
            "duty.item None is missing",
        ),
        (lambda lines: [], "line 1 is not a head"),
    ],
)
def test_a_spoilt_dump_is_refused_with_every_problem(dump, spoil, told, capsys):
    dump.write_text("\n".join(spoil(dump.read_text(encoding="utf-8").splitlines())), encoding="utf-8")
    assert main([str(dump)]) == 1
    assert told in capsys.readouterr().err
    with pytest.raises(Invalid):
        list(recompute(dump.read_text(encoding="utf-8").splitlines()))


def test_a_file_that_is_not_there_is_one_line(tmp_path, capsys):
    assert main([str(tmp_path / "none.jsonl")]) == 1
    assert capsys.readouterr().err.count("\n") == 1
