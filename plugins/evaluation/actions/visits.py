"""实地走访: sent by the reviewer from where it was, or later when there is a network again. What comes twice is there once."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.models import Collection

from cms.extension import By, Unit, write_down
from plugins.evaluation.actions.samples import judge, wrong_with
from plugins.evaluation.ledger.models import Draw, Judgement, Period, Visit
from plugins.evaluation.standards import judged_in, line_of, standard_of
from plugins.evaluation.states import Method, Refused

PHOTOS = 12
"""The most with one visit."""
SHELF = "实地走访照片"


def marked_on_visit(unit: Unit, period: Period, by: By) -> dict[str, str]:
    """Code → title of what this reviewer may mark on a visit: judged as a whole, and not by them before. Five queries."""
    about = {"unit": unit, "period": period}
    drawn = set(Draw.objects.filter(**about).values_list("indicator", flat=True))
    mine = Judgement.objects.filter(**about, reviewer=by.identity).values_list("indicator", flat=True)
    gone = drawn | set(mine)
    return {
        code: title
        for code, title in judged_in(standard_of(period), line_of(unit)).items()
        if code not in gone
    }


def record(
    unit: Unit, period: Period, *, key: uuid.UUID, visited_on: dt.date, seen: str, by: By,
    marks: Mapping[str, int], photos: Sequence[UploadedFile] = (), hashes: Sequence[str] = (),
) -> Visit:  # fmt: skip
    """`marks`: code → quarters. `hashes`: SHA-256 of the photos as they were when they were taken, where the browser told.

    The same key once more is the same visit. Raises Refused with every problem.
    """
    held = Visit.objects.filter(pk=key, reviewer=by.identity).first()
    if held:
        return held
    found = [sha256(photo.read()).hexdigest() for photo in photos]
    problems = _wrong(period, visited_on, seen, len(found))
    if hashes and list(hashes) != found:
        problems.append(_("照片和拍下时的校验值不一致，请重新选择照片"))
    for code, quarters in marks.items():
        problems += wrong_with(unit, period, indicator=code, quarters=quarters, by=by)
    if not marks:
        problems += wrong_with(unit, period, by=by)
    if problems:
        raise Refused("；".join(dict.fromkeys(problems)))
    try:
        with transaction.atomic():
            return _kept(
                unit, period, key, by, marks, list(zip(found, photos, strict=True)),
                visited_on=visited_on, seen=seen.strip(),
            )  # fmt: skip
    except IntegrityError:  # sent twice at the same time
        held = Visit.objects.filter(pk=key, reviewer=by.identity).first()
        if held is None:
            raise Refused(_("这份记录已由别人提交，请重新打开走访表")) from None
        return held


def _wrong(period: Period, visited_on: dt.date, seen: str, photos: int) -> list[str]:
    problems = []
    if not period.since <= visited_on <= period.until:
        problems.append(_("走访日期不在评价周期内"))
    if visited_on > timezone.localdate():
        problems.append(_("走访日期还没有到"))
    if not seen.strip():
        problems.append(_("请写明看到的情况"))
    if photos > PHOTOS:
        problems.append(_("一次最多 %(most)s 张照片") % {"most": PHOTOS})
    return problems


def _kept(
    unit: Unit, period: Period, key: uuid.UUID, by: By, marks: Mapping[str, int],
    photos: list[tuple[str, UploadedFile]], **values: Any,
) -> Visit:  # fmt: skip
    made = Visit.objects.create(
        uuid=key, period=period, unit=unit, reviewer=by.identity, by_name=by.name, **values,
        photos=[_photo(unit, *photo) for photo in photos],
    )  # fmt: skip
    for code, quarters in marks.items():
        judge(
            unit, period, indicator=code, quarters=quarters, method=Method.VISIT, note=made.seen[:500],
            photos=[digest for digest, _file in photos], by=by,
        )  # fmt: skip
    write_down("evaluation", "visit", subject=unit.name, by=by, detail={"visit": str(made.pk)})
    return made


def _photo(unit: Unit, digest: str, file: UploadedFile) -> dict[str, Any]:
    """Into the library of the bound site, which shows the public only what an approved entry carries."""
    file.seek(0)
    title = _("%(unit)s实地走访 %(digest)s") % {"unit": unit.name, "digest": digest[:8]}
    image = get_image_model().objects.create(title=title, file=file, collection=_shelf())
    return {"sha256": digest, "bytes": file.size, "image": image.pk}


def _shelf() -> Collection:
    root = Collection.get_first_root_node()
    return root.get_children().filter(name=SHELF).first() or root.add_child(name=SHELF)
