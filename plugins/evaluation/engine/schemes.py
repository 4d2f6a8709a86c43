"""The schemes that come with the product."""

import json
from pathlib import Path
from typing import Any

from plugins.evaluation.engine.scheme import Scheme

_FOLDER = Path(__file__).parent / "schemes"


def default_data() -> dict[str, Any]:
    """The default scheme as the JSON object that it is kept as: a copy of your own."""
    data: dict[str, Any] = json.loads((_FOLDER / "default.json").read_text(encoding="utf-8"))
    return data


def default() -> Scheme:
    return Scheme.read(default_data())
