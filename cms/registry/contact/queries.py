"""How others read contacts: beside the units that they ask for anyway."""

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from cms.registry.contact.models import FIELDS, PublicContact

OF_UNIT = Subquery(
    PublicContact.objects.filter(schema_name=OuterRef("tenant__schema_name")).values(
        said=JSONObject(**{name: name for name in FIELDS})
    )[:1]
)
"""To annotate units with: field → text, None for a unit that said nothing. Through whose eyes the units are read."""
