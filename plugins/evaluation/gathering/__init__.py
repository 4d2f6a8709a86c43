"""Evidence from the district's ledger: what the product wrote down anyway, as the rows that the engine reads."""

from plugins.evaluation.gathering.district import Asked, Sources, gather

__all__ = ["Asked", "Sources", "gather"]
