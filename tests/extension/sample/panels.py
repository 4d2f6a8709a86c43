from django.utils.html import format_html

from cms.extension import Panel, Place
from tests.extension.sample.breaking import maybe


def shown(place):
    def render(request, page):
        maybe(f"panel {place.value}")
        return format_html("<p>样例面板 {}</p>", place.value)

    return Panel(place, render)


PANELS = [shown(place) for place in Place]
