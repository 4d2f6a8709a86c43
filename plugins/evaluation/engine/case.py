"""A unit as formulas see it: its dossier, and the cells that follow from it."""

from functools import cached_property

from plugins.evaluation.engine.cells import Cells
from plugins.evaluation.engine.dossier import Dossier


class Case(Dossier):
    @cached_property
    def cells(self) -> Cells:
        return Cells(self)
