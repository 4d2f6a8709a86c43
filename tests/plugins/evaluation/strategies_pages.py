"""Ways to look better with pages: each takes a unit's evidence and gives what the product would record of a unit that does so."""

from tests.plugins.evaluation.made import duty, item, later, page, row, steps

STRATEGIES = {}


def strategy(function):
    STRATEGIES[function.__name__] = function
    return function


def of(rows, kind):
    return [one for one in rows if one["kind"] == kind]


def without(rows, gone):
    ids = {id(one) for one in gone}
    return [one for one in rows if id(one) not in ids]


def changed(rows, old, **fields):
    return [one | fields if one is old else one for one in rows]


def met(rows):
    return [one for one in of(rows, "duty") if one["entry"]]


def missed(rows):
    """Public quarterly duties that nothing was done about."""
    return [
        one
        for one in of(rows, "duty")
        if not one["met_on"] and not one["nil_on"] and one["item"].startswith("I")
    ]


def cover(rows, targets, on=None, **text):
    """Publishes something for missed duties, with perfect procedure, the day before each was due unless said."""
    found = list(rows)
    for one in targets:
        day = on or later(one["due_on"], -1)
        entry = f"g-{one['item']}-{one['period']}"
        found = changed(found, one, met_on=day, entry=entry) + page(
            entry, one["item"], one["period"], day, **text
        )
    return found


@strategy
def mass_resaves(rows):
    """Every page saved again four times, properly approved each time."""
    more = []
    for one in of(rows, "version"):
        for number in range(2, 6):
            again = page(
                one["entry"], one["item"], one["period"], later(one["on"], number), number, text=one["text"]
            )
            more += [each for each in again if each["kind"] != "check"]
    return rows + more


@strategy
def split_pages(rows):
    """Each page in five parts, all for the same item and period."""
    more = []
    for one in of(rows, "version"):
        for part in range(5):
            more += page(f"{one['entry']}-p{part}", one["item"], one["period"], one["on"])
    return rows + more


@strategy
def filler_pages(rows):
    """Two hundred pages that nobody asked for, beside the duties."""
    return rows + [
        one for n in range(200) for one in page(f"filler{n}", "I01", f"more{n}", later("2026-02-01", n))
    ]


@strategy
def backdated(rows):
    """A date before the due date typed into what was missed or late: the server's date of the page stays what it was."""
    found = rows
    for one in missed(rows):
        found = changed(found, one, met_on=later(one["due_on"], -3), entry="never-published")
    for one in [one for one in met(rows) if one["met_on"] > one["due_on"]]:
        found = changed(found, one, met_on=later(one["due_on"], -3))
    return found


@strategy
def last_periods_text(rows):
    """What was missed is covered with the text of another quarter."""
    texts = {one["item"]: one["text"] for one in of(rows, "version")}
    found = rows
    for one in missed(rows):
        found = cover(found, [one], on="2026-12-20", text=texts.get(one["item"], "text-of-anything"))
    return found


@strategy
def one_text_for_all(rows):
    """One text for everything that was missed, each on its due date, in place of the real one of the first."""
    found = rows
    if targets := missed(rows):
        found = cover(rows, targets, text=of(rows, "version")[0]["text"])
    return found


@strategy
def near_duplicates(rows):
    """Last quarter's text with a word changed: the nightly scan finds it, and it is never put right."""
    found = cover(rows, missed(rows), length=500)
    for one in missed(rows):
        entry = f"g-{one['item']}-{one['period']}"
        found = [
            each
            for each in found
            if not (each.get("entry") == entry and each.get("rule") == "near_duplicate")
        ]
        found.append(_failing(entry, "near_duplicate", later(one["due_on"], 0)))
    return found


def _failing(entry, rule, since):
    return row(
        "check", entry=entry, rule=rule, result="fail", since=since, warned_on=later(since, 1), fixed_on=None
    )


@strategy
def blank_pages(rows):
    """Pages with nothing on them for all that was missed."""
    return cover(rows, missed(rows), length=0)


@strategy
def placeholder_then_text(rows):
    """A blank page by the due date for each late one, the text when it was really ready: no later than before."""
    found = rows
    for one in [one for one in met(rows) if one["met_on"] > one["due_on"]]:
        early = later(one["due_on"], -1)
        pages = [each for each in of(rows, "version") if each["entry"] == one["entry"]]
        for each in pages:
            found = changed(found, each, number=2)
        for each in [each for each in of(rows, "step") if each["entry"] == one["entry"]]:
            found = changed(found, each, version=2)
        blank = page(one["entry"], one["item"], one["period"], early, text="blank", length=3)
        found = changed(found, one, met_on=early) + [each for each in blank if each["kind"] != "check"]
    return found


@strategy
def attachments_only(rows):
    """A file without a word of text for all that was missed."""
    return _with_finding(rows, "attachment_only")


@strategy
def images_only(rows):
    """A picture of a text for all that was missed."""
    return _with_finding(rows, "image_only")


def _with_finding(rows, rule):
    found = cover(rows, missed(rows))
    for one in missed(rows):
        entry = f"g-{one['item']}-{one['period']}"
        found = [each for each in found if not (each.get("entry") == entry and each.get("rule") == rule)]
        found.append(_failing(entry, rule, one["due_on"]))
    return found


