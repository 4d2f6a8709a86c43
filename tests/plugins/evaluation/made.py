"""A unit's year of evidence, as the product would record it: of a good unit, an average one, one that is late."""

from datetime import date, timedelta

from plugins.evaluation.engine import schemes
from plugins.evaluation.engine.dump import head_of
from plugins.evaluation.engine.scoring import evaluate_unit

SCHEME = schemes.default()
HEAD = head_of(
    district="示范区", key="2026", since="2026-01-01", until="2026-12-31", as_of="2027-01-20", scheme=SCHEME
)
QUARTERS = {"2025Q4": "2026-01-15", "2026Q1": "2026-04-15", "2026Q2": "2026-07-15", "2026Q3": "2026-10-15"}
MANNERS = ("good", "average", "late")
BLOCKS = SCHEME.cells.blocks["TOWN"]
MECHANISMS = ("SECRECY", "RISK", "RELEASE", "INTERPRETATION", "GUIDANCE", "SENTIMENT", "EMERGENCY")
RULES = ("attachment_only", "near_duplicate", "contrast", "summary", "personal_data")
HUMAN = ("A202", "A205", "A305", "A402", "A503")
UNIT = "town-a"


def later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def row(kind: str, unit: str = UNIT, **fields) -> dict:
    return {"kind": kind, "unit": unit, **fields}


def item(code: str, **fields) -> dict:
    """An item that was in the catalog before the year began."""
    plain = {
        "form": "GENERAL",
        "timing": "PERIODIC",
        "scope": "SOCIETY",
        "level": "NORMAL",
        "block": None,
        "since": "2025-03-01",
        "until": None,
        "filled": {"basis": True, "scope": True, "timing": True, "owner": True},
    }
    return row("item", code=code, **plain | fields)


def duty(code: str, period: str, due_on: str, **fields) -> dict:
    plain = dict.fromkeys(("met_on", "nil_on", "waived_on", "void_on", "entry")) | {"duty_kind": "PERIOD"}
    return row("duty", item=code, period=period, due_on=due_on, **plain | fields)


def steps(entry: str, on: str, version: int = 1, people: tuple = (1, 2, 4, 3), **fields) -> list[dict]:
    """The four steps, done in the three days before, with a risk assessment."""
    taken = zip(
        ("PROPOSE", "SECRECY", "MERIT", "APPROVE", "RISK"), (*people, people[0]), (3, 2, 2, 1, 3), strict=True
    )
    plain = {"outcome": "PASSED", "matches": True}
    return [
        row(
            "step",
            entry=entry,
            version=version,
            step=step,
            person=person,
            on=later(on, -before),
            **plain | fields,
        )
        for step, person, before in taken
    ]


def page(entry: str, code: str, period: str | None, on: str, number: int = 1, **fields) -> list[dict]:
    """A text that became public, decided before and found right by the scan."""
    plain = {"change": "MAJOR", "text": f"text-{entry}-{number}", "length": 600, "form": "GENERAL"}
    version = row("version", entry=entry, number=number, item=code, period=period, on=on, **plain | fields)
    checks = [check(entry, rule, since=later(on, 1)) for rule in RULES] if number == 1 else []
    return [version, *steps(entry, on, number), *checks]


def check(entry: str, rule: str, result: str = "pass", since: str = "2026-05-01", **fields) -> dict:
    return row("check", entry=entry, rule=rule, result=result, since=since, **fields)


def published(code: str, period: str, due_on: str, on: str, **fields) -> list[dict]:
    """A duty that was met by a page of its own."""
    entry = f"e-{code}-{period}"
    return [duty(code, period, due_on, met_on=on, entry=entry, **fields), *page(entry, code, period, on)]


def year(manner: str = "good") -> list[dict]:
    """A town's year. Every item is public and quarterly but one that stands, one immediate, and one for the inside."""
    rows = [
        row(
            "unit",
            unit_kind="TOWN",
            level="TOWNSHIP",
            line="L02",
            since="2020-01-01",
            until=None,
            has_portal=True,
        )
    ]
    rows += _catalog(manner)
    for place, block in enumerate(BLOCKS):
        for number, (period, due_on) in enumerate(QUARTERS.items()):
            if block != "G7" or manner != "late":
                rows += _cell(manner, place * 4 + number, f"I{place:02}", period, due_on)
    rows += [duty("S01", "2026", "2026-06-30", met_on="2026-06-01", duty_kind="YEARLY")]
    rows += [item("P01", scope="PARTY"), duty("P01", "2026Q1", "2026-04-15")]
    return rows + _beside(manner) + _people(manner)


