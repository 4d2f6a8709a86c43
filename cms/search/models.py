"""What is searched: one row for each part of what is public; the text of its files; words that mean the same."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.publication.models import Entry
from cms.registry.models import Unit
from cms.search.fields import WordsField
from cms.search.states import ReadState
from tenants.ledger import Access, DirectoryRow, OwnRow


class SearchDocument(OwnRow):
    """A part of a public entry, as it is searched. Nothing but what `documents_of` makes of the entry: there only while
    it is public, written and taken away in the transaction that publishes it and takes it away.

    A unit's name, line and address are the register's and are read there: they change without any of its entries.
    """

    ledger_access = Access.DERIVED
    packaged = False

    pk = models.CompositePrimaryKey("entry", "part")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+", db_index=False)
    part = models.PositiveSmallIntegerField(default=0)
    """0 is the entry; more of it where it is long, and its attachments, come after."""
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=20)
    item_title = models.CharField(max_length=200)
    form = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    public_at = models.DateTimeField()
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=255)
    """Of the entry, in every part."""
    source = models.CharField(max_length=255, blank=True, default="")
    """Title of the attachment that the part is of; empty for the entry's own words."""
    body = models.TextField(blank=True, default="")
    v = WordsField()
    names = WordsField(default="")
    """The title alone, and what may be typed in pinyin for it (cms/search/sounds.py). In part 0 only."""

    class Meta:
        verbose_name = _("检索内容")
        ordering = ["-public_at", "entry", "part"]
        indexes = [
            # Without a list of what is pending: whoever asks next would have to read it.
            GinIndex(fields=["v"], fastupdate=False, name="search_words"),
            GinIndex(fields=["names"], fastupdate=False, name="search_names"),
            models.Index(fields=["-public_at", "entry"], name="search_newest"),
            models.Index(fields=["schema_name", "-public_at", "entry"], name="search_newest_of_unit"),
            models.Index(fields=["item"], name="search_of_item"),
        ]

    def __str__(self):
        return f"{self.title} {self.part}"

    @property
    def key(self) -> str:
        """Its name in an engine that keeps documents of its own."""
        return f"{self.schema_name}:{self.entry_id}:{self.part}"


class AttachmentText(OwnRow):
    """The words of a file that a public entry carries, by its hash. There only while it does."""

    ledger_access = Access.DERIVED
    packaged = False

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+", db_index=False)
    digest = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=ReadState)
    text = models.TextField(blank=True, default="")
    reason = models.CharField(max_length=300, blank=True, default="")
    """Why there is no text, or not all of it."""

    class Meta:
        verbose_name = _("附件文字")
        constraints = [models.UniqueConstraint(fields=["entry", "digest"], name="search_one_text_a_file")]

    def __str__(self):
        return f"{self.digest} {self.get_state_display()}"


class Synonym(DirectoryRow):
    """同义词: whoever looks for one of the words looks for the others too. Kept by the office."""

    word = models.CharField(_("词"), max_length=40, unique=True, help_text=_("读者会输入的说法"))
    others = models.CharField(
        _("也查找"), max_length=300, help_text=_("公开内容里的说法，可以有几个，用顿号或空格隔开")
    )

    class Meta:
        verbose_name = _("检索同义词")
        ordering = ["word"]

    def __str__(self):
        return self.word
