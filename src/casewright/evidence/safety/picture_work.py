"""Decode pictures. Runs only in the confined process."""

from contextlib import suppress
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image, ImageOps

from casewright.evidence.safety.answers import PictureAnswer, Raster
from casewright.evidence.safety.limits import SafetyLimits

__all__ = ["copy_picture", "read_picture", "upright_picture"]

_LONGEST_TEXT = 120
_JPEG_QUALITY = 88


def _opened(content: bytes, limits: SafetyLimits) -> Image.Image:
    with suppress(ImportError):
        import pillow_heif  # noqa: PLC0415 - only where it is installed

        pillow_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = limits.pixels
    return Image.open(BytesIO(content))


def _upright(picture: Image.Image, limits: SafetyLimits) -> Image.Image:
    """Return the first frame, bounded, turned as its maker says, on white where it is see-through."""
    side = limits.longest_side
    picture.draft("RGB", (side, side))
    picture.thumbnail((side, side), Image.Resampling.LANCZOS)
    turned = ImageOps.exif_transpose(picture)
    if turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info:
        seen = turned.convert("RGBA")
        ground = Image.new("RGBA", seen.size, "white")
        return Image.alpha_composite(ground, seen).convert("RGB")
    return turned.convert("RGB")


def upright_picture(content: bytes, limits: SafetyLimits) -> Image.Image:
    """Return a picture as it is looked at: upright, bounded, in plain colours. Raises what its decoder raises."""
    return _upright(_opened(content, limits), limits)


def _text(value: object) -> str | None:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value) if value is not None else ""
    kept = "".join(sign for sign in text if sign.isprintable()).strip()
    return kept[:_LONGEST_TEXT] or None


def _degrees(values: Any, side: object) -> float | None:  # noqa: ANN401 - whatever the file holds
    try:
        degrees, minutes, seconds = (float(value) for value in values)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    found = degrees + minutes / 60 + seconds / 3600
    return -found if _text(side) in ("S", "W") else found


def _maker_notes(picture: Image.Image) -> dict[str, Any]:
    exif = picture.getexif()
    inner = exif.get_ifd(ExifTags.IFD.Exif)
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    return {
        "taken": _text(inner.get(ExifTags.Base.DateTimeOriginal) or inner.get(ExifTags.Base.DateTimeDigitized)),
        "offset": _text(inner.get(ExifTags.Base.OffsetTimeOriginal)),
        "maker": _text(exif.get(ExifTags.Base.Make)),
        "model": _text(exif.get(ExifTags.Base.Model)),
        "software": _text(exif.get(ExifTags.Base.Software)),
        "latitude": _degrees(gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef)),
        "longitude": _degrees(gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef)),
    }


def read_picture(content: bytes, limits: SafetyLimits) -> PictureAnswer:
    """Return the pixels and what the camera wrote beside them."""
    try:
        picture = _opened(content, limits)
        width, height = picture.size
        notes: dict[str, Any] = {}
        with suppress(Exception):  # a broken note must not cost the picture
            notes = _maker_notes(picture)
        seen = _upright(picture, limits)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - a decoder may raise anything on bytes it was not made for
        return PictureAnswer(fault=type(error).__name__)
    return PictureAnswer(width, height, raster=Raster(*seen.size, 3, seen.tobytes()), **notes)


def copy_picture(content: bytes, limits: SafetyLimits) -> PictureAnswer:
    """Return a fresh JPEG that holds the pixels and nothing else: no time, no place, no maker."""
    try:
        picture = _opened(content, limits)
        width, height = picture.size
        seen = _upright(picture, limits)
        target = BytesIO()
        Image.frombytes("RGB", seen.size, seen.tobytes()).save(target, "JPEG", quality=_JPEG_QUALITY, optimize=True)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - as above
        return PictureAnswer(fault=type(error).__name__)
    return PictureAnswer(width, height, encoded=target.getvalue())
