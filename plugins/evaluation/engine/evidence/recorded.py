"""Kinds of rows that the product writes down by itself: what was filed, owed, decided and published."""

from plugins.evaluation.engine.evidence.fields import Field, Kind, count, day, flag, maybe, word

LEVELS = ("NORMAL", "IMPORTANT", "MAJOR", "ESCALATE")
SCOPES = ("SOCIETY", "PARTY", "UNIT", "TARGETED")
TIMINGS = ("STANDING", "PERIODIC", "PHASED", "IMMEDIATE")
DUTIES = ("FIRST", "CHANGE", "YEARLY", "PERIOD", "STAGE", "EVENT")
DEPARTURES = ("WITHDRAWN", "REMOVED", "EXPIRED", "OUT_OF_SCOPE", "TAKEN_DOWN")
RESULTS = ("pass", "fail", "na")

RECORDED: dict[str, Kind] = {
    "unit": Kind(
        "A unit as the registry has it.",
        (),
        {
            "unit_kind": word("as in the registry: TOWN, SCHOOL, ..."),
            "level": maybe("DISTRICT, TOWNSHIP, VILLAGE, GRASSROOTS", "word"),
            "line": maybe("code of the line at the end of the period", "word"),
            "since": day("first day of the unit"),
            "until": maybe("first day on which it is no more"),
            "has_portal": flag("whether it has a portal of its own, which it then has to register"),
        },
    ),
    "item": Kind(
        "An item, for as long as the registered catalog has had it.",
        ("code", "since"),
        {
            "code": word("code of the item"),
            "form": word("form of its pages"),
            "timing": word("公开时限", *TIMINGS),
            "scope": word("公开范围", *SCOPES),
            "level": word("approval level", *LEVELS),
            "block": maybe("mandatory blocks that it answers for, with spaces between", "words"),
            "since": day("day of the registration that brought it"),
            "until": maybe("day of the registration that no longer has it"),
            "filled": Field("filled", "which of basis, scope, timing, owner are filled in: four flags"),
        },
    ),
    "route": Kind(
        "The approval route of a level, as it stands.",
        ("level",),
        {
            "level": word("approval level", *LEVELS),
            "secrecy": flag("whether it has a secrecy review"),
            "apart": flag("whether who approves is neither who proposes nor who reviews"),
        },
    ),
    "filing": Kind(
        "A catalog filed.",
        ("number",),
        {
            "number": count("of the filing, counted within the unit"),
            "due_on": maybe("day by which it was asked for; empty: nobody asked"),
            "filed_on": maybe("day on which it came; empty: it did not"),
            "returned": count("how many times it was sent back"),
            "registered_on": maybe("day of registration"),
        },
    ),
    "duty": Kind(
        "A cell: an item in a period, and what became of it.",
        ("item", "period"),
        {
            "item": word("code of the item"),
            "period": maybe("key of the period; empty: once", "word"),
            "due_on": day("day by which it is due"),
            "met_on": maybe("day on which it was published or confirmed"),
            "nil_on": maybe("day on which 本期无此事项 was approved"),
            "waived_on": maybe("day on which the office excused it"),
            "void_on": maybe("day since which the product does not ask any more, the item being gone"),
            "entry": maybe("the entry that met it; empty: a confirmation", "word"),
            "duty_kind": word("缘由", *DUTIES),
        },
    ),
    "nil": Kind(
        "本期无此事项 as approved.",
        ("item", "period"),
        {
            "item": word("code of the item"),
            "period": maybe("key of the period", "word"),
            "decided_on": day("day of approval"),
            "sample": maybe("what a sampler found", "word", "borne_out", "false"),
        },
    ),
    "version": Kind(
        "A text that became public.",
        ("entry", "number"),
        {
            "entry": word("the entry"),
            "number": count("of the version within the entry"),
            "item": word("code of the item"),
            "period": maybe("key of the period", "word"),
            "on": day("day on which it became public"),
            "change": word("how much changed", "MAJOR", "MINOR"),
            "text": word("hash of the normalised text"),
            "length": count("characters of the normalised text"),
            "form": word("form of the page"),
        },
    ),
    "step": Kind(
        "A step of the plan of a version.",
        ("entry", "version", "step", "person", "on", "outcome"),
        {
            "entry": word("the entry"),
            "version": count("number of the version"),
            "step": word("PROPOSE, SECRECY, MERIT, APPROVE, SUPERIOR, OFFICE, TYPO, CONFIRM, RISK, ..."),
            "outcome": word("PASSED, RETURNED, DONE"),
            "on": day("day of the step"),
            "person": count("who, as a number within the plan"),
            "matches": flag("whether what was decided is what is public"),
        },
    ),
    "departure": Kind(
        "An entry left public sight.",
        ("entry", "on"),
        {
            "entry": word("the entry"),
            "on": day("day on which it left"),
            "departure": word("how", *DEPARTURES),
            "early": flag("before the time that was planned"),
            "replaced_by": maybe("the entry that took its place", "word"),
        },
    ),
    "correction": Kind(
        "A correction was told. It earns nothing and costs nothing.",
        ("entry", "of_version", "on"),
        {
            "entry": word("the entry"),
            "of_version": count("the version that was wrong"),
            "on": day("day of the correction"),
            "fault": word("what was wrong", "UNTRUE", "INCOMPLETE", "INACCURATE"),
        },
    ),
    "media": Kind(
        "A website, column or account that was registered.",
        ("medium",),
        {
            "medium": word("which"),
            "media_kind": word("WEBSITE, COLUMN, WECHAT, ..."),
            "registered_on": day("day of registration"),
            "confirmed_on": maybe("day of the last confirmation"),
            "probes_ok": count("times that it answered in the period"),
            "probes": count("times that it was asked in the period"),
        },
    ),
    "check": Kind(
        "What the scan of the unit's public pages found about an entry.",
        ("entry", "rule", "since"),
        {
            "entry": word("the entry"),
            "rule": word(
                "blank, duplicate, near_duplicate, attachment_only, image_only, personal_data, summary, ..."
            ),
            "result": word("of the last scan, or of the one before the fix", *RESULTS),
            "since": day("first day with this result"),
            "warned_on": maybe("day on which the unit was told"),
            "fixed_on": maybe("day on which the scan found it right again"),
        },
    ),
    "notice": Kind(
        "A public notice or consultation.",
        ("entry",),
        {
            "entry": word("the entry"),
            "form": word("NOTICE, CONSULTATION, HEARING, ..."),
            "from": day("first day"),
            "until": day("last day, as it came to be"),
            "least_days": count("days that it has to last"),
            "ended_early": flag("taken away before its time"),
            "result_on": maybe("day on which its result was published"),
        },
    ),
    "opinion": Kind(
        "An opinion of a member or a citizen.",
        ("number",),
        {
            "number": count("in the register of the unit"),
            "received_on": day("day on which it came"),
            "due_on": day("day by which it has to be answered"),
            "answered_on": maybe("day of the answer"),
        },
    ),
}
