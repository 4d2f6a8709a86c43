"""Settings that nobody may read back: fields of pydantic's SecretStr. Kept as they are, shown never."""

from __future__ import annotations

import typing
from typing import Any

import pydantic


def is_secret(described: Any) -> bool:
    kinds = (described.annotation, *typing.get_args(described.annotation))
    return any(isinstance(kind, type) and issubclass(kind, pydantic.SecretStr) for kind in kinds)


def plain(settings: pydantic.BaseModel) -> dict[str, Any]:
    """The values as they are kept in JSON, secrets included: what pydantic writes for those is stars."""
    kept = settings.model_dump(mode="json")
    for name, described in type(settings).model_fields.items():
        value = getattr(settings, name)
        if is_secret(described) and value is not None:
            kept[name] = value.get_secret_value()
    return kept
