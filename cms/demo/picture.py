"""Drawn pictures in a unit's library: hills, a road and a notice board for articles; sketches for whoever asks. Nobody's
photograph."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw
from wagtail.images import get_image_model

from cms.demo.formed.blocks import part
from cms.demo.sketches import sketched

WIDTH, HEIGHT = 1200, 675
TITLE = "村口的公示栏（示意图）"


def drawn() -> bytes:
    image = Image.new("RGB", (WIDTH, HEIGHT), "#dfe8e6")
    draw = ImageDraw.Draw(image)
    draw.polygon(
        [(0, 430), (260, 250), (520, 400), (830, 210), (1200, 420), (1200, 675), (0, 675)], "#9db8a8"
    )
    draw.polygon([(0, 520), (420, 430), (860, 540), (1200, 470), (1200, 675), (0, 675)], "#6f9480")
    draw.polygon([(540, 675), (610, 520), (640, 520), (780, 675)], "#e9dfc8")
    for x in (250, 470):
        draw.rectangle([x, 330, x + 14, 620], "#6b4a32")
    draw.rectangle([225, 300, 510, 520], "#8f2a22")
    draw.polygon([(205, 300), (367, 235), (530, 300)], "#5a3a28")
    for n in range(3):
        left = 243 + n * 88
        draw.rectangle([left, 322, left + 74, 498], "#fbf7ee")
        for line in range(6):
            draw.line([left + 10, 346 + line * 24, left + 64 - 8 * (line % 3), 346 + line * 24], "#8a8178", 5)
    buffer = BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def picture() -> int:
    """The key of the picture in the bound unit's library, made once."""
    model = get_image_model()
    found = model.objects.filter(title=TITLE).first()
    found = found or model.objects.create(title=TITLE, file=ContentFile(drawn(), "notice-board.png"))
    return found.pk


def figure(caption: str) -> list[dict]:
    """As the only picture of a list."""
    value = {"image": picture(), "alt": "村口立着一块红色公示栏，三张表格并排贴着", "caption": caption}
    return [part(value)]


def sketch(motif: str, *, title: str, seed: str, marks: Sequence[int] = ()) -> dict[str, int | str]:
    """{"image": key, "sha256"} of a sketch in the bound unit's library, made once for a title."""
    content, model = sketched(motif, seed=seed, marks=marks), get_image_model()
    found = model.objects.filter(title=title).first()
    found = found or model.objects.create(title=title, file=ContentFile(content, f"{motif}.png"))
    return {"image": found.pk, "sha256": sha256(content).hexdigest()}
