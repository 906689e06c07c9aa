"""One packet of 40 exhibits: 25 photos of 12 megapixels, 10 PDFs, 5 texts. Ours beside two ways that others take.

    python benchmarks/packet.py

Cold: a new process, nothing prepared; loading the program stands apart. Warm: the copies are kept, the fonts are
loaded. CPU seconds of the process and its children decide, since the wall clock belongs to whoever else uses the
machine. The others get the same photos at the same size and quality (by Pillow, kept for their warm builds too) and
the PDFs merged in by pikepdf; they make no tags, no hidden text and no seal.
"""

import argparse
import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

PHOTOS, DOCUMENTS, TEXTS = 25, 10, 5
COLD_TARGET, WARM_TARGET, MEMORY_TARGET = 5.0, 0.6, 800
AT = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)
WORDS = "The parcel was packed, weighed, handed over and delivered; every scan of it stands below. "


def make_photo(seed: int) -> bytes:
    """A 12-megapixel JPEG with the grain and detail of a phone's photo, about 4 MB."""
    import pyvips  # type: ignore[import-untyped] # noqa: PLC0415 - has no types; only where files are made

    width, height = 4000, 3000
    large = pyvips.Image.perlin(width, height, cell_size=500, seed=seed) * 80 + 130
    detail = pyvips.Image.worley(width, height, cell_size=60, seed=seed) * 0.6
    grain = pyvips.Image.gaussnoise(width, height, mean=0, sigma=7, seed=seed)
    grey = large + detail + grain
    picture = grey.bandjoin([grey * 0.95 + 4, grey * 0.88 + 2]).cast("uchar").copy(interpretation="srgb")
    box = picture.draw_rect([170, 122, 72], 900, 800, 2000, 1400, fill=True)
    jpeg: bytes = box.jpegsave_buffer(Q=88)
    return jpeg


def make_document(seed: int, pages: int = 2) -> bytes:
    """A PDF of some pages of type, as a carrier or a laboratory sends it."""
    import typst  # noqa: PLC0415 - as above

    from casewright.evidence.packet.fonts import find_fonts  # noqa: PLC0415 - as above

    body = f'#set page(paper: "a4")\n#set text(font: "Noto Sans", size: 10pt)\n= Report {seed}\n'
    body += "\n#pagebreak()\n".join(WORDS * 22 for _ in range(pages))
    made: bytes = typst.compile(body.encode(), font_paths=find_fonts().load())
    return made


def make_files(folder: Path) -> None:
    """Write the 40 exhibits."""
    for number in range(PHOTOS):
        (folder / f"photo-{number:02}.jpg").write_bytes(make_photo(number))
    for number in range(DOCUMENTS):
        (folder / f"report-{number:02}.pdf").write_bytes(make_document(number))
    for number in range(TEXTS):
        (folder / f"words-{number:02}.txt").write_text((WORDS + "\n\n") * 12, encoding="utf-8")


