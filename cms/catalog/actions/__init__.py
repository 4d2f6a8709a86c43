"""The verbs of compiling: start a version, take a document in, change it, take a change back, give it up."""

from cms.catalog.actions.author import NOBODY, Author
from cms.catalog.actions.changing import Clash, Conflict, NotTaken, Saved, Wanted, Write, change
from cms.catalog.actions.holding import discard
from cms.catalog.actions.starting import (
    AlreadyOpen,
    start_empty,
    start_from_template,
    start_from_unit,
    start_from_version,
)
from cms.catalog.actions.taking import take_in
from cms.catalog.actions.undoing import undo

__all__ = [
    "NOBODY",
    "AlreadyOpen",
    "Author",
    "Clash",
    "Conflict",
    "NotTaken",
    "Saved",
    "Wanted",
    "Write",
    "change",
    "discard",
    "start_empty",
    "start_from_template",
    "start_from_unit",
    "start_from_version",
    "take_in",
    "undo",
]
