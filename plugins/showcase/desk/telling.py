"""The office writes practices: which are to be written, their words, their kits, on and off."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cms.extension import FiledItem, eyes, public_entries
from plugins.showcase import showing
from plugins.showcase.actions import edit, prepare, show, take_down
from plugins.showcase.aspects import NUMBERS, TITLES
from plugins.showcase.desk.forms.beside import Documents, Photos, rows
from plugins.showcase.desk.practices import PracticeScreen
from plugins.showcase.desk.view import SPACE
from plugins.showcase.kits import kit_of
from plugins.showcase.ledger.models import Practice, Selection
from plugins.showcase.rights import WRITE
from plugins.showcase.standing import figures_since
from plugins.showcase.states import Refused, Stage

MOST_ENTRIES = 60


class PracticeForm(forms.ModelForm):
    aspects = forms.TypedMultipleChoiceField(
        label=_("所属方面"), choices=list(zip(NUMBERS, TITLES, strict=True)), coerce=int, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    items = forms.MultipleChoiceField(
        label=_("做法包：目录事项"), required=False, widget=forms.CheckboxSelectMultiple
    )
    pages = forms.MultipleChoiceField(
        label=_("做法包：样稿"), required=False, widget=forms.CheckboxSelectMultiple
    )

    fields: dict[str, Any]

    class Meta:
        model = Practice
        fields = ("title", "summary", "story", "replicable", "limits", "aspects", "office", "telephone")
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 2}),
            **{name: forms.Textarea(attrs={"rows": 6}) for name in ("story", "replicable", "limits")},
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        unit, kit = self.instance.unit, self.instance.kit
        rows = FiledItem.objects.using(eyes()).filter(
            FiledItem.public(), filing__state="REGISTERED", filing__unit=unit
        )
        entries = public_entries(using=eyes()).filter(unit=unit)[:MOST_ENTRIES]
        self.fields["items"].choices = [(row.code, f"{row.code} {row.title}") for row in rows]
        self.fields["pages"].choices = [(str(row.pk), row.title) for row in entries]
        self.fields["items"].initial = [one["code"] for one in kit.get("items", [])]
        self.fields["pages"].initial = [one["key"] for one in kit.get("pages", [])]

    def values(self) -> dict[str, Any]:
        """What `edit` takes."""
        said = dict(self.cleaned_data)
        items, pages = said.pop("items"), [uuid.UUID(one) for one in said.pop("pages")]
        settings = self.instance.kit.get("settings", [])
        kit = kit_of(self.instance.unit, items=items, pages=pages, settings=settings)
        later = figures_since(self.instance.unit, self.instance.before)
        return said | {"kit": kit if items or pages or settings else {}} | ({"after": later} if later else {})


class WrittenView(PracticeScreen):
    """Each selected unit with its practice, or the way to begin one."""

    template_name = "plugins/showcase/desk/written.html"
    right = WRITE
    central = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Selection.objects.filter(revoked_at=None, campaign__stage__in=(Stage.BULLETIN, Stage.SHOWN))
        rows = rows.select_related("unit", "line", "campaign", "practice").order_by(
            "-campaign__year", "line__code"
        )
        return super().get_context_data(**kwargs) | {"rows": rows}

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            made = prepare(uuid.UUID(request.POST.get("selection", "")), by=self.by)
        except Refused as error:
            self.refused(error)
            return redirect(reverse(f"{SPACE}:written"))
        except ValueError as error:
            raise Http404 from error
        return redirect(reverse(f"{SPACE}:practice", args=[made.pk]))


class EditView(PracticeScreen):
    """The words of a practice, and its kit. What is shown is replaced by a next version at once."""

    template_name = "plugins/showcase/desk/practice.html"
    right = WRITE
    central = True

    @cached_property
    def practice(self) -> Practice:
        found = Practice.objects.select_related("unit", "line").filter(pk=self.kwargs["key"]).first()
        if found is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        return str(self.practice.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or PracticeForm(instance=self.practice)
        beside = kwargs.pop("beside", None) or self.beside()
        made = showing.renditions([self.practice])
        for photo in beside[0]:
            photo.picture = made.get(photo.initial.get("image"))
        return super().get_context_data(**kwargs) | {
            "form": form,
            "practice": self.practice,
            "beside": beside,
        }

    def beside(self, data: Any = None, files: Any = None) -> list[Any]:
        """The forms of photos and of documents."""
        return [
            Photos(data, files, initial=self.practice.photos, prefix="photos"),
            Documents(data, files, initial=self.practice.documents, prefix="documents"),
        ]

    def save(self, values: dict[str, Any], beside: list[Any], *, show_it: bool) -> None:
        """All of it, or nothing. Raises Refused."""
        user, key = self.request.user, self.practice.pk
        with transaction.atomic():
            photos, documents = (rows(each, user) for each in beside)
            edit(key, by=self.by, photos=photos, documents=documents, **values)
            if show_it:
                show(key, by=self.by)

    def post(self, request: HttpRequest, key: uuid.UUID) -> HttpResponse:
        by, act = self.by, request.POST.get("act", "save")
        form = PracticeForm(request.POST, instance=self.practice)
        beside: list[Any] = []
        try:
            if act == "take_down":
                take_down(key, reason=request.POST.get("reason", ""), by=by)
            else:
                beside = self.beside(request.POST, request.FILES)
                if not all([form.is_valid(), *(each.is_valid() for each in beside)]):
                    return self.render_to_response(self.get_context_data(form=form, beside=beside))
                self.save(form.values(), beside, show_it=act == "show")
        except Refused as error:
            self.refused(error)
            return self.render_to_response(self.get_context_data(form=form, beside=beside))
        messages.success(
            request, {"show": _now("已经上线"), "take_down": _now("已经撤下")}.get(act, _now("已经保存"))
        )
        return redirect(reverse(f"{SPACE}:practice", args=[key]))
