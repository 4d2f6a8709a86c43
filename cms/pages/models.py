"""The column of a unit: five page types, built from its registered catalog."""

from django.db import models
from django.db.models import TextChoices
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.api import APIField
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from cms.catalog.vocabulary import DisclosureScope
from cms.pages import permissions, presentation
from cms.pages.addresses import article_slug
from cms.pages.departed import departed
from cms.pages.details import reading
from cms.pages.fields import BodyField, CorrectionsField, DetailsField
from cms.pages.forms import ArticleCopyForm, ArticleForm
from cms.pages.panels import article_panels
from cms.pages.serving import Served


class Validity(TextChoices):
    """有效性."""

    IN_FORCE = "IN_FORCE", _("有效")
    AMENDED = "AMENDED", _("已修改")
    REPEALED = "REPEALED", _("已废止")


class HomePage(permissions.Tested, Served, Page):
    """The root of a unit's site. Its column hangs below it."""

    tester = permissions.FrontPage
    is_creatable = False
    parent_page_types = ["wagtailcore.Page"]
    # No list of what may stand below: the column says so itself, and so do the pages of plugins.
    max_count = 1
    template = "pages/home_page.html"
    intro = models.TextField(_("单位简介"), blank=True, default="")
    # Its title is the unit's name, which the register keeps.
    edit_handler = ObjectList([FieldPanel("intro", help_text=_("显示在本单位首页，两三句话即可。"))])
    api_fields = [APIField("intro")]

    class Meta:
        verbose_name = _("首页")

    def route(self, request, path_components):
        """Find the page of an address in one query, whatever its depth, instead of one query a level."""
        if not path_components:
            return super().route(request, path_components)
        path = self.url_path + "/".join(path_components) + "/"
        page = Page.objects.filter(url_path=path, live=True).first()
        if page is None or not page.path.startswith(self.path) or departed(page):
            raise Http404
        return page.specific.route(request, [])

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | presentation.home(self)


class ColumnPage(permissions.Tested, Served, Page):
    """党务公开专栏: every item of the registered catalog, in its order."""

    tester = permissions.BuiltPage
    is_creatable = False
    parent_page_types = ["column.HomePage"]
    subpage_types = ["column.SectionPage"]
    max_count_per_parent = 1
    template = "pages/column_page.html"

    class Meta:
        verbose_name = _("公开专栏")

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | presentation.column(self)


class SectionPage(permissions.Tested, Served, Page):
    """一级事项."""

    tester = permissions.BuiltPage
    is_creatable = False
    parent_page_types = ["column.ColumnPage"]
    subpage_types = ["column.ItemPage"]
    template = "pages/section_page.html"

    class Meta:
        verbose_name = _("一级事项")

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | presentation.section(self)


class ItemPage(permissions.Tested, Served, Page):
    """二级事项. What it promises is in the register; the page only knows which item it is."""

    tester = permissions.BuiltPage
    is_creatable = False
    parent_page_types = ["column.SectionPage"]
    subpage_types = ["column.ArticlePage"]
    template = "pages/item_page.html"

    code = models.CharField(_("编码"), max_length=20, unique=True, editable=False)
    scope = models.CharField(_("公开范围"), max_length=10, choices=DisclosureScope, editable=False)
    frequency = models.CharField(max_length=12, editable=False, default="")
    withdrawn = models.BooleanField(_("目录已删除"), default=False, editable=False)
    api_fields = [APIField("code"), APIField("frequency"), APIField("withdrawn")]

    class Meta:
        verbose_name = _("公开事项")

    @property
    def is_public(self) -> bool:
        return self.scope == DisclosureScope.SOCIETY and self.live

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | presentation.item(self, request)


class ArticlePage(permissions.Tested, Served, Page):
    """One disclosure for an item: evidence that a line of the catalog was met."""

    tester = permissions.Entry
    parent_page_types = ["column.ItemPage"]
    subpage_types = []
    template = "pages/article_page.html"
    base_form_class = ArticleForm

    item_code = models.CharField(max_length=20, editable=False, db_index=True)
    period_key = models.CharField(_("所属期"), max_length=20, blank=True, default="")
    summary = models.TextField(
        _("一句话说明"), blank=True, default="", max_length=300, help_text=_("用群众听得懂的话说明公开了什么")
    )
    details = DetailsField(
        blank=True,
        default=list,
        db_default=models.Value([], models.JSONField()),
        verbose_name=_("按内容形式填写"),
    )
    body = BodyField(blank=True, verbose_name=_("内容"))
    doc_no = models.CharField(_("文号"), max_length=60, blank=True, default="")
    issued_on = models.DateField(_("成文日期"), null=True, blank=True)
    validity = models.CharField(_("有效性"), max_length=10, choices=Validity, default=Validity.IN_FORCE)
    is_document = models.BooleanField(
        _("全文刊载的文件"), default=False, help_text=_("按公文样式排版，并生成目录")
    )
    corrections = CorrectionsField(blank=True, null=True, verbose_name=_("更正与说明"))
    is_demo = models.BooleanField(_("演示数据"), default=False, editable=False)
    interprets = models.ForeignKey(
        "self", models.SET_NULL, null=True, editable=False, related_name="interpretations"
    )
    """The document that an interpretation is of, as its details say."""

    # A period says which time an entry answers for, so a copy has to be given its own.
    exclude_fields_in_copy = ["period_key", "corrections"]
    copy_form_class = ArticleCopyForm
    private_page_options = []
    edit_handler = article_panels()
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("details"),
        index.SearchField("body"),
    ]

    api_fields = [
        APIField(name)
        for name in (
            "item_code",
            "period_key",
            "summary",
            "details",
            "body",
            "corrections",
            "doc_no",
            "issued_on",
            "validity",
            "is_document",
            "is_demo",
        )
    ]

    class Meta:
        verbose_name = _("公开内容")

    @classmethod
    def can_create_at(cls, parent):
        """Only below an item that is disclosed to society and still in the catalog."""
        if not super().can_create_at(parent):
            return False
        item = parent.specific_deferred
        return isinstance(item, ItemPage) and item.is_public and not item.withdrawn

    def can_move_to(self, parent):
        """To another item only while nothing of it is public: an entry in the ledger answers for one item."""
        return super().can_move_to(parent) and not self.live and self.can_create_at(parent)

    @cached_property
    def item_page(self) -> ItemPage:
        return ItemPage.objects.ancestor_of(self).get()

    def full_clean(self, *args, **kwargs):
        self._settle()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self):
        self._settle()
        super().minimal_clean()

    def _settle(self):
        """Take the item's code, and an address where none was given, as soon as the place in the tree is known."""
        if not self.depth:
            return
        item = ItemPage.objects.ancestor_of(self).get()
        self.item_code = item.code
        self.interprets = reading.document(self)
        if not self.slug:
            self.slug = article_slug(item, period_key=self.period_key, title=self.title)

    def with_content_json(self, content):
        """An older revision of the page still answers for the item that the page lies under now."""
        page = super().with_content_json(content)
        page.item_code = self.item_code
        return page

    def copy(self, *args, **kwargs):
        """A copy is a draft: what the original was approved for says nothing about it."""
        return super().copy(*args, **kwargs | {"keep_live": False})

    def route(self, request, path_components):
        """An article whose item is no longer for the public is not there, whatever its own state."""
        if path_components or not self.item_page.is_public:
            raise Http404
        return RouteResult(self) if self.live else super().route(request, path_components)

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | presentation.article(self, request)
