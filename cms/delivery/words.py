"""Look-ups of interface text in the language the text is written in."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.utils.translation import trans_real

KEPT = 4096


def remember() -> None:
    """Keep what was looked up in the site's own language.

    Its texts stand in no catalog, for they are written in that language, and every look-up of one would go
    through the catalogs of all apps for nothing: a tenth of the time of a long page.
    """
    own = trans_real.translation(settings.LANGUAGE_CODE)
    own.gettext = lru_cache(maxsize=KEPT)(own.gettext)
