"""What schemathesis is told about the API (SCHEMATHESIS_HOOKS): that no cursor can be made up."""

import schemathesis
from schemathesis.generation import GenerationMode


@schemathesis.hook
def before_call(context, case, kwargs):
    """In questions that are meant to be right, there is no cursor. In wrong ones there may be any."""
    if case.meta and case.meta.generation.mode == GenerationMode.POSITIVE and case.query:
        case.query.pop("cursor", None)
