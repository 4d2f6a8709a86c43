"""A typed client of the 党务公开 API. Needs Python 3.11 and nothing else."""

from gongkai.api import Client
from gongkai.fetching import Problem, pages

__all__ = ["Client", "Problem", "pages"]
