"""What the district keeps of its campaigns."""

from plugins.showcase.ledger.models.campaigns import Campaign, CampaignLine
from plugins.showcase.ledger.models.decisions import Deliberation, Selection, Stability
from plugins.showcase.ledger.models.nominations import EmptyPlace, Gate, Nomination, PreVisit
from plugins.showcase.ledger.models.results import Bulletin, Notice, Objection, OrganizerAward
from plugins.showcase.ledger.models.sheets import Mark, Seal, Sheet, Visit, VisitSeat
from plugins.showcase.ledger.models.showing import Adoption, FeatureStory, Practice, Window

__all__ = [
    "Adoption",
    "Bulletin",
    "Campaign",
    "CampaignLine",
    "Deliberation",
    "EmptyPlace",
    "FeatureStory",
    "Gate",
    "Mark",
    "Nomination",
    "Notice",
    "Objection",
    "OrganizerAward",
    "Practice",
    "PreVisit",
    "Seal",
    "Selection",
    "Sheet",
    "Stability",
    "Visit",
    "VisitSeat",
    "Window",
]
