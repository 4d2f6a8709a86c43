"""The streams of a page as fields whose migrations know nothing of their blocks."""

from wagtail.fields import StreamField

from cms.pages.blocks import BodyBlock
from cms.pages.corrections import CorrectionsBlock


class BodyField(StreamField):
    """A StreamField of BodyBlock. A new or changed block needs no migration in a thousand schemas."""

    def __init__(self, **kwargs):
        kwargs.pop("block_types", None)
        super().__init__(BodyBlock, **kwargs)

    def deconstruct(self):
        # Past StreamField's own deconstruct, which would write the whole block tree into the migration.
        name, _path, _args, kwargs = super(StreamField, self).deconstruct()
        return name, "cms.pages.fields.BodyField", [], kwargs


class CorrectionsField(StreamField):
    """The corrections of a page. Null in rows that the release before this wrote."""

    def __init__(self, **kwargs):
        kwargs.pop("block_types", None)
        super().__init__(CorrectionsBlock, **kwargs)

    def deconstruct(self):
        # As BodyField: the blocks stay out of the migrations.
        name, _path, _args, kwargs = super(StreamField, self).deconstruct()
        return name, "cms.pages.fields.CorrectionsField", [], kwargs
