"""The few things that every sketch is made of. Colours are those of cms/demo/picture.py."""

from __future__ import annotations

from random import Random

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1200, 675
HORIZON = 470
SKIES = ("#dfe8e6", "#e3e7ee", "#ece6da", "#dde9ee")
INK, RED, WOOD, PAPER, LINES = "#4a4640", "#8f2a22", "#6b4a32", "#fbf7ee", "#8a8178"
WALLS = ("#e9dfc8", "#d9d4c7", "#e4d3c3", "#d3dadb")
GLASS, LEAVES, TRUNK, STONE = "#9fb8c4", "#6f9480", "#6b4a32", "#c9c3b6"


class Canvas:
    """A picture with sky and ground, and a chance of its own."""

    def __init__(self, luck: Random) -> None:
        self.luck = luck
        self.image = Image.new("RGB", (WIDTH, HEIGHT), luck.choice(SKIES))
        self.draw = ImageDraw.Draw(self.image)

    def box(self, x: int, y: int, width: int, height: int, colour: str) -> None:
        self.draw.rectangle([x, y, x + width, y + height], colour)

    def round(self, x: int, y: int, radius: int, colour: str) -> None:
        self.draw.ellipse([x - radius, y - radius, x + radius, y + radius], colour)

    def ground(self, colour: str = "#b9b8a6") -> None:
        self.box(0, HORIZON, WIDTH, HEIGHT - HORIZON, colour)

    def hills(self) -> None:
        """Two ranges, no two pictures alike."""
        for base, colour in ((300, "#9db8a8"), (400, LEAVES)):
            tops = [(x, base + self.luck.randint(-70, 70)) for x in range(0, WIDTH + 1, 240)]
            self.draw.polygon([*tops, (WIDTH, HEIGHT), (0, HEIGHT)], colour)

    def house(self, x: int, width: int, height: int, *, floors: int, windows: int) -> None:
        """A building that stands on the ground, with a flat roof and rows of windows."""
        top = HORIZON - height
        self.box(x, top, width, height, self.luck.choice(WALLS))
        self.box(x - 10, top - 14, width + 20, 14, INK)
        high, wide = height // floors, width // windows
        for floor in range(floors):
            for number in range(windows):
                self.box(
                    x + number * wide + wide // 4, top + floor * high + high // 4, wide // 2, high // 2, GLASS
                )

    def roof(self, x: int, width: int, y: int, height: int, colour: str = "#5a3a28") -> None:
        self.draw.polygon([(x - 24, y), (x + width // 2, y - height), (x + width + 24, y)], colour)

    def door(self, x: int, width: int = 70, height: int = 110) -> None:
        self.box(x, HORIZON - height, width, height, RED)
        self.draw.line([x + width // 2, HORIZON - height, x + width // 2, HORIZON], PAPER, 3)

    def tree(self, x: int, y: int, size: int) -> None:
        self.box(x - size // 10, y - size, size // 5, size, TRUNK)
        for dx, dy in ((-size // 3, 0), (size // 3, 0), (0, -size // 3)):
            self.round(x + dx, y - size + dy, size // 2, LEAVES)

    def trees(self, *places: int) -> None:
        for x in places:
            self.tree(x, HORIZON + self.luck.randint(10, 50), self.luck.randint(70, 110))

    def sheet(self, x: int, y: int, width: int, height: int) -> None:
        """Paper with lines of different lengths."""
        self.box(x, y, width, height, PAPER)
        for line in range(1, height // 26):
            short = self.luck.randint(0, width // 3)
            self.draw.line([x + 12, y + line * 24, x + width - 14 - short, y + line * 24], LINES, 5)

    def board(self, x: int, y: int, *, sheets: int, legs: bool = True) -> None:
        """A red notice board with sheets side by side; on legs, or on a wall."""
        width, height = sheets * 96 + 24, 220
        if legs:
            for leg in (x + 24, x + width - 38):
                self.box(leg, y, 14, height + 110, WOOD)
        self.box(x, y, width, height, RED)
        for number in range(sheets):
            self.sheet(x + 20 + number * 96, y + 20, 80, height - 40)

    def table(self, x: int, y: int, width: int) -> None:
        """Seen from the side, with papers on it."""
        for leg in (x + 30, x + width - 46):
            self.box(leg, y, 16, 110, WOOD)
        self.box(x, y, width, 20, "#8a6444")
        for number in range(width // 160):
            self.box(x + 50 + number * 150, y - 8, 80, 8, PAPER)
