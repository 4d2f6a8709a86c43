"""The tables of a Word document as grids: merged cells, ticks, text boxes, read row by row."""

from cms.registry.spreadsheet.word.reading import read_document
from cms.registry.spreadsheet.word.words import read_words

__all__ = ["read_document", "read_words"]
