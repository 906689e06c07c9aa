"""Draw the made-up exhibits of the example shop, by `python tools/example_exhibits.py`.

A delivery slip as PDF (it names another city than the order), a packing photo, and a screenshot of a private chat that
must stay out of any packet. The same files come out every time.
"""

from io import BytesIO
from pathlib import Path
from typing import Literal

import typst
from PIL import Image, ImageDraw, ImageFilter

from casewright.evidence.packet.fonts import find_fonts

FOLDER = Path(__file__).parents[1] / "examples" / "lantern-home" / "files"
ORDER = "114-5550104-0000104"
DAY = 1_793_000_000
SLIP = f"""
#set document(title: "Proof of delivery", date: none)
#set page(width: 148mm, height: 105mm, margin: 10mm)
#set text(font: "Noto Sans", size: 10pt)
#text(16pt, weight: "bold")[YunExpress] #h(1fr) #text(12pt)[PROOF OF DELIVERY]
#line(length: 100%)
#v(2mm)
#table(columns: (42mm, 1fr), stroke: 0.4pt + gray, inset: 5pt,
  [Order], [{ORDER}],
  [Tracking number], [LHYT000000000104CN],
  [Delivered], [2026-10-24 13:27],
  [City], [SEATTLE],
  [Postal code], [98118],
  [Signed by], [M ALVAREZ],
)
#v(4mm)
#box(width: 60mm, height: 14mm, stroke: 0.4pt + gray, inset: 4pt)[
  #place(curve(stroke: 1.2pt + rgb("#223"), curve.move((2mm, 7mm)),
    curve.cubic((10mm, -4mm), (12mm, 16mm), (22mm, 4mm)), curve.cubic((30mm, -2mm), (34mm, 12mm), (50mm, 3mm))))]
#h(1fr) #text(8pt, fill: gray)[made up for the example shop]
"""
CHAT = """
#set page(width: 90mm, height: 120mm, margin: 0mm, fill: rgb("#efeae2"))
#set text(font: "Noto Sans", size: 10pt)
#block(width: 100%, fill: rgb("#075e54"), inset: 8pt)[#text(fill: white, weight: "bold")[WhatsApp]]
#pad(x: 6mm, y: 3mm)[
  #align(center, text(8pt, fill: gray)[26 October 2026])
  #block(fill: white, radius: 4pt, inset: 7pt)[Hello, did the string lights reach you? \\ #text(8pt, fill: gray)[10:02]]
  #align(right, block(fill: rgb("#d9fdd3"), radius: 4pt, inset: 7pt)[#align(left)[
    Yes, I received the lights, thank you! \\ #text(8pt, fill: gray)[10:15]]])
  #block(fill: white, radius: 4pt, inset: 7pt)[Great. Please tell the bank so. \\ #text(8pt, fill: gray)[10:16]]
]
"""
LABEL = f"""
#set page(width: 80mm, height: 50mm, margin: 5mm)
#set text(font: "Noto Sans", size: 9pt)
#text(13pt, weight: "bold")[YunExpress] #h(1fr) 0.61 kg
#line(length: 100%)
Order {ORDER} \\
Tracking number LHYT000000000104CN \\
Ship to: PORTLAND OR 97214 US
#v(2mm)
#stack(dir: ltr, spacing: 0.7mm,
  ..range(34).map(n => rect(width: (0.4mm + calc.rem(n * 7, 5) * 0.25mm), height: 9mm, fill: black)))
"""


def typeset(compiler: typst.Compiler, source: str, form: Literal["pdf", "png"]) -> bytes:
    """Return the page as a file of that form."""
    made = compiler.compile(source.encode(), format=form, ppi=200.0, timestamp=DAY)
    return made[0] if isinstance(made, list) else made


def packing_photo(label: bytes) -> bytes:
    """Return a parcel on a bench with its label, as a phone takes it: soft light, a little turned."""
    bench = Image.new("RGB", (1280, 960), "#8d8577")
    brush = ImageDraw.Draw(bench)
    for line in range(0, 960, 6):
        shade = 120 + line // 14
        brush.rectangle((0, line, 1280, line + 6), fill=(shade, shade - 10, shade - 26))
    brush.polygon([(160, 210), (1130, 170), (1190, 850), (120, 890)], fill="#b98d5a", outline="#7d5c36")
    brush.polygon([(600, 190), (690, 187), (710, 872), (610, 876)], fill="#d8c39a")
    with Image.open(BytesIO(label)) as opened:
        paper = opened.convert("RGBA").resize((620, 388)).rotate(1.2, expand=True, fillcolor=(0, 0, 0, 0))
    bench.paste(paper, (330, 330), paper)
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Example", "Bench phone"
    exif.get_ifd(0x8769)[0x9003] = "2026:10:12 18:05:11"
    target = BytesIO()
    bench.filter(ImageFilter.GaussianBlur(0.6)).save(target, "JPEG", quality=72, exif=exif)
    return target.getvalue()


def main() -> None:
    """Write the three files."""
    compiler = typst.Compiler(font_paths=find_fonts().load(), ignore_system_fonts=True)
    files = {
        "proof-of-delivery.pdf": typeset(compiler, SLIP, "pdf"),
        "private-chat.png": typeset(compiler, CHAT, "png"),
        "packing-photo.jpg": packing_photo(typeset(compiler, LABEL, "png")),
    }
    for name, content in files.items():
        (FOLDER / f"{ORDER}-{name}").write_bytes(content)


if __name__ == "__main__":
    main()
