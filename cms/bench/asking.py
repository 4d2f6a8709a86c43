"""One address asked for again and again, by wrk where there is one, and what each answer cost the server."""

from __future__ import annotations

import http.client
import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cms.bench.figures import percentile
from cms.bench.loader import Plan
from cms.bench.processes import cpu_seconds
from cms.bench.server import HOST, ask

WRK = shutil.which("wrk")
SCRIPT = """
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format('\\n{"requests": %d, "s": %f, "p50_ms": %f, "p95_ms": %f, "p99_ms": %f, "status": %d, "broken": %d}',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(95) / 1e3,
    latency:percentile(99) / 1e3, e.status, e.connect + e.read + e.write + e.timeout))
end
"""


@dataclass(frozen=True)
class Fetched:
    status: int
    headers: Mapping[str, str]
    body: bytes


def fetch(port: int, host: str, path: str, headers: Mapping[str, str] | None = None) -> Fetched:
    """One answer. Raises OSError when there is none."""
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    try:
        said = {"Host": f"{host}:{port}", "X-Forwarded-Proto": "https"} | dict(headers or {})
        connection.request("GET", path, headers=said)
        answer = connection.getresponse()
        return Fetched(answer.status, answer.headers, answer.read())
    except http.client.HTTPException as error:
        raise OSError("no answer") from error
    finally:
        connection.close()


SHARES = {"p50_ms": 0.5, "p95_ms": 0.95, "p99_ms": 0.99}


def rates(result: dict[str, Any], seconds: float) -> dict[str, Any]:
    """A loader's result in figures. The times are None when nothing was answered."""
    times = result["milliseconds"]
    return {
        "requests": len(times),
        "requests_per_s": round(len(times) / seconds, 1),
        **{key: round(percentile(times, share), 1) if times else None for key, share in SHARES.items()},
        "body_bytes": result["body_bytes"],
        "failed": result["failed"],
    }


def measure(plan: Plan, server: int) -> dict[str, Any]:
    """`rates` of the plan, and `cpu_ms` that each answer cost the process `server` and its own.

    By wrk, or by our own loader where there is none or it is for less than a second: wrk takes whole ones.
    """
    before = cpu_seconds(server)
    found = _wrk(plan) if WRK and plan.seconds >= 1 else _loader(plan)
    used = cpu_seconds(server) - before
    return found | {"cpu_ms": round(used * 1000 / found["requests"], 3) if found["requests"] else None}


def _wrk(plan: Plan) -> dict[str, Any]:
    headers = [f"Host: {plan.host}:{plan.port}", "X-Forwarded-Proto: https", *plan.headers]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(SCRIPT)
        script.flush()
        words = ["wrk", "-t1", f"-c{plan.concurrency}", f"-d{round(plan.seconds)}s", "-s", script.name]
        for header in headers:
            words += ["-H", header]
        words.append(f"http://{HOST}:{plan.port}{plan.path}")
        printed = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    found = json.loads(printed.splitlines()[-1])
    answered = found["requests"] - found["status"]
    return {
        "requests": answered,
        "requests_per_s": round(answered / found["s"], 1),
        **{key: round(found[key], 2) if answered else None for key in SHARES},
        "failed": {name: found[name] for name in ("status", "broken") if found[name]},
    }


def _loader(plan: Plan) -> dict[str, Any]:
    figures = rates(ask(plan), plan.seconds)
    del figures["body_bytes"]
    return figures