def _catalog(manner: str) -> list[dict]:
    there = [(place, block) for place, block in enumerate(BLOCKS) if block != "G7" or manner != "late"]
    rows = [
        item(f"I{place:02}", block=block, level="MAJOR" if place == 2 else "NORMAL") for place, block in there
    ]
    if manner != "good":
        rows[3]["filled"] = rows[3]["filled"] | {"owner": False}
    filed = {"good": "2026-01-20", "average": "2026-02-03", "late": None}[manner]
    late = {
        "filed_on": filed,
        "registered_on": filed and later(filed, 5),
        "returned": MANNERS.index(manner) * 2,
    }
    before = row(
        "filing", number=1, filed_on="2025-02-20", registered_on="2025-03-01", returned=0, due_on=None
    )
    levels = ("NORMAL", "MAJOR") if manner != "late" else ("MAJOR",)
    routes = [row("route", level=level, secrecy=True, apart=True) for level in levels]
    return [
        *rows,
        before,
        row("filing", number=2, due_on="2026-01-31", **late),
        *routes,
        item("S01", timing="STANDING"),
    ]


def _cell(manner: str, place: int, code: str, period: str, due_on: str) -> list[dict]:
    missed, slow, wrong = {"good": (0, 0, 0), "average": (9, 5, 13), "late": (3, 2, 4)}[manner]
    if place in (11, 23, 31):
        sample = "borne_out" if place == 11 else None
        told = later(due_on, -6)
        return [
            duty(code, period, due_on, nil_on=told),
            row("nil", item=code, period=period, decided_on=told, sample=sample),
        ]
    if missed and place % missed == 0:
        return [duty(code, period, due_on)]
    on = later(due_on, 12) if slow and place % slow == 0 else later(due_on, -5)
    rows = published(code, period, due_on, on)
    if wrong and place % wrong == 1:
        rows = [one for one in rows if one.get("step") != "SECRECY"]
    if manner != "good" and place in (7, 14, 19):
        rows = [one for one in rows if one.get("rule") != "contrast"]
        rows.append(check(f"e-{code}-{period}", "contrast", "fail", later(on, 1), warned_on=later(on, 2)))
    return rows


def _beside(manner: str) -> list[dict]:
    grade = MANNERS.index(manner)
    rows = [
        row("document", mechanism=each, dated="2026-01-05", filed_on="2026-01-09", accepted=True)
        for each in ("PLAN", *MECHANISMS)[: 8 - 3 * grade]
    ]
    rows += [
        row(
            "media",
            medium="m1",
            media_kind="WEBSITE",
            registered_on="2025-05-01",
            probes=400,
            probes_ok=400 - 30 * grade,
        )
    ]
    return rows


def _people(manner: str) -> list[dict]:
    grade = MANNERS.index(manner)
    rows = [
        row("opinion", number=n, received_on="2026-03-01", due_on="2026-03-20", answered_on="2026-03-10")
        for n in range(4)
    ]
    for n in range(2 * grade):
        rows[n]["answered_on"] = "2026-04-01" if n % 2 else None
    rows += [
        row(
            "notice",
            entry=f"n{n}",
            form="NOTICE",
            until="2026-05-10",
            least_days=5,
            ended_early=False,
            result_on="2026-05-20",
        )
        | {"from": "2026-05-01"}
        for n in range(3)
    ]
    if grade:
        rows[-1]["ended_early"], rows[-2]["result_on"] = True, None
    share = ("1", "4/5", "1/2")[grade]
    rows += [
        row("judgement", indicator=code, value=share, reviewer=n, round=1, method="sample")
        for code in HUMAN
        for n in (1, 2)
    ]
    rows += [row("import", indicator="A101", grade=("优秀", "良好", "合格")[grade])]
    return [
        *rows,
        row("import", indicator="A102", grade="无"),
        row("reading", indicator="archive.complete", value=share),
    ]


def score(rows: list[dict], scheme=SCHEME, head=HEAD) -> dict:
    return evaluate_unit(scheme, rows, head)


def indicator(rows: list[dict], code: str, scheme=SCHEME, head=HEAD) -> dict:
    return next(one for one in score(rows, scheme, head)["indicators"] if one["code"] == code)
