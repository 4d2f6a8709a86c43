"""Ways to look better by everything but pages: catalog, procedure, papers, people."""

from tests.plugins.evaluation.made import duty, item, later, row
from tests.plugins.evaluation.strategies_pages import (
    changed,
    cover,
    met,
    missed,
    of,
    steps_of,
    strategy,
    without,
)


def gone_on(rows, codes, day, **fields):
    """Items leave the catalog on a day; the product no longer asks for what falls due afterwards."""
    found = rows
    for one in of(rows, "item"):
        if one["code"] in codes:
            found = changed(found, one, until=day)
            found = [*found, one | {"since": day, "until": None} | fields] if fields else found
    for one in of(rows, "duty"):
        if one["item"] in codes and one["due_on"] > day:
            found = changed(found, one, void_on=day)
    return found


@strategy
def items_hidden(rows):
    """Items with something missed are taken out of the catalog in February."""
    return gone_on(rows, {one["item"] for one in missed(rows)} or {"I05"}, "2026-02-01")


@strategy
def blocks_left_out(rows):
    """Whole mandatory blocks that give trouble are never in the catalog at all, nor is what was done for them."""
    codes = sorted({one["item"] for one in missed(rows)} or {"I05"})[:3]
    return without(
        rows, [one for one in rows if codes and (one.get("item") in codes or one.get("code") in codes)]
    )


@strategy
def items_moved_out_before_due(rows):
    """The day before something is due, its item leaves; the day after, it is back under its code."""
    found = rows
    for one in missed(rows):
        found = changed(found, one, void_on=later(one["due_on"], -1))
    for code in {one["item"] for one in missed(rows)}:
        old = next(one for one in of(found, "item") if one["code"] == code)
        found = [*changed(found, old, until="2026-04-14"), old | {"since": "2026-04-16"}]
    return found


@strategy
def made_internal(rows):
    """Items with something missed are registered again as internal, and what is public of them is taken down."""
    codes = {one["item"] for one in missed(rows)} or {"I05"}
    found = gone_on(rows, codes, "2026-02-01", scope="PARTY")
    gone = {one["entry"] for one in met(rows) if one["item"] in codes}
    left = {"on": "2026-12-20", "departure": "OUT_OF_SCOPE", "early": True, "replaced_by": None}
    return found + [row("departure", entry=entry, **left) for entry in sorted(gone)]


@strategy
def half_filled_items_dropped(rows):
    """Items that are not filled in leave the catalog, and come back in pieces that are."""
    found = rows
    for one in [one for one in of(rows, "item") if not all(one["filled"].values())]:
        filled = dict.fromkeys(one["filled"], True)
        parts = [
            one | {"code": f"{one['code']}-{n}", "since": "2026-05-01", "filled": filled} for n in range(4)
        ]
        found = [*changed(found, one, until="2026-05-01"), *parts]
    return found


@strategy
def catalog_rows_split(rows):
    """Ten filled-in rows of the catalog for every block, in place of one."""
    more = [
        one | {"code": f"{one['code']}-{n}", "since": "2026-02-01"}
        for one in of(rows, "item")
        for n in range(10)
    ]
    return rows + [one | {"filled": dict.fromkeys(one["filled"], True)} for one in more]


@strategy
def nil_everywhere(rows):
    """本期无此事项 for all that was missed. Of three declarations one is sampled, and these are not true."""
    found = rows
    for place, one in enumerate(missed(rows)):
        told = later(one["due_on"], -2)
        found = changed(found, one, nil_on=told)
        sample = "false" if place % 3 == 0 else None
        found = [*found, row("nil", item=one["item"], period=one["period"], decided_on=told, sample=sample)]
    return found


@strategy
def nil_for_what_stands(rows):
    """本期无此事项 for an item of lasting validity, which always has something to tell."""
    told = {"period": "2026b", "decided_on": "2026-03-02", "sample": None}
    extra = duty("S01", "2026b", "2026-03-05", nil_on="2026-03-02", duty_kind="YEARLY")
    return [*rows, extra, row("nil", item="S01", **told)]


