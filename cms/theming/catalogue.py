"""Every installed theme, read once and kept: a theme is files, so it changes only when the process starts anew."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.module_loading import import_string

from cms.theming import manifest as manifests
from cms.theming import tokens as token_files
from cms.theming.contrast import contrast, weak
from cms.theming.manifest import BadTheme, ChoiceRule, ColorRule, ThemeManifest
from cms.theming.tokens import MODES, Tokens

log = logging.getLogger(__name__)
BASE = "base"
Places = Mapping[str, Path]
"""Name of a theme → its folder."""


@dataclass(frozen=True)
class Theme:
    """One theme with all that it has from its parents."""

    manifest: ThemeManifest
    folders: tuple[Path, ...]
    """Its own folder, its parent's, …, that of base."""
    tokens: Tokens
    plain_sheet: str
    """The sheet of base."""
    sheet: str
    """What it and its parents add to that."""
    digest: str

    @property
    def slug(self) -> str:
        return self.manifest.slug

    @property
    def preview(self) -> str:
        """Name of its picture among the static files; '' when it has none."""
        name = f"themes/{self.slug}/preview.png"
        return name if finders.find(name) else ""

    @property
    def chain(self) -> tuple[str, ...]:
        return tuple(folder.name for folder in self.folders)


def themes() -> dict[str, Theme]:
    """Slug → theme, those that are whole, base first."""
    return _read_all(settings.THEMES, _brought(settings.THEMES_BROUGHT))[0]


def broken() -> dict[str, list[str]]:
    """Slug → what is wrong with a theme that cannot be used."""
    return _read_all(settings.THEMES, _brought(settings.THEMES_BROUGHT))[1]


def theme(slug: str) -> Theme:
    """The theme of that name, or base when there is none or it is not whole."""
    known = themes()
    return known.get(slug) or known[BASE]


def is_seen(theme: Theme) -> bool:
    """Whether the bound site may wear it. The product's own always; what a plugin brings where the plugin is seen."""
    folder = theme.folders[0]
    if folder.parent == settings.THEMES or not settings.THEMES_SEEN:
        return True
    return import_string(settings.THEMES_SEEN)(folder)


def offered(*, central: bool) -> dict[str, Theme]:
    """The themes that the bound site may choose from."""
    audience = "central" if central else "unit"
    found = {slug: each for slug, each in themes().items() if audience in each.manifest.audience}
    return {slug: each for slug, each in found.items() if is_seen(each)}


@cache
def _brought(source: str) -> tuple[Path, ...]:
    return tuple(import_string(source)()) if source else ()


def sheet_of(folder: Path) -> Path:
    return folder / "static/themes" / folder.name / "theme.css"


@cache
def _read_all(root: Path, brought: tuple[Path, ...]) -> tuple[dict[str, Theme], dict[str, list[str]]]:
    good: dict[str, Theme] = {}
    bad: dict[str, list[str]] = {}
    places = {path.parent.name: path.parent for path in sorted(root.glob("*/theme.toml"))}
    for folder in brought:
        if places.setdefault(folder.name, folder) != folder:
            bad[str(folder)] = [f"there is a theme {folder.name} already"]
    for slug in sorted(places, key=lambda name: name != BASE):
        try:
            good[slug] = _read(places, slug)
        except BadTheme as problem:
            bad[slug] = problem.problems
            log.error("theme %s is left out: %s", slug, "; ".join(problem.problems))
    return good, bad


def lineage(places: Places, slug: str) -> list[ThemeManifest]:
    """A theme's manifest, its parent's, …, that of base. Raises BadTheme."""
    found = [manifests.read(places[slug])]
    while found[-1].slug != BASE:
        parent = found[-1].extends or BASE
        if parent in [each.slug for each in found]:
            raise BadTheme([f"theme.toml: extends: {slug} comes back to {parent}"])
        if parent not in places:
            raise BadTheme([f"theme.toml: extends: there is no theme {parent}"])
        found.append(manifests.read(places[parent]))
    return found


def _lineage_and_tokens(places: Places, slug: str) -> list[ThemeManifest]:
    """The lineage, once both of a theme's own files are in order: what is wrong with either is said together."""
    problems: list[str] = []
    chain: list[ThemeManifest] = []
    for look_at in (
        lambda: chain.extend(lineage(places, slug)),
        lambda: token_files.read(places[slug] / "tokens.json"),
    ):
        try:
            look_at()
        except BadTheme as wrong:
            problems += wrong.problems
    if problems:
        raise BadTheme(problems)
    return chain


def _read(places: Places, slug: str) -> Theme:
    chain = _lineage_and_tokens(places, slug)
    folders = tuple(places[each.slug] for each in chain)
    tokens: Tokens = {}
    for folder in reversed(folders):
        tokens |= token_files.read(folder / "tokens.json")
    problems = [*token_files.astray(tokens), *_unknown(chain[0], tokens)]
    if problems:
        raise BadTheme(problems)
    sheets = [sheet_of(folder) for folder in reversed(folders[:-1])]
    sheet = "".join(path.read_text("utf-8") for path in sheets if path.exists())
    plain = (sheet_of(folders[-1]).parent / "site.css").read_text("utf-8")
    made = Theme(chain[0], folders, tokens, plain, sheet, _digest(tokens, plain + sheet))
    if problems := [*_too_close(made), *_presets(made)]:
        raise BadTheme(problems)
    return made


def _digest(tokens: Tokens, sheet: str) -> str:
    return hashlib.sha256((token_files.css(tokens) + sheet).encode()).hexdigest()


def _unknown(manifest: ThemeManifest, tokens: Tokens) -> list[str]:
    """What may be changed and is no token, or stands against one that is none."""
    wanted: list[tuple[str, str]] = []
    for name, rule in manifest.overridable.items():
        wanted.append((name, name))
        if isinstance(rule, ColorRule):
            wanted += [(name, other) for other in rule.min_contrast.against]
        if isinstance(rule, ChoiceRule):
            wanted += [(name, f"{name.split('.')[0]}.{option}") for option in rule.options]
    return [
        f"theme.toml: overridable: {name}: there is no {other}"
        for name, other in wanted
        if other not in tokens
    ]


def _too_close(made: Theme) -> list[str]:
    """Pairs that cannot be told apart in some mode, with what was measured."""
    found = []
    for mode in MODES:
        painted = token_files.colours(made.tokens, mode)
        for one, other, measured, wanted in weak(painted):
            found.append(f"tokens.json: {mode}: {one} / {other}: {measured:.2f} : 1, wanted {wanted:g} : 1")
    for name, rule in made.manifest.overridable.items():
        painted = token_files.colours(made.tokens, "light")
        if isinstance(rule, ColorRule):
            for other in rule.min_contrast.against:
                measured = contrast(painted[name], painted[other])
                if round(measured, 2) < rule.min_contrast.ratio:
                    found.append(
                        f"theme.toml: overridable: {name} / {other}: its own value has {measured:.2f} : 1"
                    )
    return found


def _presets(made: Theme) -> list[str]:
    from cms.theming.overrides import examine  # noqa: PLC0415 -- it judges values by themes, and here is one in the making

    found = []
    for slug, preset in made.manifest.presets.items():
        _values, problems = examine(made, preset.values)
        found += [f"theme.toml: presets: {slug}: {problem}" for problem in problems.values()]
    return found