@strategy
def published_and_taken_away(rows):
    """Something is put up for what was missed on its due date, and taken away the next day."""
    found = cover(rows, missed(rows))
    return found + [
        _left(f"g-{one['item']}-{one['period']}", one["due_on"], "WITHDRAWN") for one in missed(rows)
    ]


def _left(entry, on, departure):
    return row("departure", entry=entry, on=on, departure=departure, early=True, replaced_by=None)


@strategy
def taken_away_after_the_period(rows):
    """As above, and kept up until the year is over."""
    found = cover(rows, missed(rows))
    return found + [
        _left(f"g-{one['item']}-{one['period']}", "2027-01-05", "TAKEN_DOWN") for one in missed(rows)
    ]


@strategy
def taken_away_and_put_back(rows):
    """All pages taken away for ten days and put up again as news."""
    more = []
    for one in of(rows, "version"):
        back = later(one["on"], 20)
        more.append(_left(one["entry"], later(one["on"], 10), "WITHDRAWN"))
        again = page(one["entry"], one["item"], one["period"], back, 2, text=one["text"])
        more += [each for each in again if each["kind"] != "check"]
    return rows + more


@strategy
def moved_from_cell_to_cell(rows):
    """One page answers for one quarter and is then said to be about another that was missed."""
    found, pages = rows, [one for one in of(rows, "version") if one["number"] == 1]
    for one, source in zip(missed(rows), pages, strict=False):
        on = later(max(one["due_on"], source["on"]), 5)
        moved = page(source["entry"], one["item"], one["period"], on, 2, text=source["text"])
        found = changed(found, one, met_on=on, entry=source["entry"])
        found = found + [each for each in moved if each["kind"] != "check"]
    return found


@strategy
def keyword_stuffing(rows):
    """Every title and summary full of the words that are searched for: longer texts, nothing else."""
    found = rows
    for one in of(rows, "version"):
        found = changed(found, one, length=one["length"] * 3, text=one["text"] + "-stuffed")
    return found


@strategy
def summaries_stuffed(rows):
    """A summary on every page that has one anyway, found present once more under another date."""
    more = [one | {"since": later(one["since"], 40)} for one in of(rows, "check") if one["rule"] == "summary"]
    return rows + more


@strategy
def all_on_the_last_day(rows):
    """Nothing all year, everything on the thirty-first of December: late is late."""
    found = rows
    for one in of(rows, "duty"):
        if one["entry"]:
            found = changed(found, one, met_on="2026-12-31")
    for one in of(rows, "version"):
        found = changed(found, one, on="2026-12-31")
    return found


@strategy
def many_small_right_pages_beside_wrong_ones(rows):
    """Where the procedure was wrong, twenty right versions of the same page."""
    good = {(one["entry"], one["version"]) for one in of(rows, "step") if one["step"] == "SECRECY"}
    more = []
    for one in of(rows, "version"):
        if (one["entry"], one["number"]) not in good:
            for number in range(2, 22):
                again = page(one["entry"], one["item"], one["period"], later(one["on"], number), number)
                more += [each for each in again if each["kind"] != "check"]
    return rows + more


@strategy
def wrong_ones_withdrawn(rows):
    """Pages with a wrong procedure are withdrawn and the same text put up under another address, decided properly."""
    good = {one["entry"] for one in of(rows, "step") if one["step"] == "SECRECY"}
    found = rows
    for one in [one for one in of(rows, "version") if one["entry"] not in good]:
        found = [*found, _left(one["entry"], later(one["on"], 3), "WITHDRAWN")]
        again = page(one["entry"] + "-x", one["item"], one["period"], later(one["on"], 3), text=one["text"])
        found = found + [each for each in again if each["kind"] != "check"]
        same = [each for each in of(rows, "check") if each["entry"] == one["entry"]]
        found = found + [each | {"entry": one["entry"] + "-x"} for each in same]
    return found


@strategy
def easy_items_added(rows):
    """Twenty items with monthly periods that are no work, added in March and all met."""
    more = []
    for n in range(20):
        more.append(item(f"X{n:02}", since="2026-03-01"))
        for month in range(4, 12):
            on = f"2026-{month:02}-02"
            entry = f"x{n}-{month}"
            more.append(duty(f"X{n:02}", f"m{month}", f"2026-{month:02}-10", met_on=on, entry=entry))
            more += page(entry, f"X{n:02}", f"m{month}", on)
    return rows + more


@strategy
def events_made_up(rows):
    """Fifty events recorded by the unit itself and published the same day."""
    more = []
    for n in range(50):
        on = later("2026-02-01", n * 3)
        more.append(duty("I04", f"ev{n}", later(on, 10), met_on=on, entry=f"ev{n}", duty_kind="EVENT"))
        more += page(f"ev{n}", "I04", f"ev{n}", on)
    return rows + more


@strategy
def small_called_major(rows):
    """A duty to tell of a change is met by saving the same text as an important update."""
    first = of(rows, "version")[0]
    more = page(first["entry"], first["item"], first["period"], "2026-09-01", 2, text=first["text"])
    change = duty(
        first["item"], "c1", "2026-09-10", met_on="2026-09-01", entry=first["entry"], duty_kind="CHANGE"
    )
    return [*rows, change, *[one for one in more if one["kind"] != "check"]]


def steps_of(rows, entry):
    return [one for one in of(rows, "step") if one["entry"] == entry]


__all__ = [
    "STRATEGIES",
    "changed",
    "cover",
    "met",
    "missed",
    "of",
    "steps",
    "steps_of",
    "strategy",
    "without",
]
