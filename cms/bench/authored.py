"""Packages of plugins as strangers would have them installed, written into a folder that is put on the path."""

from __future__ import annotations

from pathlib import Path

SLUG = "bench{number:02d}"
FILES = {
    "__init__.py": "",
    "apps.py": """
from cms.extension import Audience, Plugin
from pydantic import BaseModel, Field


class Settings(BaseModel):
    words: str = Field("测速", title="显示的文字")


class Bench(Plugin):
    name = "gongkai_SLUG"
    slug = "SLUG"
    title = "测速 SLUG"
    audience = Audience.BOTH
    settings_model = Settings
""",
    "panels.py": """
from cms.extension import Panel, Place, settings_of
from django.template.loader import render_to_string


def shown(request, page):
    return render_to_string("plugins/SLUG/panel.html", {"words": settings_of("SLUG").words}, request)


PANELS = [Panel(place, shown) for place in Place]
""",
    "templates/plugins/SLUG/panel.html": "<p>{{ words }} SLUG</p>",
    "blocks.py": """
from cms.extension import PluginBlock
from wagtail import blocks


class Note(blocks.StructBlock):
    text = blocks.CharBlock(label="提示")

    class Meta:
        label = "测速提示 SLUG"
        template = "plugins/SLUG/note.html"


BLOCKS = [PluginBlock("SLUG_note", Note())]
""",
    "templates/plugins/SLUG/note.html": "<aside><p>{{ value.text }} SLUG</p></aside>",
    "api.py": """
from ninja import Router

router = Router()


@router.get("words")
def words(request):
    return {"words": "SLUG"}
""",
    "urls.py": """
from django.http import HttpResponse
from django.urls import path

urlpatterns = [path("", lambda request: HttpResponse("SLUG"), name="words")]
""",
    "admin_urls.py": "from gongkai_SLUG.urls import urlpatterns",
    "menu.py": """
from cms.extension import MenuEntry

MENU = [MenuEntry("测速 SLUG", "words")]
""",
    "hooks.py": """
from cms.extension import Fact

FACTS = {Fact.REMOVED: (lambda told: None,)}
VETOES = [lambda asked: ""]
""",
    "indicators.py": """
from cms.extension import Indicator

INDICATORS = [Indicator("words", "测速 SLUG", lambda year: 1.0)]
""",
}
METADATA = "Metadata-Version: 2.1\nName: gongkai-SLUG\nVersion: 1.0\nRequires-Dist: gongkai>=0\n"
ENTRY = "[gongkai.plugins]\nSLUG = gongkai_SLUG\n"


def author(folder: Path, count: int) -> list[str]:
    """Write so many packages, each with a panel everywhere, a block, addresses, an API and hooks. Returns the slugs."""
    slugs = [SLUG.format(number=number) for number in range(count)]
    for slug in slugs:
        files = {f"gongkai_{slug}/{name}": text for name, text in FILES.items()}
        information = f"gongkai_{slug}-1.0.dist-info"
        files |= {f"{information}/METADATA": METADATA, f"{information}/entry_points.txt": ENTRY}
        for name, text in files.items():
            file = folder / name.replace("SLUG", slug)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text.replace("SLUG", slug).lstrip(), encoding="utf-8")
    return slugs
