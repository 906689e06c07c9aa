"""A photo that was seen before is found: copied, cut, turned, mirrored; another photo is not."""

from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw, ImageOps

from casewright.evidence.readers import similar
from casewright.evidence.readers.similar import LikenessKind, PictureIndex, mark_picture
from casewright.evidence.safety.answers import Raster


def scene(seed: int) -> Image.Image:
    """Draw a scene with corners enough to know it by: boxes and discs whose places follow from the seed."""
    picture = Image.new("RGB", (640, 480), (200, 190, 170))
    draw = ImageDraw.Draw(picture)
    state = seed * 7919 + 17
    for _ in range(90):
        state = (state * 1103515245 + 12345) % (1 << 31)
        left, top = state % 600, (state >> 9) % 440
        wide, tall = 8 + (state >> 5) % 60, 8 + (state >> 7) % 50
        colour = (state % 256, (state >> 8) % 256, (state >> 16) % 256)
        shape = draw.rectangle if state & 64 else draw.ellipse
        shape((left, top, left + wide, top + tall), fill=colour, outline="black")
    return picture


def raster(picture: Image.Image) -> Raster:
    seen = picture.convert("RGB")
    return Raster(*seen.size, 3, seen.tobytes())


INDEX = PictureIndex((f"scene-{seed}", mark_picture(raster(scene(seed)))) for seed in range(6))


@pytest.mark.parametrize(
    "edit",
    [
        lambda picture: picture.resize((320, 240)),
        lambda picture: picture.crop((90, 60, 560, 420)),
        lambda picture: picture.rotate(90, expand=True),
        lambda picture: picture.rotate(4, fillcolor="white"),
        lambda picture: ImageOps.expand(picture, 120, "white"),
        lambda picture: picture.point(lambda level: int(level * 0.7)),
    ],
    ids=["smaller", "cut", "on its side", "askew", "framed", "darker"],
)
def test_an_edited_copy_is_known_again(edit: Callable[[Image.Image], Image.Image]) -> None:
    (found,) = INDEX.alike(mark_picture(raster(edit(scene(3)))))
    assert (found.key, found.kind, found.mirrored) == ("scene-3", LikenessKind.SAME_POINTS, False)


def test_a_mirrored_copy_is_known_again_and_called_mirrored() -> None:
    (found,) = INDEX.alike(mark_picture(raster(ImageOps.mirror(scene(2)))))
    assert (found.key, found.mirrored) == ("scene-2", True)


def test_another_picture_is_not_taken_for_one_that_was_seen() -> None:
    assert INDEX.alike(mark_picture(raster(scene(77)))) == ()


def test_a_picture_is_not_compared_with_itself() -> None:
    assert INDEX.alike(mark_picture(raster(scene(1))), but="scene-1") == ()


def test_a_picture_without_any_points_is_known_by_its_hashes_only() -> None:
    ground = Image.linear_gradient("L").resize((400, 300))
    index = PictureIndex()
    index.add("wall", mark_picture(raster(ground)))
    (found,) = index.alike(mark_picture(raster(ground.resize((200, 150)))))
    assert (found.kind, found.inliers) == (LikenessKind.SAME_HASH, 0)
    assert len(mark_picture(raster(ground)).text) == 32


def test_pictures_whose_points_fit_no_movement_are_not_alike() -> None:
    dots = Image.new("RGB", (400, 300), "white")
    draw = ImageDraw.Draw(dots)
    for at in range(20):
        draw.ellipse((10 + at * 18, 140, 20 + at * 18, 150), fill="black")
    index = PictureIndex([("dots", mark_picture(raster(dots)))])
    assert index.alike(mark_picture(raster(scene(4)))) == ()


def test_without_the_packages_that_find_points_a_copy_is_known_by_its_first_hash(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(similar, "find_spec", lambda _: None)
    plain = PictureIndex((f"scene-{seed}", mark_picture(raster(scene(seed)))) for seed in range(6))
    (found,) = plain.alike(mark_picture(raster(scene(3).resize((320, 240)))))
    assert (found.key, found.kind) == ("scene-3", LikenessKind.SAME_HASH)
    assert plain.alike(mark_picture(raster(scene(77)))) == ()
    (beside_whole_marks,) = INDEX.alike(mark_picture(raster(scene(4))))
    assert beside_whole_marks.key == "scene-4"


def test_two_plain_sheets_are_no_likeness_where_only_the_first_hash_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(similar, "find_spec", lambda _: None)
    sheet = mark_picture(raster(Image.new("RGB", (640, 480), "white")))
    assert PictureIndex([("sheet", sheet)]).alike(sheet) == ()
