"""Reading tables that offices send: safely, with merged cells, and with the place of every problem."""

from cms.registry.spreadsheet.grid import Grid
from cms.registry.spreadsheet.opening import Unreadable
from cms.registry.spreadsheet.problem import Problem, has_errors, in_order
from cms.registry.spreadsheet.reading import hidden_sheets, read_csv, read_grids
from cms.registry.spreadsheet.values import plain, read_date
from cms.registry.spreadsheet.word import read_document, read_words
from cms.registry.spreadsheet.writing import Formula, harmless, workbook_of

__all__ = [
    "Formula",
    "Grid",
    "Problem",
    "Unreadable",
    "harmless",
    "has_errors",
    "hidden_sheets",
    "in_order",
    "plain",
    "read_csv",
    "read_date",
    "read_document",
    "read_grids",
    "read_words",
    "workbook_of",
]
