"""What a score is computed from: dated rows, each a JSON object of one of the KINDS.

Every `on` and every other day is the server's, written "2026-03-31". No row names a person: whoever took a step is a
number within one plan. A row about a unit carries the unit's slug. The rows are those that the parts of the product
agreed on, and beyond them:

* `unit.level`; `item.level` is the approval level (NORMAL, IMPORTANT, MAJOR, ESCALATE), `item.block` holds the codes of all
  mandatory blocks that the item answers for, with spaces between them, and `item.until` the day it left the catalog.
* `item`: a row for each stretch with the same scope, level and blocks.
* `duty`: also those that the product made void because the item left the catalog (`void_on`): they are still owed here
  unless waived. Those taken back because what was recorded never happened are not rows at all.
* `step.step` RISK: a proposal that came with a risk assessment, on the day of the proposal. TYPO and CONFIRM as in the product.
* `departure.replaced_by`: the entry itself, where it came back on the same day.
* `opinion.number`: its number in the register, without which two opinions could not be told from one row twice.
* `route`: whether an approval level has a route with secrecy review and an approver of its own.
* `bonus.other`, `bonus.mutual`: the unit that took a practice over, and whether it was an exchange.
* `filing.due_on` may be empty: nobody asked for that filing. It then neither earns nor is late.
* `nil.decided_on` is the approval; `nil.sample` what a sampler found (empty: not drawn).

Empty fields may be left out.
"""

from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]


class Invalid(ValueError):
    """What was read is not as it must be. `problems`: all of them, each a sentence."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Field:
    """What a field holds. `type`: word (no spaces around), words (codes with spaces between), day, flag, count, number."""

    type: str
    meaning: str
    empty: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of row. `identity`: the fields that, with the unit, say what it is about; one row each."""

    meaning: str
    identity: tuple[str, ...]
    fields: dict[str, Field]


def _word(meaning: str, *choices: str) -> Field:
    return Field("word", meaning, choices=choices)


def _maybe(meaning: str, type: str = "day", *choices: str) -> Field:
    return Field(type, meaning, empty=True, choices=choices)


def _day(meaning: str) -> Field:
    return Field("day", meaning)


def _flag(meaning: str) -> Field:
    return Field("flag", meaning)


def _count(meaning: str) -> Field:
    return Field("count", meaning)


LEVELS = ("NORMAL", "IMPORTANT", "MAJOR", "ESCALATE")
SCOPES = ("SOCIETY", "PARTY", "UNIT", "TARGETED")
TIMINGS = ("STANDING", "PERIODIC", "PHASED", "IMMEDIATE")
DUTIES = ("FIRST", "CHANGE", "YEARLY", "PERIOD", "STAGE", "EVENT")
DEPARTURES = ("WITHDRAWN", "REMOVED", "EXPIRED", "OUT_OF_SCOPE", "TAKEN_DOWN")
RESULTS = ("pass", "fail", "na")
FILLED = ("basis", "scope", "timing", "owner")

