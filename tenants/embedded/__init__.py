"""PostgreSQL 18 from a wheel, driven by its own initdb and pg_ctl. Nothing else needs to be installed."""

from tenants.embedded.folder import DataFolderError, ensure_data_folder, secrets
from tenants.embedded.server import Server, binaries, locate, start, status, stop

__all__ = [
    "DataFolderError",
    "Server",
    "binaries",
    "ensure_data_folder",
    "locate",
    "secrets",
    "start",
    "status",
    "stop",
]