def cpu_seconds() -> float:
    """CPU seconds of this process and of the children it has waited for."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


@dataclass(frozen=True, slots=True)
class Spent:
    """What one build cost."""

    cpu: float
    wall: float
    size: int
    digest: str


def measured(build: Callable[[], bytes]) -> Spent:
    """Build once and say what it cost."""
    cpu, wall = cpu_seconds(), time.perf_counter()
    pdf = build()
    return Spent(cpu_seconds() - cpu, time.perf_counter() - wall, len(pdf), sha256(pdf).hexdigest())


def casewright(folder: Path) -> Callable[[], bytes]:
    """Our packet."""
    from casewright.domain.exhibit import Exhibit, ExhibitKind, Speaker  # noqa: PLC0415 - cold counts the import
    from casewright.domain.place import Place  # noqa: PLC0415 - the same
    from casewright.evidence.packet.build import build_packet  # noqa: PLC0415 - the same
    from casewright.evidence.packet.content import (  # noqa: PLC0415 - the same
        ClaimElement,
        Moment,
        PacketContent,
        PacketExhibit,
        PacketLetter,
        Point,
    )
    from casewright.evidence.packet.derivatives import MemoryStore  # noqa: PLC0415 - the same
    from casewright.evidence.packet.fonts import find_fonts  # noqa: PLC0415 - the same
    from casewright.evidence.packet.profile import profile_named  # noqa: PLC0415 - the same

    kinds = {".jpg": ("image/jpeg", ClaimElement.ITEM), ".pdf": ("application/pdf", ClaimElement.DELIVERY)}
    paths: dict[str, Path] = {}
    exhibits = []
    for path in sorted(folder.iterdir()):
        media_type, element = kinds.get(path.suffix, ("text/plain", ClaimElement.CONVERSATION))
        digest = sha256(path.read_bytes()).hexdigest()
        paths[digest] = path
        place = Place(path.name, digest)
        exhibits.append(
            PacketExhibit(Exhibit(path.name, ExhibitKind.OTHER, Speaker.SELLER, place, media_type, AT), element)
        )
    letter = PacketLetter(
        ("Team",), ("Shop",), AT.date(), "Response", (Point(WORDS),), (Point(WORDS),), (Point(WORDS),)
    )
    timeline = tuple(Moment(AT, WORDS) for _ in range(36))
    content = PacketContent("CW-1", "Claim CW-1", "amazon_uk", "en", letter, timeline, tuple(exhibits))
    store, profile = MemoryStore(), profile_named("court", AT.date())
    return lambda: (
        build_packet(
            content, profile, find_fonts(), AT, fetch=lambda digest: paths[digest].read_bytes(), store=store
        ).pdf
    )


def small_photo(path: Path) -> bytes:
    """A photo at the size and quality of our finest step, by Pillow."""
    from PIL import Image  # noqa: PLC0415 - as above

    target = io.BytesIO()
    with Image.open(path) as picture:
        picture.draft("RGB", (1400, 1400))
        picture.thumbnail((1400, 1400))
        picture.save(target, "JPEG", quality=76)
    return target.getvalue()


def merged(front: bytes, folder: Path) -> bytes:
    """The front part with the PDF exhibits behind it."""
    import pikepdf  # noqa: PLC0415 - as above

    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(front)) as whole:
        for path in sorted(folder.glob("*.pdf")):
            with pikepdf.open(path) as part:
                whole.pages.extend(part.pages)
        whole.save(target, deterministic_id=True)
    return target.getvalue()


def weasyprint(folder: Path) -> Callable[[], bytes]:
    """HTML by WeasyPrint, PDFs by pikepdf."""
    import base64  # noqa: PLC0415 - as above

    from weasyprint import HTML  # noqa: PLC0415 - as above; a yardstick only

    kept: dict[Path, bytes] = {}

    def title(path: Path) -> str:
        return f'<h2 style="break-before:page">{path.name}</h2>'

    def build() -> bytes:
        parts = [f"<h1>Response</h1><p>{WORDS}</p>"]
        for path in sorted(folder.glob("*.jpg")):
            kept.setdefault(path, small_photo(path))
            data = base64.b64encode(kept[path]).decode()
            parts.append(f'{title(path)}<img width=600 src="data:image/jpeg;base64,{data}">')
        texts = sorted(folder.glob("*.txt"))
        parts.extend(f"{title(path)}<p>{path.read_text(encoding='utf-8')}</p>" for path in texts)
        pdf: bytes = HTML(string="".join(parts)).write_pdf()
        return merged(pdf, folder)

    return build


def reportlab(folder: Path) -> Callable[[], bytes]:
    """Pages by ReportLab, PDFs by pikepdf."""
    from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped] # noqa: PLC0415 - has no types; a yardstick
    from reportlab.lib.styles import getSampleStyleSheet  # type: ignore[import-untyped] # noqa: PLC0415 - the same
    from reportlab.platypus import (  # type: ignore[import-untyped] # noqa: PLC0415 - the same
        Image,
        PageBreak,
        Paragraph,
        SimpleDocTemplate,
    )

    kept: dict[Path, bytes] = {}

    def build() -> bytes:
        styles = getSampleStyleSheet()
        story = [Paragraph("Response", styles["Title"]), Paragraph(WORDS, styles["BodyText"])]
        for path in sorted(folder.glob("*.jpg")):
            kept.setdefault(path, small_photo(path))
            story += [PageBreak(), Paragraph(path.name, styles["Heading2"])]
            story.append(Image(io.BytesIO(kept[path]), width=440, height=330))
        for path in sorted(folder.glob("*.txt")):
            story += [PageBreak(), Paragraph(path.name, styles["Heading2"])]
            story += [Paragraph(part, styles["BodyText"]) for part in path.read_text(encoding="utf-8").split("\n\n")]
        target = io.BytesIO()
        SimpleDocTemplate(target, pagesize=A4, invariant=1).build(story)
        return merged(target.getvalue(), folder)

    return build


ENGINES = {"casewright": casewright, "weasyprint": weasyprint, "reportlab": reportlab}


def run_engine(name: str, folder: Path) -> None:
    """In a process of its own: build cold, then warm three times, and print what it cost."""
    start = cpu_seconds()
    build = ENGINES[name](folder)
    loaded = cpu_seconds() - start
    cold = measured(build)
    warm = min((measured(build) for _ in range(3)), key=lambda one: one.cpu)
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    same = cold.digest == warm.digest
    print(json.dumps({"load": loaded, "cold": cold.cpu, "warm": warm.cpu, "warm_wall": warm.wall, "peak": peak,
                      "size": cold.size, "digest": cold.digest, "same": same}))  # fmt: skip


def asked(name: str, folder: Path) -> dict[str, float | str | bool]:
    """Run an engine in a new process."""
    done = subprocess.run(
        [sys.executable, __file__, "--engine", name, "--folder", str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, float | str | bool] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def main() -> None:
    """Make the files once, run every engine in a new process, ours twice, and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine", choices=ENGINES)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    if given.engine:
        run_engine(given.engine, given.folder)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_files(folder)
        total = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
        print(f"{PHOTOS + DOCUMENTS + TEXTS} exhibits, {total:.0f} MB")
        print(
            f"{'':12}{'load CPU s':>11}{'cold CPU s':>11}{'warm CPU s':>11}{'warm wall s':>12}"
            f"{'peak MB':>9}{'out MB':>8}  same bytes"
        )
        for engine in ENGINES:
            try:
                found = asked(engine, folder)
            except subprocess.CalledProcessError as error:
                print(f"{engine:12}not measured: {error.stderr.strip().splitlines()[-1]}")
                continue
            load, cold, warm = (float(found[key]) for key in ("load", "cold", "warm"))
            wall, peak, size = (float(found[key]) for key in ("warm_wall", "peak", "size"))
            row = f"{load:11.2f}{cold:11.2f}{warm:11.2f}{wall:12.2f}{peak:9.0f}{size / 1e6:8.1f}"
            print(f"{engine:12}{row}  {found['same']}")
            if engine == "casewright":
                again = asked(engine, folder)["digest"] == found["digest"]
                print(f"{'':12}targets: cold ≤ {COLD_TARGET}, warm ≤ {WARM_TARGET}, peak ≤ {MEMORY_TARGET}; "
                      f"same SHA-256 in another process: {again}")  # fmt: skip


if __name__ == "__main__":
    main()
