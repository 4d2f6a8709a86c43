"""The streams of a page as fields whose migrations know nothing of their blocks."""

from wagtail.fields import StreamField

from cms.pages.blocks import BodyBlock
from cms.pages.corrections import CorrectionsBlock
from cms.pages.details.forms import DetailsBlock


class BlocksField(StreamField):
    """A StreamField of one StreamBlock. A new or changed block needs no migration in a thousand schemas."""

    blocks: type

    def __init__(self, **kwargs):
        kwargs.pop("block_types", None)
        super().__init__(self.blocks, **kwargs)

    def deconstruct(self):
        # Past StreamField's own deconstruct, which would write the whole block tree into the migration.
        name, _path, _args, kwargs = super(StreamField, self).deconstruct()
        return name, f"cms.pages.fields.{type(self).__name__}", [], kwargs


class BodyField(BlocksField):
    """What an entry says, in any order."""

    blocks = BodyBlock


class DetailsField(BlocksField):
    """What an entry says by its form: one block or none."""

    blocks = DetailsBlock


class CorrectionsField(BlocksField):
    """The corrections of a page. Null in rows that the release before this wrote."""

    blocks = CorrectionsBlock
