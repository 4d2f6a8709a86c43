from wagtail import blocks

from cms.extension import PluginBlock
from tests.extension.sample.breaking import maybe


class CalloutBlock(blocks.StructBlock):
    text = blocks.CharBlock(label="提示", max_length=100)

    def render(self, value, context=None):
        maybe("block")
        return super().render(value, context)

    class Meta:
        label = "样例提示"
        icon = "help"
        template = "plugins/sample/callout.html"


BLOCKS = [PluginBlock("sample_callout", CalloutBlock())]
