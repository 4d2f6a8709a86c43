"""The one verb of the audit: write down what happened."""

from __future__ import annotations

import getpass
import uuid
from collections.abc import Mapping
from typing import Any

from tenants.audit.kinds import AuditKind
from tenants.audit.models import AuditRecord
from tenants.context import current

COMMAND_LINE = "命令行"


def record(
    *,
    kind: AuditKind,
    subject: str = "",
    actor: uuid.UUID | None = None,
    actor_name: str = "",
    detail: Mapping[str, Any] | None = None,
) -> AuditRecord:
    """Write one event of the bound tenant, in the transaction that is open: what is undone leaves no record.

    `detail` holds plain values and no secret: no password, token or content. Raises TenantNotBound.
    """
    current()
    row = AuditRecord(
        kind=kind, subject=subject[:200], actor=actor, actor_name=actor_name[:120], detail=dict(detail or {})
    )
    row.save(force_insert=True)
    return row


def operator() -> str:
    """How a command names who ran it: the account on the machine, for there is no other."""
    try:
        return f"{COMMAND_LINE}（{getpass.getuser()}）"
    except (KeyError, OSError):  # an account without a name, as in a container
        return COMMAND_LINE
