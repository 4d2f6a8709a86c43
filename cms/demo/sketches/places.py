"""One place for each line of the district: motif → function that draws it."""

from __future__ import annotations

from collections.abc import Callable

from cms.demo.sketches.canvas import GLASS, HORIZON, INK, LINES, PAPER, RED, STONE, WIDTH, WOOD, Canvas
from cms.demo.sketches.walls import room


def village(canvas: Canvas) -> None:
    """A board in front of hills, a house behind it."""
    canvas.hills()
    canvas.ground("#c9bfa0")
    x = canvas.luck.choice((90, 760))
    canvas.house(x, 320, 170, floors=1, windows=3)
    canvas.roof(x, 320, HORIZON - 170, 90)
    canvas.board(860 - x, 300, sheets=3)
    canvas.trees(60, 1130)


def community(canvas: Canvas) -> None:
    """Blocks of flats around a yard with a table."""
    canvas.ground()
    for x in (30, 300, 860):
        canvas.house(x, 230, canvas.luck.randint(260, 390), floors=5, windows=4)
    canvas.board(560, 320, sheets=2)
    canvas.table(180, 540, 340)
    canvas.trees(840, 1140)


def street(canvas: Canvas) -> None:
    """A service hall with a wide door, and a road."""
    canvas.ground("#a9a79d")
    canvas.house(220, 760, 270, floors=2, windows=8)
    canvas.box(200, HORIZON - 292, 800, 24, RED)
    canvas.door(545, 110, 130)
    canvas.draw.polygon([(520, HORIZON), (680, HORIZON), (820, 675), (380, 675)], STONE)
    canvas.trees(120, 1080)


def school(canvas: Canvas) -> None:
    """A schoolhouse with a clock, a mast and a running track."""
    canvas.ground("#9db28d")
    canvas.house(160, 700, 250, floors=3, windows=9)
    canvas.box(470, HORIZON - 340, 90, 100, "#d9d4c7")
    canvas.round(515, HORIZON - 295, 32, PAPER)
    canvas.draw.line([515, HORIZON - 295, 515, HORIZON - 318], INK, 4)
    canvas.draw.line([515, HORIZON - 295, 530, HORIZON - 288], INK, 4)
    canvas.door(485, 64, 90)
    canvas.box(950, 170, 8, 300, LINES)
    canvas.box(958, 176, 84, 52, RED)
    for inset in (0, 34, 68):
        canvas.draw.ellipse(
            [240 + inset, 520 + inset // 3, 960 - inset, 660 - inset // 3], outline="#b5563c", width=9
        )


def hospital(canvas: Canvas) -> None:
    """A house with a cross and a ramp."""
    canvas.ground("#c4c2b4")
    canvas.house(140, 420, 330, floors=4, windows=5)
    canvas.house(600, 430, 210, floors=2, windows=5)
    canvas.box(780, 190, 70, 22, RED)
    canvas.box(804, 166, 22, 70, RED)
    canvas.door(780, 80, 100)
    canvas.draw.polygon([(860, HORIZON), (1040, 560), (860, 560)], STONE)
    canvas.trees(80, 1120)


def works(canvas: Canvas) -> None:
    """A depot with a bus in front of it."""
    canvas.ground("#a9a79d")
    canvas.house(90, 620, 200, floors=1, windows=6)
    for x in range(90, 710, 155):
        canvas.roof(x, 155, HORIZON - 200, 60, LINES)
    canvas.box(640, 400, 430, 170, RED)
    for number in range(5):
        canvas.box(664 + number * 80, 424, 62, 62, GLASS)
    for x in (730, 980):
        canvas.round(x, 572, 38, INK)
        canvas.round(x, 572, 15, STONE)
    canvas.board(250, 330, sheets=2)


def court(canvas: Canvas) -> None:
    """Steps, columns and a gable."""
    canvas.ground("#c4c2b4")
    canvas.box(280, 210, 640, 260, "#d9d4c7")
    canvas.roof(280, 640, 210, 110, INK)
    for number in range(6):
        canvas.box(312 + number * 108, 224, 36, 246, PAPER)
    canvas.door(565, 70, 140)
    for step in range(4):
        canvas.box(
            240 - step * 30, HORIZON + step * 24, 720 + step * 60, 22, STONE if step % 2 else "#dcd6c8"
        )
    canvas.trees(120, 1080)


def office(canvas: Canvas) -> None:
    """A corridor with doors, and a board at eye level."""
    room(canvas)
    for x in (70, 1000):
        canvas.box(x, 200, 130, 360, WOOD)
        canvas.round(x + 108, 390, 8, STONE)
    canvas.board(290, 180, sheets=canvas.luck.choice((4, 5, 6)), legs=False)
    canvas.table(330, 500, 500)


def meeting(canvas: Canvas) -> None:
    """A round table with chairs, papers in front of each."""
    room(canvas)
    for x in (160, 490, 820):
        canvas.box(x, 90, 220, 190, GLASS)
        canvas.draw.line([x + 110, 90, x + 110, 280], PAPER, 8)
    for x in range(170, 1000, 150):
        canvas.box(x, 330, 100, 120, RED)
    canvas.draw.ellipse([110, 400, 1090, 620], "#8a6444")
    for x in range(210, 950, 150):
        canvas.sheet(x, 440 + canvas.luck.randint(0, 50), 90, 70)


def screen(canvas: Canvas) -> None:
    """A telephone beside a screen, both with the same article."""
    room(canvas)
    canvas.box(150, 110, 640, 380, INK)
    canvas.box(170, 130, 600, 340, PAPER)
    canvas.box(170, 130, 600, 40, RED)
    canvas.sheet(200, 190, 330, 260)
    canvas.box(560, 200, 180, 130, GLASS)
    canvas.box(430, 490, 80, 60, INK)
    canvas.box(890, 150, 190, 370, INK)
    canvas.box(904, 180, 162, 300, PAPER)
    canvas.box(904, 180, 162, 30, RED)
    canvas.sheet(912, 220, 146, 240)


def shelves(canvas: Canvas) -> None:
    """Files in order, a row for each line of rectification."""
    room(canvas)
    for row in range(3):
        top = 90 + row * 150
        canvas.box(100, top + 120, 620, 14, WOOD)
        for number in range(12):
            high = canvas.luck.randint(84, 116)
            canvas.box(
                116 + number * 50, top + 120 - high, 40, high, canvas.luck.choice((RED, LINES, STONE, GLASS))
            )
            canvas.box(124 + number * 50, top + 140 - high, 24, 20, PAPER)
    canvas.sheet(800, 110, 290, 380)


def hall(canvas: Canvas) -> None:
    """Chairs in rows before a board: a members' meeting."""
    room(canvas)
    canvas.box(250, 80, 700, 34, RED)
    canvas.board(380, 130, sheets=4, legs=False)
    for row in range(3):
        for number in range(8):
            x = WIDTH // 2 + (number - 4) * (120 + row * 16) + 14
            canvas.box(x, 430 + row * 80, 84, 60, WOOD)
            canvas.box(x, 420 + row * 80, 84, 12, LINES)


PLACES: dict[str, Callable[[Canvas], None]] = {
    "shelves": shelves,
    "street": street,
    "village": village,
    "community": community,
    "screen": screen,
    "meeting": meeting,
    "court": court,
    "office": office,
    "school": school,
    "hospital": hospital,
    "works": works,
    "hall": hall,
}
