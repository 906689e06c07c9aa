"""Draw made-up documents as pictures, and spoil them as phones and scanners do."""

from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter, ImageFont

__all__ = ["DEGRADATIONS", "Drawn", "Sheet", "spoil"]

_FONTS = {
    "sans": "/usr/share/fonts/opentype/noto/NotoSansCJK-{weight}.ttc",
    "serif": "/usr/share/fonts/opentype/noto/NotoSerifCJK-{weight}.ttc",
}
_SIMPLIFIED = 2
DEGRADATIONS = ("clean", "turned", "perspective", "hard")


@dataclass(slots=True)
class Drawn:
    """A picture and the lines of text that stand on it, in reading order."""

    picture: Image.Image
    lines: list[str] = field(default_factory=list)


def _font(family: str, size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    path = _FONTS[family].format(weight="Bold" if bold else "Regular")
    return ImageFont.truetype(path, size, index=_SIMPLIFIED)


class Sheet:
    """A sheet that text is drawn on from the top."""

    def __init__(self, family: str, size: tuple[int, int], ground: str = "white") -> None:
        self._family = family
        self.drawn = Drawn(Image.new("RGB", size, ground))
        self._draw = ImageDraw.Draw(self.drawn.picture)
        self.width, self.height = size
        self.y = 60

    def _wrapped(self, text: str, font: ImageFont.FreeTypeFont, most: int) -> list[str]:
        """Break a text at blanks, or anywhere between wide characters."""
        pieces = text.split(" ") if " " in text else list(text)
        gap = " " if " " in text else ""
        lines = [pieces[0]]
        for piece in pieces[1:]:
            longer = f"{lines[-1]}{gap}{piece}"
            if font.getlength(longer) <= most:
                lines[-1] = longer
            else:
                lines.append(piece)
        return lines

    def title(self, text: str) -> None:
        """Draw a heading."""
        font = _font(self._family, 52, bold=True)
        self._draw.text((70, self.y), text, font=font, fill="black")
        self.drawn.lines.append(text)
        self.y += 110

    def inline(self, lines: list[tuple[str, str]]) -> None:
        """Draw `label: value`, one below the other."""
        font = _font(self._family, 32)
        for label, value in lines:
            text = f"{label}: {value}"
            for line in self._wrapped(text, font, self.width - 140):
                self._draw.text((70, self.y), line, font=font, fill="black")
                self.y += 46
            self.drawn.lines.append(text)
            self.y += 16

    def columns(self, lines: list[tuple[str, str]]) -> None:
        """Draw labels in a left column and values in a right one, with rules between."""
        for label, value in lines:
            self._draw.text((70, self.y), label, font=_font(self._family, 30, bold=True), fill="black")
            self._draw.text((420, self.y), value, font=_font(self._family, 30), fill="black")
            self._draw.line((60, self.y + 54, self.width - 60, self.y + 54), fill="#999999", width=2)
            self.drawn.lines.append(f"{label} {value}")
            self.y += 72

    def stacked(self, lines: list[tuple[str, str]]) -> None:
        """Draw small labels above their values, two to a row, each in a box."""
        half = (self.width - 120) // 2
        for start in range(0, len(lines), 2):
            pair = lines[start : start + 2]
            for at, (label, value) in enumerate(pair):
                left = 60 + at * half
                self._draw.rectangle((left, self.y, left + half, self.y + 120), outline="#555555", width=2)
                self._draw.text((left + 16, self.y + 12), label, font=_font(self._family, 24), fill="#333333")
                self._draw.text((left + 16, self.y + 58), value, font=_font(self._family, 28), fill="black")
            self.drawn.lines.append(" ".join(label for label, _ in pair))
            self.drawn.lines.append(" ".join(value for _, value in pair))
            self.y += 120
        self.y += 40

    def pairs(self, lines: list[tuple[str, str]]) -> None:
        """Draw `label: value` twice on a row, long values alone."""
        font, half = _font(self._family, 26), (self.width - 120) // 2
        waiting: list[str] = []
        for label, value in [*lines, ("", "")]:
            text = f"{label}: {value}" if label else ""
            if waiting and (not text or font.getlength(text) > half - 40 or font.getlength(waiting[0]) > half - 40):
                self._draw.text((60, self.y), waiting.pop(), font=font, fill="black")
                self.y += 60
            if not text:
                break
            self.drawn.lines.append(text)
            if waiting:
                self._draw.text((60, self.y), waiting.pop(), font=font, fill="black")
                self._draw.text((60 + half, self.y), text, font=font, fill="black")
                self.y += 60
            else:
                waiting.append(text)

    def leaders(self, lines: list[tuple[str, str]]) -> None:
        """Draw labels and values with a dotted line between them, the value at the right edge."""
        font = _font(self._family, 28)
        for label, value in lines:
            self._draw.text((70, self.y), label, font=font, fill="black")
            start = self.width - 70 - font.getlength(value)
            self._draw.text((start, self.y), value, font=font, fill="black")
            for x in range(int(90 + font.getlength(label)), int(start) - 12, 14):
                self._draw.ellipse((x, self.y + 32, x + 3, self.y + 35), fill="#888888")
            self.drawn.lines.append(f"{label} {value}")
            self.y += 64

    def table(self, head: list[str], rows: list[list[str]]) -> None:
        """Draw a table with a head."""
        step = (self.width - 120) // len(head)
        for number, row in enumerate([head, *rows]):
            for at, cell in enumerate(row):
                font = _font(self._family, 22, bold=not number)
                self._draw.text((60 + at * step, self.y), cell, font=font, fill="black")
            self.drawn.lines.append(" ".join(row))
            self.y += 62

    def row(self, cells: list[str]) -> None:
        """Draw the cells of one event apart from each other."""
        font = _font(self._family, 28)
        step = (self.width - 140) // len(cells)
        for at, cell in enumerate(cells):
            self._draw.text((70 + at * step, self.y), cell, font=font, fill="black")
        self.drawn.lines.append(" ".join(cells))
        self.y += 58

    def gap(self) -> None:
        """Leave some room."""
        self.y += 34

    def stamp(self, text: str) -> None:
        """Draw a small grey line in the middle."""
        font = _font(self._family, 24)
        self._draw.text(((self.width - font.getlength(text)) / 2, self.y), text, font=font, fill="#777777")
        self.drawn.lines.append(text)
        self.y += 70

    def bubble(self, text: str, *, right: bool, colour: str) -> None:
        """Draw a message in a bubble on one side."""
        font = _font(self._family, 30)
        lines = self._wrapped(text, font, int(self.width * 0.58))
        wide = max(font.getlength(line) for line in lines)
        left = self.width - 70 - wide if right else 70.0
        box = (left - 20, self.y, left + wide + 20, self.y + 42 * len(lines) + 24)
        self._draw.rounded_rectangle(box, radius=14, fill=colour)
        for at, line in enumerate(lines):
            self._draw.text((left, self.y + 10 + at * 42), line, font=font, fill="black")
        self.drawn.lines.append(text)
        self.y += 42 * len(lines) + 70

    def done(self) -> Drawn:
        """Return the sheet, cut where the writing ends."""
        self.drawn.picture = self.drawn.picture.crop((0, 0, self.width, max(min(self.y + 80, self.height), 900)))
        return self.drawn


def _turned(picture: Image.Image, angle: float, blur: float) -> Image.Image:
    turned = picture.rotate(angle, expand=True, fillcolor="#c9c4ba", resample=Image.Resampling.BICUBIC)
    return turned.filter(ImageFilter.GaussianBlur(blur))


def _perspective(picture: Image.Image) -> Image.Image:
    """Look at the sheet from below right, at three quarters of its size."""
    width, height = picture.size
    small = picture.resize((int(width * 0.75), int(height * 0.75)), Image.Resampling.LANCZOS)
    width, height = small.size
    corners = (-30, -20, -60, height + 40, width + 15, height + 15, width + 50, -45)
    return small.transform(
        (width, height), Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor="#b9b4aa"
    )


def _shaded(picture: Image.Image) -> Image.Image:
    """Let a shadow fall from the left and grain lie over it."""
    shade = Image.linear_gradient("L").rotate(90).resize(picture.size)
    dark = Image.composite(
        picture, Image.new("RGB", picture.size, "#6d6a66"), shade.point(lambda level: 140 + level // 3)
    )
    grain = Image.effect_noise(picture.size, 26).convert("RGB")
    return Image.blend(dark, grain, 0.12)


def spoil(picture: Image.Image, how: str) -> bytes:
    """Return the picture as a JPEG, spoiled in one of the ways."""
    quality = 92
    if how == "turned":
        picture, quality = _turned(picture, 4, 0.8), 70
    elif how == "perspective":
        picture, quality = _perspective(picture), 70
    elif how == "hard":
        picture, quality = _shaded(_turned(picture, -7, 1.1)), 50
    target = BytesIO()
    picture.save(target, "JPEG", quality=quality)
    return target.getvalue()
