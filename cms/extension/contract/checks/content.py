"""What editors make with a plugin and readers see of it: pages of its types, blocks, panels, themes."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from typing import Any
from unittest import mock

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.test import RequestFactory
from django.utils import timezone
from wagtail.models import Page

from cms.extension import panels as screens
from cms.extension import themes as looks
from cms.extension.contract.people import somebody, visitor
from cms.extension.contract.subject import Moment, Subject, differing
from cms.extension.contributions import Place
from cms.pages.blocks import offering
from cms.pages.models import HomePage
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole
from tenants.models import Tenant

EXAMPLES: dict[type[models.Field], Any] = {
    models.CharField: "样例",
    models.TextField: "样例",
    models.IntegerField: 1,
    models.FloatField: 1.0,
    models.BooleanField: False,
    models.DateTimeField: timezone.now,
    models.DateField: dt.date.today,
    models.UUIDField: uuid.uuid4,
}


def _scope(site: str) -> Any:
    return tenant_scope(Tenant.objects.get(slug=site))


def _home() -> Page:
    """Whatever plugins' pages may stand below: each site has one."""
    found: Page = HomePage.objects.get()
    return found


def page_types(subject: Subject) -> Iterator[str]:
    """A new page can be asked for by its typed address where the plugin is on, and nowhere else."""
    types = {f"{one._meta.app_label}/{one._meta.model_name}": one for one in subject.brings("page_types")}
    roots = {key for key, one in types.items() if HomePage in one.allowed_parent_page_models()}

    def look(site: str) -> Iterable[str]:
        with _scope(site):
            home = _home().pk
        inside = somebody(site, MemberRole.ADMINISTRATOR)
        return {key for key in roots if inside.get(f"/admin/pages/add/{key}/{home}/").status_code == 200}

    if roots:
        yield from differing("可以新建的页面类型", subject.through(look), roots)


def _example(model: type[Page]) -> Page:
    """A page with something in every field that must have something."""
    page = model(title="契约样例", slug=f"contract-{model._meta.model_name}")
    for field in model._meta.get_fields():
        if (
            not isinstance(field, models.Field)
            or field.model is not model
            or field.blank
            or field.has_default()
        ):
            continue
        value = next((EXAMPLES[kind] for kind in type(field).__mro__ if kind in EXAMPLES), None)
        if value is not None and not field.primary_key:
            setattr(
                page,
                field.name,
                field.choices[0][0] if field.choices else value() if callable(value) else value,
            )
    return page


def pages(subject: Subject) -> Iterator[str]:
    """A page of it is read where the plugin is on or frozen, answers 404 where it is off, and is edited where it is on."""
    subject.turn_on()
    made: dict[str, int] = {}
    for model in subject.brings("page_types"):
        if HomePage not in model.allowed_parent_page_models():
            continue
        with _scope(subject.here):
            try:
                with transaction.atomic():
                    page = _home().add_child(instance=_example(model))
            except ValidationError as error:
                yield f"做不出 {model.__name__} 的样例：{'；'.join(error.messages)}"
                continue
        made[page.get_url() or ""] = page.pk

    def look(site: str) -> Iterable[str]:
        public, inside = visitor(site), somebody(site, MemberRole.ADMINISTRATOR)
        for path, key in made.items():
            answers = {"打开": public.get(path), "编辑": inside.get(f"/admin/pages/{key}/edit/")}
            yield from (f"{word} {path}" for word, answer in answers.items() if answer.status_code == 200)

    if made:
        read, edited = [f"打开 {path}" for path in made], [f"编辑 {path}" for path in made]
        seen = subject.through(look)
        del seen[Moment.ELSEWHERE]  # there are none
        yield from differing("自己的页面", seen, [*read, *edited], frozen=read)


def blocks(subject: Subject) -> Iterator[str]:
    """Offered where the plugin is on. A text that has one keeps it, and it is read where on or frozen."""
    names = {one.name: one.block for one in subject.brings("blocks")}

    def look(site: str) -> Iterable[str]:
        with _scope(site):
            offered = set(offering(set()).child_blocks) & set(names)
            kept = {name for name in names if name in offering({name}).child_blocks}
            # What an editor sees of it in a preview, before anything is filled in.
            said = {name for name, block in names.items() if block.render(block.get_default()).strip()}
        return {*(f"供添加的 {name}" for name in offered), *(f"已有的 {name}" for name in kept), *said}

    if names:
        seen = subject.through(look)
        kept = {f"已有的 {name}" for name in names}
        if any(not kept <= found for found in seen.values()):
            yield "已有内容块的正文打不开"
        # One may well say nothing before it is filled in.
        loose = {moment: found - kept for moment, found in seen.items()}
        for moment in (Moment.ON, Moment.FROZEN):
            loose[moment] -= set(names)
        yield from differing("内容块", loose, {f"供添加的 {name}" for name in names})


def panels(subject: Subject) -> Iterator[str]:
    """Asked for in the admin where the plugin is on, on the site also where it is frozen."""
    places = {one.place for one in subject.brings("panels") if not one.permission}
    admin = {place.value for place in places if place in screens.ADMIN}

    def look(site: str) -> Iterable[str]:
        asked: set[str] = set()
        render = screens._render

        def watched(slug: str, panel: Any, *rest: Any) -> str:
            if slug == subject.slug and not panel.permission:
                asked.add(panel.place.value)
            return render(slug, panel, *rest)

        request = RequestFactory().get("/", headers={"host": f"{site}.test"})
        request.user = somebody(site, MemberRole.ADMINISTRATOR).user  # type: ignore[attr-defined]  # see people.py
        with _scope(site), mock.patch.object(screens, "_render", watched):
            for place in Place:
                screens.panels_at(place, request, _home())
        return asked

    if places:
        every = {place.value for place in places}
        yield from differing("面板", subject.through(look), every, frozen=every - admin)


def themes(subject: Subject) -> Iterator[str]:
    """A site may look like it where the plugin is on or frozen."""
    folders = subject.brings("themes")

    def look(site: str) -> Iterable[str]:
        with _scope(site):
            return {folder.name for folder in folders if looks.theme_seen(folder)}

    if folders:
        names = {folder.name for folder in folders}
        yield from differing("主题", subject.through(look), names, frozen=names)
