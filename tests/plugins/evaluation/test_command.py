"""`cms evaluation`: a district counted, its evidence exported, and the scores found again by nothing but Python."""

import gzip
import hashlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from cms.extension import actions
from cms.extension.actions import By
from plugins.evaluation.actions import counting
from plugins.evaluation.engine.dump import write
from plugins.evaluation.ledger.models import Dump, Period, Score, ScoreChange
from plugins.evaluation.states import Refused
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests import sample
from tests.plugins.evaluation.made import HEAD, MANNERS, year
from tests.registry.conftest import copied

ROOT = Path(__file__).parents[3]
OFFICE = By("区委办", office=True)
YEAR = str(timezone.localdate().year)
LONG = "第二季度新建停车位三十个，改造老旧小区两处，居民反映的路灯问题已经解决，下一步继续做好排水管网改造。"
NOWHERE = "postgres://nobody:nothing@127.0.0.1:1/none"


def cms(*words, database=NOWHERE, **more):
    """The command as people run it, without a database that could be reached."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "cms.settings.dev", "GONGKAI_PLUGINS": "evaluation"}
    environment = {name: value for name, value in environment.items() if name != "DATABASE_URL"} | more
    if database:
        environment["DATABASE_URL"] = database
    command = [sys.executable, "-m", "cms", "evaluation", *map(str, words)]
    return subprocess.run(command, capture_output=True, env=environment, cwd=ROOT, check=False)


def plain(dump, seed="1"):
    """In a process that sees the standard library and the engine alone."""
    environment = {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed, "PATH": os.environ["PATH"]}
    command = [sys.executable, "-S", "-m", "plugins.evaluation.engine.recompute", str(dump)]
    return subprocess.run(command, capture_output=True, env=environment, check=False)


def told(*words):
    out = io.StringIO()
    call_command("evaluation", *map(str, words), stdout=out)
    return out.getvalue()


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
def dump(tmp_path):
    rows = [one | {"unit": f"town-{manner}"} for manner in MANNERS for one in year(manner)]
    found = tmp_path / "2026.jsonl"
    found.write_text("".join(f"{line}\n" for line in write(HEAD, rows)), encoding="utf-8")
    return found


def test_it_recomputes_without_a_database_or_an_installation(dump, tmp_path):
    unreachable = cms("recompute", dump)
    # Nor does it start one of its own, as every command does that needs it.
    none = cms("recompute", dump, database="", DATA=str(tmp_path / "data"))
    assert (unreachable.returncode, unreachable.stderr, none.stderr) == (0, b"", b"")
    assert unreachable.stdout == none.stdout == plain(dump).stdout
    assert unreachable.stdout.count(b'"kind":"score"') == len(MANNERS)
    assert not list((tmp_path / "data").rglob("PG_VERSION"))


def test_what_needs_the_database_says_so(tmp_path):
    """The control: the same command does connect where it has to."""
    found = cms("scores", YEAR)
    assert found.returncode == 1 and "DATABASE_URL" in found.stderr.decode()


def test_a_packed_dump_is_the_same_dump_whatever_it_is_called(dump):
    packed = dump.with_name("evidence")
    packed.write_bytes(gzip.compress(dump.read_bytes()))
    assert plain(packed).stdout == plain(dump).stdout != b""


@pytest.mark.parametrize(
    "spoil", [lambda data: data[:-30], lambda data: data[:200] + b"nonsense" + data[208:]]
)
def test_a_packed_dump_that_is_spoilt_is_one_line(dump, spoil):
    packed = dump.with_suffix(".gz")
    packed.write_bytes(spoil(gzip.compress(dump.read_bytes())))
    found = plain(packed)
    assert (found.returncode, found.stdout, found.stderr.count(b"\n")) == (1, b"", 1)
    assert b"Traceback" not in found.stderr


def test_another_standard_is_told_to_the_engine(dump, tmp_path):
    (tmp_path / "own.json").write_text("{}", encoding="utf-8")
    found = cms("recompute", dump, "--scheme", tmp_path / "own.json")
    assert found.returncode == 1 and found.stderr and not found.stdout


@pytest.fixture(scope="module")
def counted(django_db_setup, django_db_blocker):
    """A year opened and counted by the command in a district of its own."""
    with django_db_blocker.unblock(), copied("evaluation_command"):
        with pytest.raises(CommandError, match="没有评价周期 2000；现有：2099"):
            told("count", "2000")
        for slug in ("central", "ta", "tb"):
            with tenant_scope(Tenant.objects.get(slug=slug)):
                actions.enable("evaluation", by=OFFICE)
        with tenant_scope(Tenant.objects.get(slug="ta")), transaction.atomic():
            sample.article("TS-02", "停车位建设", LONG)
        assert "3 个单位现在可以自查" in told("open", YEAR)
        for words in (("scores", YEAR), ("dump", YEAR)):
            with pytest.raises((CommandError, Refused), match="还没有计分"):
                told(*words)
        assert "已计 3 个单位的分" in told("count", YEAR)
        yield


def centre():
    return tenant_scope(Tenant.objects.get(is_central=True))


def test_another_process_finds_the_very_scores_of_the_ledger(counted, tmp_path):
    """All the way: counted in the ledger, exported, scored by Python alone with another seed, the same bytes."""
    assert "3 个单位" in told("dump", YEAR, "--out", tmp_path / "year.gz")
    told("dump", YEAR, "--out", tmp_path / "year.jsonl")
    held = told("scores", YEAR).encode()
    found = [plain(tmp_path / name, seed) for name, seed in (("year.gz", "77"), ("year.jsonl", "4242"))]
    assert [one.stderr for one in found] == [b"", b""]
    assert {one.stdout for one in found} == {held}
    scores = [json.loads(line) for line in held.decode().splitlines()]
    assert [one["unit"] for one in scores if one["kind"] == "score"] == ["ta", "tb", "village"]
    with centre():
        assert {
            row.unit.slug: row.body for row in Score.objects.filter(kind="COUNTED").select_related("unit")
        } == {
            one["unit"]: {name: value for name, value in one.items() if name != "kind"}
            for one in scores
            if one["kind"] == "score"
        }


def test_another_score_in_the_ledger_does_not_pass(counted, tmp_path):
    """The control: somebody lifts a unit by a point, and the two differ."""
    told("dump", YEAR, "--out", tmp_path / "year.gz")
    with centre(), transaction.atomic():
        row = Score.objects.get(kind="COUNTED", unit__slug="ta")
        row.body["total"] = "99"
        row.save(update_fields=["body"])
        changed = told("scores", YEAR)
        transaction.set_rollback(True)
    assert changed.encode() != plain(tmp_path / "year.gz").stdout == told("scores", YEAR).encode()


def test_the_digests_are_those_of_what_was_exported(counted, tmp_path):
    told("dump", YEAR, "--out", tmp_path / "year.jsonl")
    text = (tmp_path / "year.jsonl").read_text(encoding="utf-8")
    lines = text.splitlines()
    with centre():
        kept = Dump.objects.get()
        rows = list(Score.objects.filter(kind="COUNTED").select_related("unit"))
    assert kept.digest == sha256(text) and (kept.units, kept.rows) == (3, len(lines) - 1)
    assert {row.unit.slug: row.evidence_digest for row in rows} == {
        row.unit.slug: sha256(
            "\n".join(line for line in lines[1:] if json.loads(line)["unit"] == row.unit.slug)
        )
        for row in rows
    }


def test_counted_again_it_changes_nothing_and_concluded_it_stays(counted, monkeypatch):
    # Nor does it matter how many units are taken at a time.
    monkeypatch.setattr(counting, "AT_ONCE", 1)
    told("count", YEAR)
    with centre():
        assert (Dump.objects.count(), ScoreChange.objects.count()) == (2, 0)
        first, second = Dump.objects.all()
        assert bytes(first.lines) == bytes(second.lines)
    before = told("scores", YEAR)
    assert "3 个单位的结果已定" in told("conclude", YEAR)
    with pytest.raises(Refused, match="不能这样办理"):
        told("count", YEAR)
    with centre():
        assert (
            Score.objects.filter(kind="FINAL").count() == 3 and Period.objects.get(code=YEAR).state == "FINAL"
        )
    assert told("scores", YEAR) == before
