"""实地走访: a form for a phone, sent when there is a network. With the script what is typed outlasts the way back."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.images import get_image_model
from wagtail.images.fields import WagtailImageField

from cms.extension import By, Unit, current
from plugins.evaluation.actions.visits import marked_on_visit, record
from plugins.evaluation.desk.samples import STEPS, reviewed_units
from plugins.evaluation.desk.view import SPACE, Day, DeskView
from plugins.evaluation.ledger.models import Visit
from plugins.evaluation.rights import JUDGE
from plugins.evaluation.states import Refused

MARK = "mark-"
THUMB = "max-320x320"
JSON = "application/json"


class Several(forms.ClearableFileInput):
    allow_multiple_selected = True


class Photos(WagtailImageField):
    """Any number of pictures; clean gives the list."""

    help_text: Any

    def __init__(self, *args: Any, help_text: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.help_text = f"{help_text}{self.help_text}"

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [super(Photos, self).clean(one, initial) for one in (data or [])]


class VisitForm(forms.Form):
    """`marks`: code → title of what may be marked."""

    fields: dict[str, Any]

    key = forms.UUIDField(widget=forms.HiddenInput)
    visited_on = forms.DateField(label=_("走访日期"), widget=Day())
    seen = forms.CharField(
        label=_("看到的情况"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("看了哪些公开栏和台账，问了谁（写身份，不写姓名），和网上公开的是否一致。"),
    )  # fmt: skip
    photos = Photos(
        label=_("照片"), required=False, widget=Several(attrs={"accept": "image/*", "multiple": True}),
        help_text=_("存进本站的图片库，只有本站工作人员能看；同时记下每张的校验值。"),
    )  # fmt: skip

    def __init__(self, *args: Any, marks: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, title in marks.items():
            self.fields[MARK + code] = forms.TypedChoiceField(
                label=title, choices=STEPS, coerce=int, required=False, empty_value=None, widget=forms.RadioSelect
            )  # fmt: skip

    @property
    def marks(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(MARK)]

    def said(self) -> dict[str, Any]:
        """What the verb takes."""
        values = self.cleaned_data
        marks = {
            name.removeprefix(MARK): value
            for name, value in values.items()
            if name.startswith(MARK) and value is not None
        }
        return {name: values[name] for name in ("key", "visited_on", "seen", "photos")} | {"marks": marks}


class VisitView(DeskView):
    """One's own visits to a unit, and the form. Constant queries, and one for each photo's first look."""

    template_name = "plugins/evaluation/visit.html"
    right = JUDGE

    @cached_property
    def unit(self) -> Unit:
        found = next((one for one in reviewed_units() if one.slug == self.kwargs["unit"]), None)
        if found is None:
            raise Http404
        return found

    @cached_property
    def by(self) -> By:
        return By.person(self.request.user, office=current().is_central)

    def get_page_title(self) -> str:
        return _now("实地走访：%(name)s") % {"name": self.unit.name}

    @cached_property
    def form(self) -> VisitForm:
        marks = marked_on_visit(self.unit, self.period, self.by)
        if self.request.method == "POST":
            return VisitForm(self.request.POST, self.request.FILES, marks=marks)
        return VisitForm(initial={"key": uuid.uuid4(), "visited_on": timezone.localdate()}, marks=marks)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = list(Visit.objects.filter(unit=self.unit, period=self.period, reviewer=self.by.identity))
        keys = [photo["image"] for row in mine for photo in row.photos]
        pictures = get_image_model().objects.filter(pk__in=keys).prefetch_renditions(THUMB).in_bulk()
        return super().get_context_data(**kwargs) | {
            "unit": self.unit, "form": self.form, "period": self.period,
            "visits": [(row, [(one, pictures.get(one["image"])) for one in row.photos]) for row in mine],
        }  # fmt: skip

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        problems = [] if self.form.is_valid() else _told(self.form)
        try:
            if not problems:
                hashes = request.POST.getlist("hash")
                record(self.unit, self.period, **self.form.said(), hashes=hashes, by=self.by)
        except Refused as refusal:
            problems = [str(refusal)]
            self.form.add_error(None, str(refusal))
        if request.get_preferred_type(["text/html", JSON]) == JSON:
            return JsonResponse({"problems": problems}, status=422 if problems else 200)
        if problems:
            return self.get(request, **kwargs)
        messages.success(request, _now("走访记录已提交。"))
        return redirect(f"{SPACE}:visit", self.period.code, self.unit.slug)


def _told(form: VisitForm) -> list[str]:
    return [
        f"{form.fields[name].label}：{text}" if name in form.fields else str(text)
        for name, texts in form.errors.items()
        for text in texts
    ]
