"""What became of reading a file."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReadState(TextChoices):
    READ = "READ", _("已读取")
    PARTLY = "PARTLY", _("读取了一部分")
    UNREAD = "UNREAD", _("没有读取")
    """Of a kind that is not read, too large, broken, or gone."""
