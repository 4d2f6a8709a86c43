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

from typing import Any

from plugins.evaluation.engine.evidence.fields import FILLED, Field, Kind
from plugins.evaluation.engine.evidence.recorded import LEVELS, RECORDED
from plugins.evaluation.engine.evidence.said import SAID

Row = dict[str, Any]


class Invalid(ValueError):
    """What was read is not as it must be. `problems`: all of them, each a sentence."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


KINDS: dict[str, Kind] = RECORDED | SAID

__all__ = ["FILLED", "KINDS", "LEVELS", "Field", "Invalid", "Kind", "Row"]
