"""The body of a page as a field whose migrations know nothing of its blocks."""

from wagtail.fields import StreamField

from cms.pages.blocks import BodyBlock


class BodyField(StreamField):
    """A StreamField of BodyBlock. A new or changed block needs no migration in a thousand schemas."""

    def __init__(self, **kwargs):
        kwargs.pop("block_types", None)
        super().__init__(BodyBlock, **kwargs)

    def deconstruct(self):
        # Past StreamField's own deconstruct, which would write the whole block tree into the migration.
        name, _path, _args, kwargs = super(StreamField, self).deconstruct()
        return name, "cms.pages.fields.BodyField", [], kwargs
