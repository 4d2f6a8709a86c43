"""What the district keeps of evaluation: standards, periods, scores, what the scan found, and what people said."""

from plugins.evaluation.ledger.models.benchmarks import Benchmark
from plugins.evaluation.ledger.models.counts import CountRun
from plugins.evaluation.ledger.models.features import FeatureProposal, FeatureRuling
from plugins.evaluation.ledger.models.findings import Appeal, AppealRuling, Finding, FindingAnswer
from plugins.evaluation.ledger.models.papers import Document, DocumentRuling
from plugins.evaluation.ledger.models.periods import Dump, Period, Score, ScoreChange
from plugins.evaluation.ledger.models.reports import ReportTemplate
from plugins.evaluation.ledger.models.samples import Draw, Judgement, NilSample, Verdict
from plugins.evaluation.ledger.models.scans import PageCheck, Scan
from plugins.evaluation.ledger.models.schemes import FeaturePart, Scheme
from plugins.evaluation.ledger.models.visits import Visit
from plugins.evaluation.ledger.models.words import Award, Grade, Veto

__all__ = [
    "Appeal",
    "AppealRuling",
    "Award",
    "Benchmark",
    "CountRun",
    "Document",
    "DocumentRuling",
    "Draw",
    "Dump",
    "FeaturePart",
    "FeatureProposal",
    "FeatureRuling",
    "Finding",
    "FindingAnswer",
    "Grade",
    "Judgement",
    "NilSample",
    "PageCheck",
    "Period",
    "ReportTemplate",
    "Scan",
    "Scheme",
    "Score",
    "ScoreChange",
    "Verdict",
    "Veto",
    "Visit",
]
