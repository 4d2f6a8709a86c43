"""How searching stands in the whole district, for the operator."""

from __future__ import annotations

from dataclasses import dataclass

from cms.publication.models import Entry
from cms.search.engines import engine
from cms.search.models import AttachmentText, SearchDocument
from cms.search.queries import units_astray
from cms.search.states import ReadState
from tenants.models import Tenant


@dataclass(frozen=True)
class Overview:
    """Counts over all units. `astray` are the slugs of units whose rows differ from the ledger."""

    public: int
    searched: int
    documents: int
    files: int
    unread: int
    engine: str
    held: int
    detail: str
    astray: list[str]

    @property
    def is_whole(self) -> bool:
        return not self.astray and self.held == self.documents


def overview() -> Overview:
    """Constant queries, however many units there are."""
    rows = SearchDocument.objects.using("central")
    files, status = AttachmentText.objects.using("central"), engine().status()
    astray = Tenant.objects.filter(schema_name__in=units_astray()).order_by("slug")
    return Overview(
        public=Entry.objects.using("central").filter(withdrawn_at=None).count(),
        searched=rows.filter(part=0).count(),
        documents=status.expected,
        files=files.exclude(state=ReadState.UNREAD).count(),
        unread=files.filter(state=ReadState.UNREAD).count(),
        engine=status.engine,
        held=status.documents,
        detail=status.detail,
        astray=list(astray.values_list("slug", flat=True)),
    )
