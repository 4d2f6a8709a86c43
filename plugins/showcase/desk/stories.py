"""专题报道: the office writes them, makes them public, takes them down."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from plugins.showcase import showing
from plugins.showcase.actions import publish_story, take_story_down, write_story
from plugins.showcase.desk.practices import PracticeScreen
from plugins.showcase.desk.view import SPACE
from plugins.showcase.ledger.models import FeatureStory
from plugins.showcase.rights import WRITE
from plugins.showcase.states import Refused

STORIES = _("专题报道")
DONE = {"publish": _("已经公开"), "take_down": _("已经撤下，可以修改以后再公开")}


class StoryForm(forms.ModelForm):
    class Meta:
        model = FeatureStory
        fields = ("title", "summary", "practice", "body")
        widgets = {"summary": forms.Textarea(attrs={"rows": 2}), "body": forms.Textarea(attrs={"rows": 14})}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["practice"]
        choice.queryset, choice.empty_label = showing.practices(), _("不专写哪一家")

    def values(self) -> dict[str, Any]:
        """What `write_story` takes."""
        said = dict(self.cleaned_data)
        practice = said.pop("practice")
        return said | {"practice": practice and practice.pk}


class StoryScreen(PracticeScreen):
    right = WRITE
    central = True


class StoriesView(StoryScreen):
    """All of them, drafts first. One query."""

    template_name = "plugins/showcase/desk/stories.html"
    page_title = STORIES

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = FeatureStory.objects.select_related("practice__unit").order_by("-published_at", "-written_at")
        return super().get_context_data(**kwargs) | {"rows": rows}


class StoryView(StoryScreen):
    """One story, or a new one (without `key`). What is public is taken down before it is changed."""

    template_name = "plugins/showcase/desk/story.html"

    @cached_property
    def story(self) -> FeatureStory | None:
        key = self.kwargs.get("key")
        if key is None:
            return None
        found = FeatureStory.objects.filter(pk=key).first()
        if found is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        return self.story.title if self.story else _now("写专题报道")

    def between(self) -> list[dict[str, Any]]:
        return [{"url": reverse(f"{SPACE}:stories"), "label": STORIES}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or StoryForm(instance=self.story)
        return super().get_context_data(**kwargs) | {"form": form, "story": self.story}

    def post(self, request: HttpRequest, key: uuid.UUID | None = None) -> HttpResponse:
        act, form = request.POST.get("act", "save"), StoryForm(request.POST)
        if act != "take_down" and not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            made = self._done(act, form, key)
        except Refused as error:
            self.refused(error)
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(request, DONE.get(act, _("已经保存")))
        return redirect(reverse(f"{SPACE}:story", args=[made.pk]))

    def _done(self, act: str, form: StoryForm, key: uuid.UUID | None) -> FeatureStory:
        if act == "take_down" and key:
            return take_story_down(key, reason=self.request.POST.get("reason", ""), by=self.by)
        made = write_story(**form.values(), story=key, by=self.by)
        return publish_story(made.pk, by=self.by) if act == "publish" else made
