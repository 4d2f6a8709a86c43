from typing import Any

from django.urls import path

from plugins.embed import fragments
from plugins.embed.views import FragmentView

PIECES: list[tuple[str, str, dict[str, Any]]] = [
    ("entries.html", "entries", {"draw": fragments.entries, "takes": ("limit", "item", "h")}),
    ("catalog.html", "catalog", {"draw": fragments.catalog}),
    ("items/<str:code>.html", "item", {"draw": fragments.item, "takes": ("limit", "h")}),
    ("entries/<uuid:key>.html", "entry", {"draw": fragments.entry}),
]
urlpatterns = [
    *(path(where, FragmentView.as_view(**how), name=name) for where, name, how in PIECES),
    *(
        path(f"frame/{where}", FragmentView.as_view(framed=True, **how), name=f"frame_{name}")
        for where, name, how in PIECES
    ),
]