KINDS: dict[str, Kind] = {
    "unit": Kind(
        "A unit as the registry has it.",
        (),
        {
            "unit_kind": _word("as in the registry: TOWN, SCHOOL, ..."),
            "level": _maybe("DISTRICT, TOWNSHIP, VILLAGE, GRASSROOTS", "word"),
            "line": _maybe("code of the line at the end of the period", "word"),
            "since": _day("first day of the unit"),
            "until": _maybe("first day on which it is no more"),
            "has_portal": _flag("whether it has a portal of its own, which it then has to register"),
        },
    ),
    "item": Kind(
        "An item, for as long as the registered catalog has had it.",
        ("code", "since"),
        {
            "code": _word("code of the item"),
            "form": _word("form of its pages"),
            "timing": _word("公开时限", *TIMINGS),
            "scope": _word("公开范围", *SCOPES),
            "level": _word("approval level", *LEVELS),
            "block": _maybe("mandatory blocks that it answers for, with spaces between", "words"),
            "since": _day("day of the registration that brought it"),
            "until": _maybe("day of the registration that no longer has it"),
            "filled": Field("filled", "which of basis, scope, timing, owner are filled in: four flags"),
        },
    ),
    "route": Kind(
        "The approval route of a level, as it stands.",
        ("level",),
        {
            "level": _word("approval level", *LEVELS),
            "secrecy": _flag("whether it has a secrecy review"),
            "apart": _flag("whether who approves is neither who proposes nor who reviews"),
        },
    ),
    "filing": Kind(
        "A catalog filed.",
        ("number",),
        {
            "number": _count("of the filing, counted within the unit"),
            "due_on": _maybe("day by which it was asked for; empty: nobody asked"),
            "filed_on": _maybe("day on which it came; empty: it did not"),
            "returned": _count("how many times it was sent back"),
            "registered_on": _maybe("day of registration"),
        },
    ),
    "duty": Kind(
        "A cell: an item in a period, and what became of it.",
        ("item", "period"),
        {
            "item": _word("code of the item"),
            "period": _maybe("key of the period; empty: once", "word"),
            "due_on": _day("day by which it is due"),
            "met_on": _maybe("day on which it was published or confirmed"),
            "nil_on": _maybe("day on which 本期无此事项 was approved"),
            "waived_on": _maybe("day on which the office excused it"),
            "void_on": _maybe("day since which the product does not ask any more, the item being gone"),
            "entry": _maybe("the entry that met it; empty: a confirmation", "word"),
            "duty_kind": _word("缘由", *DUTIES),
        },
    ),
    "nil": Kind(
        "本期无此事项 as approved.",
        ("item", "period"),
        {
            "item": _word("code of the item"),
            "period": _maybe("key of the period", "word"),
            "decided_on": _day("day of approval"),
            "sample": _maybe("what a sampler found", "word", "borne_out", "false"),
        },
    ),
    "version": Kind(
        "A text that became public.",
        ("entry", "number"),
        {
            "entry": _word("the entry"),
            "number": _count("of the version within the entry"),
            "item": _word("code of the item"),
            "period": _maybe("key of the period", "word"),
            "on": _day("day on which it became public"),
            "change": _word("how much changed", "MAJOR", "MINOR"),
            "text": _word("hash of the normalised text"),
            "length": _count("characters of the normalised text"),
            "form": _word("form of the page"),
        },
    ),
    "step": Kind(
        "A step of the plan of a version.",
        ("entry", "version", "step", "person", "on", "outcome"),
        {
            "entry": _word("the entry"),
            "version": _count("number of the version"),
            "step": _word("PROPOSE, SECRECY, MERIT, APPROVE, SUPERIOR, OFFICE, TYPO, CONFIRM, RISK, ..."),
            "outcome": _word("PASSED, RETURNED, DONE"),
            "on": _day("day of the step"),
            "person": _count("who, as a number within the plan"),
            "matches": _flag("whether what was decided is what is public"),
        },
    ),
    "departure": Kind(
        "An entry left public sight.",
        ("entry", "on"),
        {
            "entry": _word("the entry"),
            "on": _day("day on which it left"),
            "departure": _word("how", *DEPARTURES),
            "early": _flag("before the time that was planned"),
            "replaced_by": _maybe("the entry that took its place", "word"),
        },
    ),
    "correction": Kind(
        "A correction was told. It earns nothing and costs nothing.",
        ("entry", "of_version", "on"),
        {
            "entry": _word("the entry"),
            "of_version": _count("the version that was wrong"),
            "on": _day("day of the correction"),
            "fault": _word("what was wrong", "UNTRUE", "INCOMPLETE", "INACCURATE"),
        },
    ),
    "media": Kind(
        "A website, column or account that was registered.",
        ("medium",),
        {
            "medium": _word("which"),
            "media_kind": _word("WEBSITE, COLUMN, WECHAT, ..."),
            "registered_on": _day("day of registration"),
            "confirmed_on": _maybe("day of the last confirmation"),
            "probes_ok": _count("times that it answered in the period"),
            "probes": _count("times that it was asked in the period"),
        },
    ),
    "check": Kind(
        "What the scan of the unit's public pages found about an entry.",
        ("entry", "rule", "since"),
        {
            "entry": _word("the entry"),
            "rule": _word(
                "blank, duplicate, near_duplicate, attachment_only, image_only, personal_data, summary, ..."
            ),
            "result": _word("of the last scan, or of the one before the fix", *RESULTS),
            "since": _day("first day with this result"),
            "warned_on": _maybe("day on which the unit was told"),
            "fixed_on": _maybe("day on which the scan found it right again"),
        },
    ),
    "notice": Kind(
        "A public notice or consultation.",
        ("entry",),
        {
            "entry": _word("the entry"),
            "form": _word("NOTICE, CONSULTATION, HEARING, ..."),
            "from": _day("first day"),
            "until": _day("last day, as it came to be"),
            "least_days": _count("days that it has to last"),
            "ended_early": _flag("taken away before its time"),
            "result_on": _maybe("day on which its result was published"),
        },
    ),
    "opinion": Kind(
        "An opinion of a member or a citizen.",
        ("number",),
        {
            "number": _count("in the register of the unit"),
            "received_on": _day("day on which it came"),
            "due_on": _day("day by which it has to be answered"),
            "answered_on": _maybe("day of the answer"),
        },
    ),
    "document": Kind(
        "A document that shows a mechanism: PLAN, and one for each of the seven.",
        ("mechanism", "filed_on"),
        {
            "mechanism": _word("which"),
            "dated": _maybe("day that the document bears; shown, never scored"),
            "filed_on": _day("day on which it was handed in"),
            "accepted": _flag("whether the office took it for what it is"),
        },
    ),
    "judgement": Kind(
        "What a person found about an indicator.",
        ("indicator", "reviewer", "round"),
        {
            "indicator": _word("code of the indicator"),
            "value": Field("number", 'from "0" to "1"'),
            "reviewer": _count("who, as a number"),
            "round": _count("of the assessment; the last one counts"),
            "method": _word("sample, visit, document, survey"),
        },
    ),
    "import": Kind(
        "A grade from elsewhere.",
        ("indicator",),
        {"indicator": _word("its code"), "grade": _word("the grade")},
    ),
    "reading": Kind(
        "A figure that another part of the product measured.",
        ("indicator",),
        {"indicator": _word("key of the figure"), "value": Field("number", 'from "0" to "1"')},
    ),
    "veto": Kind(
        "单项否决, decided by people.",
        ("code", "decided_on"),
        {
            "code": _word("which"),
            "decided_on": _day("day of the decision"),
            "lifted_on": _maybe("day on which it was lifted"),
        },
    ),
    "bonus": Kind(
        "Something beyond what is asked.",
        ("code", "on", "other"),
        {
            "code": _word("which"),
            "on": _day("day of recognition"),
            "points": Field("number", "what was given; the scheme caps it"),
            "other": _maybe("the unit that took the practice over", "word"),
            "mutual": _maybe("whether this unit took one over from that one too", "flag"),
        },
    ),
}
