"""A plugin that brings one of everything. It is loaded in every test run, and on nowhere."""

from pydantic import BaseModel, Field

from cms.extension import Audience, Plugin
from tests.extension.sample.breaking import maybe


class SampleSettings(BaseModel):
    greeting: str = Field("你好", title="问候语", max_length=20)
    rows: int = Field(5, title="显示条数", ge=1, le=50, description="看板上最多显示几条")
    loud: bool = Field(False, title="醒目显示")


class Sample(Plugin):
    name = "tests.extension.sample"
    slug = "sample"
    title = "样例"
    summary = "每一种贡献各一个。"
    audience = Audience.UNIT
    settings_model = SampleSettings

    def on_enable(self):
        from tests.extension.sample.models import Visit

        maybe("on_enable")
        Visit.objects.get_or_create(name="enabled")

    def on_disable(self):
        maybe("on_disable")

    def on_arrival(self):
        from tests.extension.sample.models import Visit

        maybe("on_arrival")
        Visit.objects.get_or_create(name="arrived")

    def unavailable(self):
        maybe("unavailable")
        return ""
