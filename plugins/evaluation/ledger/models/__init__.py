"""What the district keeps of evaluation: the standard, the periods, what was computed, and what the scan found."""

from plugins.evaluation.ledger.models.periods import Dump, Period, Score, ScoreChange
from plugins.evaluation.ledger.models.scans import PageCheck, Scan
from plugins.evaluation.ledger.models.schemes import FeaturePart, Scheme
from plugins.evaluation.ledger.models.words import Award, Grade, Veto

__all__ = [
    "Award",
    "Dump",
    "FeaturePart",
    "Grade",
    "PageCheck",
    "Period",
    "Scan",
    "Scheme",
    "Score",
    "ScoreChange",
    "Veto",
]
