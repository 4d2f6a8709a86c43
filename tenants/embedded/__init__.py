"""PostgreSQL 18 from a wheel, driven by its own initdb and pg_ctl. Nothing else needs to be installed."""

from tenants.embedded.folder import (
    DataFolderError,
    clear,
    ensure_data_folder,
    held,
    is_ours,
    owner_secrets,
    secrets,
)
from tenants.embedded.programs import binaries
from tenants.embedded.server import Server, locate, revive, settle, start, status, stop

__all__ = [
    "DataFolderError",
    "Server",
    "binaries",
    "clear",
    "ensure_data_folder",
    "held",
    "is_ours",
    "locate",
    "owner_secrets",
    "revive",
    "secrets",
    "settle",
    "start",
    "status",
    "stop",
]
