"""schemathesis against a running server, on a unit's host and on the central one: coverage, fuzzing and stateful.

`python -m tests.delivery.fuzz --cases 20000` starts `cms serve` on a database of its own with content in it, asks until
there are so many cases, and exits with 1 when the API failed or did what its description does not say.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(sys.executable).with_name("schemathesis")
PHASES = "examples,coverage,fuzzing,stateful"
EXAMPLES = 100
# The server says 414 before anybody reads what is wrong in a long address.
SETTINGS = """
[checks]
negative_data_rejection.expected-statuses = ["400", "404", "405", "414"]
"""


@dataclass(frozen=True)
class Outcome:
    """What a run found: how many cases, and what went wrong, in words."""

    cases: int
    wrong: list[str]
    said: str


def fuzz(port: int, host: str, *, examples: int, seed: int, only: str = "") -> Outcome:
    """One run against what listens on the port. `examples` are for each operation, `only` is the path of one."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            str(PROGRAM), "run", f"http://127.0.0.1:{port}/api/v1/openapi.json", "--header", f"Host: {host}:{port}",
            "--phases", PHASES, "--max-examples", str(examples), "--seed", str(seed), "--continue-on-failure",
            "--report", "json", "--report-dir", folder, "--suppress-health-check", "all", "--no-color",
        ]  # fmt: skip
        command += ["--include-path", only] if only else []
        around = os.environ | {"SCHEMATHESIS_HOOKS": "tests.delivery.fuzz_hooks", "PYTHONPATH": str(ROOT)}
        Path(folder, "schemathesis.toml").write_text(SETTINGS)
        # In the folder, for it leaves notes where it runs.
        done = subprocess.run(command, cwd=folder, env=around, capture_output=True, text=True, check=False)
        reports = [*Path(folder).glob("*.json")]
        if not reports:
            return Outcome(0, ["no report"], done.stdout + done.stderr)
        report = json.loads(reports[0].read_text())
    wrong = [f"{one['title']}: {', '.join(one['operations'])}" for one in report["failures"]]
    wrong += [str(error) for error in report["errors"]]
    return Outcome(report["test_cases"]["generated"], wrong, done.stdout)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--examples", type=int, default=EXAMPLES, help="for each operation and round")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
    import django

    django.setup()
    from cms.bench.database import own_cluster
    from cms.bench.planting import CENTRAL, Size, open_units, plant
    from cms.bench.server import free_port, serving
    from cms.registry.sites import Address

    port, cases, seed, failed = free_port(), 0, chosen.seed, False
    with own_cluster() as database:
        tenants = open_units(["unit", "other"], Address("localhost", port))
        for slug in ("unit", "other"):
            plant(tenants[slug], Size(2, 10, 40))
        with serving(database, port=port, workers=2):
            while cases < chosen.cases and not failed:
                for slug in ("unit", CENTRAL):
                    found = fuzz(port, f"{slug}.localhost", examples=chosen.examples, seed=seed)
                    cases, failed = cases + found.cases, failed or bool(found.wrong)
                    print(
                        f"{slug} seed {seed}: {found.cases} cases, {cases} in all; {found.wrong or 'nothing wrong'}",
                        flush=True,
                    )
                    if found.wrong:
                        print(found.said, flush=True)
                seed += 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