@strategy
def waived_afterwards(rows):
    """The office is asked to excuse all that was missed, when it had been missed."""
    found = rows
    for one in missed(rows):
        found = changed(found, one, waived_on=later(one["due_on"], 30))
    return found


@strategy
def waivers_piled_up(rows):
    """Waivers in advance for everything that is published in time anyway, where they are least work to get.

    What is published late is another matter: the office excused it beforehand, for a tenth of the catalog at most.
    """
    found = rows
    for one in (each for each in met(rows) if each["met_on"] <= each["due_on"]):
        found = changed(found, one, waived_on=later(one["due_on"], -10))
    return found


@strategy
def catalog_refiled_daily(rows):
    """The catalog filed and registered again every day."""
    return rows + [
        row("filing", number=10 + n, due_on=None, filed_on=day, returned=0, registered_on=day)
        for n, day in ((n, later("2026-02-10", n)) for n in range(200))
    ]


@strategy
def opinions_made_up(rows):
    """A hundred opinions from oneself, answered at once."""
    dates = {"received_on": "2026-06-01", "due_on": "2026-06-20", "answered_on": "2026-06-02"}
    return rows + [row("opinion", number=100 + n, **dates) for n in range(100)]


@strategy
def opinions_answered_by_oneself(rows):
    """Each opinion asked once more by oneself and answered on the day; the real one stays as it was."""
    return rows + [
        one | {"number": one["number"] + 500, "answered_on": one["received_on"]}
        for one in of(rows, "opinion")
    ]


@strategy
def notices_made_up(rows):
    """Forty notices about nothing, as long as they have to be, without an objection, each with a result."""
    plain = {
        "form": "NOTICE",
        "from": "2026-06-01",
        "until": "2026-06-20",
        "least_days": 5,
        "ended_early": False,
    }
    return rows + [row("notice", entry=f"mn{n}", result_on="2026-06-21", **plain) for n in range(40)]


@strategy
def notices_ended_early(rows):
    """Every notice is taken away the day after it began."""
    found = rows
    for one in of(rows, "notice"):
        found = changed(found, one, until=later(one["from"], 1), ended_early=True)
    return found


@strategy
def notices_shortened(rows):
    """Every notice is announced for one day, and so is not ended early."""
    found = rows
    for one in of(rows, "notice"):
        found = changed(found, one, until=one["from"], ended_early=False)
    return found


@strategy
def same_person_twice(rows):
    """Whoever proposes also reviews and approves, on missed pages put up in a hurry."""
    found = cover(rows, missed(rows), on="2026-12-30")
    for one in of(found, "step"):
        found = changed(found, one, person=1)
    return found


@strategy
def approved_afterwards(rows):
    """The missing reviews are written down a month after publication."""
    reviewed = {one["entry"] for one in of(rows, "step") if one["step"] == "SECRECY"}
    more = []
    for one in [one for one in of(rows, "version") if one["entry"] not in reviewed]:
        late = {
            "version": one["number"],
            "step": "SECRECY",
            "outcome": "PASSED",
            "person": 2,
            "matches": True,
        }
        more.append(row("step", entry=one["entry"], on=later(one["on"], 30), **late))
    return rows + more


@strategy
def decided_on_another_text(rows):
    """The missing reviews were made in time, of a text that was changed afterwards."""
    reviewed = {one["entry"] for one in of(rows, "step") if one["step"] == "SECRECY"}
    more = []
    for one in [one for one in of(rows, "version") if one["entry"] not in reviewed]:
        other = {
            "version": one["number"],
            "step": "SECRECY",
            "outcome": "PASSED",
            "person": 2,
            "matches": False,
        }
        more.append(row("step", entry=one["entry"], on=later(one["on"], -2), **other))
    return rows + more


