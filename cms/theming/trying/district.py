"""A made-up unit and its district: short and long titles, every state, what is missing as well as what is there."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.template import Engine

from cms.theming.trying.sample import Asking, blocks, data, values

DAY = dt.date(2026, 3, 5)
CENTRAL = {
    f"delivery/{name}.html"
    for name in ("portal", "units", "coverage", "coverage_group", "unit", "kept_entry", "verify")
}


def lists() -> dict[str, list[Any]]:
    return data()["lists"]


def entries(*, own: bool = False) -> list[dict[str, Any]]:
    """As lists show them; `own` without the unit's name, as on its own site."""
    names = lists()["units"]
    return [
        data()["entry"]
        | {
            "title": title,
            "date": DAY - dt.timedelta(days=9 * n // 2),
            "unit": None if own else {"name": names[n % len(names)], "url": "#"},
        }
        for n, title in enumerate(lists()["titles"])
    ]


def items(section: int = 0) -> list[dict[str, Any]]:
    """One in each state; one that is not for the public, one that has left the catalog."""
    names, titles = lists()["sections"], lists()["titles"]
    return [
        data()["item"]
        | {
            "code": f"C{section}-{n + 1:02}",
            "title": f"{names[n % len(names)]}情况",
            "key": n == 1,
            "is_public": n != 4,
            "state": state,
            "state_label": label,
            "last": {"date": DAY, "title": titles[n], "url": "#"} if n % 3 else None,
            "withdrawn": n == 6,
        }
        for n, (state, label) in enumerate(lists()["states"])
    ]


def sections() -> list[dict[str, Any]]:
    return [
        {
            "title": name,
            "url": f"#s{n}",
            "anchor": f"s{n}",
            "count": 7,
            "latest": DAY if n % 2 else None,
            "items": items(n) if n < 2 else items(n)[:2],
            "current": n == 0,
        }
        for n, name in enumerate(lists()["sections"])
    ]


def units() -> list[dict[str, Any]]:
    return [
        data()["unit_row"] | {"name": name, "has_catalog": n != 2} for n, name in enumerate(lists()["units"])
    ]


def dues() -> list[dict[str, Any]]:
    row = {"title": "财务收支", "period_label": "一季度", "url": "#", "due": DAY}
    return [row | {"state": state, "state_label": label} for state, label in lists()["states"][1:4]]


def periods() -> list[dict[str, Any]]:
    return [
        {"label": f"第{n + 1}季度", "state": state, "state_label": label, "due": DAY, "url": "#" if n else ""}
        for n, (state, label) in enumerate(lists()["states"][:4])
    ]


def _of_unit() -> dict[str, Any]:
    return data()["unit"] | {
        "latest": entries(own=True),
        "entries": entries(own=True),
        "sections": sections(),
        "section": sections()[0],
        "siblings": sections(),
        "items": items(),
        "item": items()[1],
        "due_soon": dues(),
        "rows": dues(),
        "periods": periods(),
        "previous": entries()[1],
        "next": entries()[0],
    }


def _of_district() -> dict[str, Any]:
    fold = {"name": "柳河镇", "count": 4, "lead": _above(), "units": units(), "url": "#"}
    groups = data()["groups"]
    return data()["district"] | {
        "due_this_month": dues(),
        "lines": [fold],
        "territories": [fold],
        "units": units(),
        "unit": units()[0] | _above(),
        "unit_hits": units()[:1],
        "groups": groups,
        "group": groups[0],
        "total": groups[0],
        "parts": [{"by": "line", "title": "各条线", "groups": groups}],
        "results": entries(),
        "latest": entries(),
        "entry": entries()[0] | {"item_title": "财务", "version": 2, "content_hash": "0" * 64},
    }


def _above() -> dict[str, str]:
    return data()["site"]["superior"]


def _shaped(name: str) -> dict[str, Any]:
    """Where a name means something else than on the other pages."""
    if name == "delivery/units.html":
        return {"groups": [{"anchor": "l1", "label": "村", "url": "#", "lead": _above(), "units": units()}]}
    return data()["shaped"].get(name, {}) | ({} if name == "delivery/coverage.html" else {"total": 7})


def context(engine: Engine, name: str, *, elder: bool = False) -> dict[str, Any]:
    """All that the template of this name may ask for."""
    is_central = name in CENTRAL
    said = _of_unit() | _of_district() if is_central else _of_district() | _of_unit()
    folder, _slash, rest = name.partition("/")
    kinds = values(engine, folder) if folder in ("blocks", "details") else {}
    page = data()["page"] | {"body": blocks(engine, "blocks"), "details": blocks(engine, "details")}
    site = data()["site"] | {"elder": elder, "is_central": is_central}
    fixed = {"site": site, "page": page, "request": Asking(), "value": kinds.get(rest.removesuffix(".html"))}
    return said | fixed | _shaped(name)
