"""/x/embed/…: pieces for a portal's server to fetch; below frame/ the same as documents, for frames."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views import View

from cms.extension import settings_of
from plugins.embed import fragments, reading
from plugins.embed.answering import answer
from plugins.embed.parameters import Wrong, read


class FragmentView(View):
    """One of fragments.py, for everybody. HEAD is answered as GET."""

    http_method_names = ["get", "head"]
    draw: Callable[..., str] = fragments.entries
    takes: tuple[str, ...] = ("h",)
    framed = False

    def get(self, request: HttpRequest, **named: Any) -> HttpResponse:
        chosen = settings_of("embed")
        if self.framed and not chosen.origins:
            raise Http404  # no portal may have a frame
        html, status = self._drawn(chosen.rows, named)
        return answer(html, status=status, framed=self.framed, origins=chosen.origins)

    def _drawn(self, rows: int, named: dict[str, Any]) -> tuple[str, int]:
        try:
            asked = read(self.request.GET, takes=self.takes, rows=rows, is_item=self._is_item)
            return self.draw(self.request, asked, **named), 200
        except Wrong as wrong:
            return fragments.refusal(str(wrong)), 400
        except fragments.Gone as gone:
            return gone.html, 410
        except fragments.NotThere:
            return fragments.refusal(_("这里没有公开的内容，请核对嵌入的地址")), 404

    def _is_item(self, code: str) -> bool:
        return bool(reading.items(self.request, code)) if code else False