@strategy
def major_called_typo(rows):
    """Texts are replaced under the short check that a slip of the pen gets."""
    more = []
    for one in of(rows, "version")[:10]:
        on = later(one["on"], 4)
        more.append(
            one | {"number": 2, "on": on, "change": "MINOR", "length": 5000, "text": one["text"] + "-other"}
        )
        typo = {"version": 2, "outcome": "PASSED", "matches": True, "on": on}
        more += [
            row("step", entry=one["entry"], step=s, person=p, **typo)
            for p, s in enumerate(("PROPOSE", "TYPO"))
        ]
    return rows + more


@strategy
def levels_lowered(rows):
    """Major items are registered as ordinary ones, so that no risk assessment is asked for; and none is made."""
    found = rows
    for one in [one for one in of(rows, "item") if one["level"] == "MAJOR"]:
        found = [*changed(found, one, until="2026-02-01"), one | {"since": "2026-02-01", "level": "NORMAL"}]
    return [one for one in found if one.get("step") != "RISK"]


@strategy
def routes_for_levels_nobody_needs(rows):
    """A perfect route for every level there is, with an item to go with it."""
    more = [row("route", level=level, secrecy=True, apart=True) for level in ("IMPORTANT", "ESCALATE")]
    return [
        *rows,
        *more,
        item("L1", level="IMPORTANT", since="2026-03-01"),
        item("L2", level="ESCALATE", since="2026-03-01"),
    ]


@strategy
def many_media(rows):
    """Thirty accounts registered, all alive, beside the one that is not."""
    plain = {
        "media_kind": "WECHAT",
        "registered_on": "2026-03-01",
        "confirmed_on": None,
        "probes": 100,
        "probes_ok": 100,
    }
    return rows + [row("media", medium=f"mm{n}", **plain) for n in range(30)]


@strategy
def dead_media(rows):
    """Accounts registered that never answer."""
    plain = {
        "media_kind": "WEIBO",
        "registered_on": "2026-03-01",
        "confirmed_on": None,
        "probes": 100,
        "probes_ok": 3,
    }
    return rows + [row("media", medium=f"md{n}", **plain) for n in range(5)]


@strategy
def corrections_made_up(rows):
    """Mistakes are confessed that nobody made, to show how fast one corrects."""
    told = {"of_version": 1, "on": "2026-08-01", "fault": "INACCURATE"}
    return rows + [row("correction", entry=one["entry"], **told) for one in of(rows, "version")]


@strategy
def evidence_twice(rows):
    """The same evidence handed in three times."""
    return rows * 3


@strategy
def documents_twice(rows):
    """The documents that there are, handed in again, and others that the office does not accept, dated last year."""
    again = [one | {"filed_on": "2026-06-01"} for one in of(rows, "document")]
    poor = {"dated": "2025-01-01", "filed_on": "2026-12-30", "accepted": False}
    return rows + again + [row("document", mechanism=each, **poor) for each in ("EMERGENCY", "SENTIMENT")]


@strategy
def practices_back_and_forth(rows):
    """Two units take each other's practice over, each month anew."""
    plain = {"code": "ADOPTED", "points": "2", "other": "town-b", "mutual": True}
    return rows + [row("bonus", on=f"2026-{month:02}-03", **plain) for month in range(1, 13)]


@strategy
def visits_and_likes(rows):
    """Clicks are bought, and another part of the product measures them."""
    return rows + [
        row("reading", indicator=name, value="1") for name in ("views", "likes", "followers", "log_ins")
    ]


@strategy
def proposals_by_many(rows):
    """The proposal is written down for every colleague, so that somebody always differs from who approves."""
    found = rows
    for one in of(rows, "version")[:8]:
        for each in steps_of(found, one["entry"]):
            found = changed(found, each, person=1 if each["step"] != "MERIT" else 4)
    return found
