from django.db import models

from cms.extension import OwnRow


class Heard(OwnRow):
    """A table of the plugin in the ledger: what it was told."""

    key = models.CharField(max_length=80)
    fact = models.CharField(max_length=20)

    def __str__(self):
        return f"{self.fact} {self.key}"
