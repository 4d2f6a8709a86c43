"""检索同义词: kept by the office on the central site, for the whole district."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from cms.registry.office.bases import CentrePolicy
from cms.search import zhtext
from cms.search.models import Synonym
from cms.search.synonyms import words_in

register_permission_policy(Synonym, CentrePolicy(Synonym))


class SynonymForm(forms.ModelForm):
    class Meta:
        model = Synonym
        fields = ["word", "others"]

    def clean_word(self) -> str:
        word = " ".join(self.cleaned_data["word"].split())
        if not zhtext.parse(word) or len(word) < 2:
            raise forms.ValidationError(_now("请填写至少两个字的词"))
        return word

    def clean_others(self) -> str:
        """As one list, in the order given, each once."""
        words = [word for word in words_in(self.cleaned_data["others"]) if zhtext.parse(word)]
        words = [word for word in dict.fromkeys(words) if word != self.cleaned_data.get("word")]
        if not words:
            raise forms.ValidationError(_now("请填写至少一个与它不同的词"))
        return "、".join(words)


class SynonymScreen(ModelViewSet):
    """A list that takes effect with the next search: no index has to be made anew."""

    model = Synonym
    name = "search_synonyms"
    url_prefix = "search/synonyms"
    menu_label = _("检索同义词")
    menu_name = "search_synonyms"
    icon = "search"
    add_to_admin_menu = True
    menu_order = 508
    copy_view_enabled = False
    list_display = ["word", "others"]
    list_per_page = 50
    search_fields = ["word", "others"]
    search_backend_name = None
    ordering = ["word"]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return SynonymForm
