"""What is wrong with a scheme, all of it, in sentences that say where."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from plugins.evaluation.engine.evidence import KINDS
from plugins.evaluation.engine.exact import number
from plugins.evaluation.engine.formulas import FORMULAS

METHODS = ("auto", "document", "sample", "visit", "survey", "import")
APPLIES = ("unit_kinds", "except_kinds", "levels", "lines", "having", "after_days")
_CELLS = {
    "least_text": "count",
    "grace_days": "count",
    "hollow_at_once": "words",
    "hollow_after_grace": "words",
    "taper_days": "count",
    "waived_share": "number",
    "few": "count",
    "blocks": "lists",
}


def problems_of(data: Any) -> Iterator[str]:
    if not isinstance(data, dict):
        yield "a scheme is an object"
        return
    yield from _shape(data)
    yield from _named(data.get("cells"), _CELLS, "cells")
    yield from _vetoes_and_bonus(data)
    aspects = {each["no"]: each for each in _dicts(data.get("aspects")) if is_a("count", each.get("no"))}
    codes: set[str] = set()
    vetoes = {str(each.get("code")) for each in _dicts(data.get("vetoes"))}
    yield from _part(data.get("indicators"), aspects, vetoes, codes, feature=False)
    for part in _dicts(data.get("features", [])):
        line = part.get("line")
        if not is_a("word", line) or not is_a("count", part.get("version")):
            yield f"features {line!r}: needs line and version"
        own = set(codes)
        yield from (
            f"line {line}: {each}"
            for each in _part(part.get("indicators"), aspects, vetoes, own, feature=True)
        )
    if repeated := _repeated(part.get("line") for part in _dicts(data.get("features", []))):
        yield f"features: more than one part of {', '.join(repeated)}"


def _shape(data: dict[str, Any]) -> Iterator[str]:
    wanted = {"code", "version", "title", "aspects", "cells", "vetoes", "bonus", "indicators"}
    for name in sorted(wanted - set(data)):
        yield f"{name} is missing"
    for name in sorted(set(data) - wanted - {"features"}, key=str):
        yield f"a scheme has no {name!r}"
    if not is_a("word", data.get("code")) or not is_a("count", data.get("version")):
        yield "code is a word, version a whole number"
    for each in _dicts(data.get("aspects")):
        if (
            not is_a("count", each.get("no"))
            or not is_a("number", each.get("points"))
            or not each.get("title")
        ):
            yield f"aspect {each.get('no')!r}: needs no, title and points"
    if repeated := _repeated(str(each.get("no")) for each in _dicts(data.get("aspects"))):
        yield f"aspects: more than one {', '.join(repeated)}"


def _vetoes_and_bonus(data: dict[str, Any]) -> Iterator[str]:
    for each in _dicts(data.get("vetoes")):
        if not is_a("word", each.get("code")) or not each.get("title") or not each.get("basis"):
            yield f"veto {each.get('code')!r}: needs code, title and basis"
    bonus = data.get("bonus")
    if not isinstance(bonus, dict):
        yield "bonus is an object"
        return
    for name in ("above", "cap"):
        if not is_a("number", bonus.get(name)):
            yield f"bonus.{name} {bonus.get(name)!r} is not a number"
    for each in _dicts(bonus.get("kinds")):
        if (
            not is_a("word", each.get("code"))
            or not is_a("number", each.get("points"))
            or not each.get("basis")
        ):
            yield f"bonus {each.get('code')!r}: needs code, points and basis"


def _part(
    part: Any, aspects: dict[int, dict[str, Any]], vetoes: set[Any], codes: set[str], *, feature: bool
) -> Iterator[str]:
    points: dict[int, Fraction] = {}
    for each in _dicts(part):
        code = each.get("code")
        yield from (f"{code}: {problem}" for problem in _indicator(each, aspects, vetoes, feature))
        if str(code) in codes:
            yield f"{code}: there is another one with this code"
        codes.add(str(code))
        if is_a("number", each.get("points")) and is_a("number", each.get("weight") or "1"):
            worth = number(each["points"]) * number(each.get("weight") or "1")
            aspect: int = each["aspect"] if is_a("count", each.get("aspect")) else -1
            points[aspect] = points.get(aspect, Fraction(0)) + worth
    for no, whole in aspects.items():
        there = points.get(no, Fraction(0))
        wanted = whole.get("points") if bool(whole.get("features")) == feature else None
        if is_a("number", wanted) and there != number(wanted):
            yield f"aspect {no} has {wanted} points, its indicators {there}"


def _indicator(
    each: dict[str, Any], aspects: dict[int, dict[str, Any]], vetoes: set[Any], feature: bool
) -> Iterator[str]:
    if not is_a("word", each.get("code")) or not is_a("count", each.get("version")):
        yield "needs code and version"
    yield from (f"{name} is missing" for name in ("title", "basis") if not each.get(name))
    aspect = aspects.get(each["aspect"]) if is_a("count", each.get("aspect")) else None
    if aspect is None:
        yield f"there is no aspect {each.get('aspect')!r}"
    elif bool(aspect.get("features")) != feature:
        yield f"aspect {each.get('aspect')} is {'not ' if feature else ''}for the indicators of lines"
    if str(each.get("method")) not in METHODS:
        yield f"method {each.get('method')!r} is none of {', '.join(METHODS)}"
    for name in ("points", "weight", "cap"):
        value = each.get(name)
        if not is_a("number", value) and not (name != "points" and value is None):
            yield f"{name} {value!r} is not a number"
    if each.get("veto") is not None and str(each["veto"]) not in vetoes:
        yield f"there is no veto {each['veto']!r}"
    yield from _applies(each.get("applies", {}))
    known = FORMULAS.get(str(each.get("formula")))
    if known is None:
        yield f"formula {each.get('formula')!r} is none of {', '.join(sorted(FORMULAS))}"
    else:
        yield from _named(each.get("parameters", {}), known.parameters, "parameters")


def _applies(applies: Any) -> Iterator[str]:
    if not isinstance(applies, dict):
        yield "applies is an object"
        return
    for name, value in applies.items():
        if name not in APPLIES:
            yield f"applies has no {name!r}"
        elif not is_a("count" if name == "after_days" else "words", value):
            yield f"applies.{name} {value!r} is not right"
        elif name == "having":
            yield from (
                f"applies.having: there are no rows of kind {kind}" for kind in value if kind not in KINDS
            )


def _named(given: Any, wanted: dict[str, str], where: str) -> Iterator[str]:
    if not isinstance(given, dict):
        yield f"{where} is an object"
        return
    for name, type in wanted.items():
        if name not in given:
            yield f"{where}.{name} is missing"
        elif not is_a(type, given[name]):
            yield f"{where}.{name} {given[name]!r} is not right ({type})"
    for name in sorted(set(given) - set(wanted), key=str):
        yield f"{where} has no {name!r}"


def is_a(type: str, value: Any) -> bool:
    """Whether a value is a number (as text), count, word, words (a list), grades (word -> number), lists (word -> words)."""
    if type == "number":
        return isinstance(value, str) and _is_number(value)
    if type == "count":
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    if type == "words":
        return isinstance(value, list) and all(is_a("word", each) for each in value)
    if type in ("grades", "lists"):
        inner = "number" if type == "grades" else "words"
        return isinstance(value, dict) and all(is_a("word", k) and is_a(inner, v) for k, v in value.items())
    return isinstance(value, str) and bool(value) and " " not in value


def _is_number(value: str) -> bool:
    try:
        return number(value) >= 0
    except ValueError:
        return False


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _repeated(values: Any) -> list[str]:
    seen = [str(each) for each in values]
    return sorted({each for each in seen if seen.count(each) > 1})
