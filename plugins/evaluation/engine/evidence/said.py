"""Kinds of rows that people say: documents, judgements, grades and figures from elsewhere, vetoes, bonuses."""

from plugins.evaluation.engine.evidence.fields import Field, Kind, count, day, flag, maybe, word

SAID: dict[str, Kind] = {
    "document": Kind(
        "A document that shows a mechanism: PLAN, and one for each of the seven.",
        ("mechanism", "filed_on"),
        {
            "mechanism": word("which"),
            "dated": maybe("day that the document bears; shown, never scored"),
            "filed_on": day("day on which it was handed in"),
            "accepted": flag("whether the office took it for what it is"),
        },
    ),
    "judgement": Kind(
        "What a person found about an indicator.",
        ("indicator", "reviewer", "round"),
        {
            "indicator": word("code of the indicator"),
            "value": Field("number", 'from "0" to "1"'),
            "reviewer": count("who, as a number"),
            "round": count("of the assessment; the last one counts"),
            "method": word("sample, visit, document, survey"),
        },
    ),
    "import": Kind(
        "A grade from elsewhere.",
        ("indicator",),
        {"indicator": word("its code"), "grade": word("the grade")},
    ),
    "reading": Kind(
        "A figure that another part of the product measured.",
        ("indicator",),
        {"indicator": word("key of the figure"), "value": Field("number", 'from "0" to "1"')},
    ),
    "veto": Kind(
        "单项否决, decided by people.",
        ("code", "decided_on"),
        {
            "code": word("which"),
            "decided_on": day("day of the decision"),
            "lifted_on": maybe("day on which it was lifted"),
        },
    ),
    "bonus": Kind(
        "Something beyond what is asked.",
        ("code", "on", "other"),
        {
            "code": word("which"),
            "on": day("day of recognition"),
            "points": Field("number", "what was given; the scheme caps it"),
            "other": maybe("the unit that took the practice over", "word"),
            "mutual": maybe("whether this unit took one over from that one too", "flag"),
        },
    ),
}
