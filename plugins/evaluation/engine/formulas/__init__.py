"""The formulas that a scheme may name, one pure function each."""

from plugins.evaluation.engine.formulas import duties, pages, papers, people, procedure
from plugins.evaluation.engine.formulas.result import FORMULAS, REASONS, Found

__all__ = ["FORMULAS", "REASONS", "Found", "duties", "pages", "papers", "people", "procedure"]
