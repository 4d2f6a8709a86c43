"""System check: a theme that is not whole is named, with everything that is wrong with it."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register

from cms.theming.catalogue import broken


@register()
def whole_themes(**kwargs: Any) -> list[CheckMessage]:
    return [
        Error(f"theme {slug}: {problem}", id="theming.E001")
        for slug, problems in broken().items()
        for problem in problems
    ]
