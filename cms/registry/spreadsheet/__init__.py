"""Reading tables that offices send: safely, with merged cells, and with the place of every problem."""

from cms.registry.spreadsheet.grid import Grid, plain, read_csv, read_date, read_grids
from cms.registry.spreadsheet.opening import Unreadable
from cms.registry.spreadsheet.problem import Problem, in_order

__all__ = ["Grid", "Problem", "Unreadable", "in_order", "plain", "read_csv", "read_date", "read_grids"]
