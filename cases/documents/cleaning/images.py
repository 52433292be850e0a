"""Pictures: read by Pillow with a cap on their pixels, turned upright, and written afresh without metadata."""

from __future__ import annotations

import io
from collections.abc import Mapping

from PIL import Image, ImageOps, UnidentifiedImageError

from cases.documents.cleaning.terms import Limits, refusal
from cases.documents.models import Media
from core.errors import Refused

FORMATS: Mapping[Media, str] = {Media.JPEG: "JPEG", Media.PNG: "PNG", Media.WEBP: "WEBP"}
QUALITY = 88
#: What Pillow raises on a file that is broken, cut short or made to harm (its documentation, “Image file formats”).
BROKEN = (
    UnidentifiedImageError, OSError, ValueError,
    SyntaxError, EOFError, OverflowError, MemoryError, KeyError, IndexError, TypeError,
)  # fmt: skip


def clean_image(content: bytes, media: Media, limits: Limits) -> tuple[bytes, list[str]]:
    """The picture's points and nothing else: no place, no time, no camera, no thumbnail, nothing behind its end.

    Refuses one that does not open, and one of more pixels than the cap, before any of them is unpacked.
    """
    try:
        with Image.open(io.BytesIO(content), formats=[FORMATS[media]]) as picture:
            _refuse_too_many(picture, limits)
            taken = ["metadata"] + (["frames"] if getattr(picture, "n_frames", 1) > 1 else [])
            picture.load()
            return _written(_plain(ImageOps.exif_transpose(picture)), media), taken
    except Refused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many(limits) from None
    except BROKEN:
        raise refusal("This picture does not open.", "Open it yourself, save it again, and add that.") from None


def _refuse_too_many(picture: Image.Image, limits: Limits) -> None:
    width, height = picture.size
    if width * height > limits.pixels:
        raise _too_many(limits)


def _too_many(limits: Limits) -> Refused:
    most = limits.pixels // 1_000_000
    return refusal(f"This picture is too large: more than {most} million points.", "Make it smaller, and add that.")


def _plain(picture: Image.Image) -> Image.Image:
    """The points alone, in a mode that every program reads."""
    see_through = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    made = picture.convert("RGBA" if see_through else "L" if picture.mode in ("1", "L") else "RGB")
    fresh = Image.new(made.mode, made.size)
    fresh.paste(made)
    return fresh


def _written(picture: Image.Image, media: Media) -> bytes:
    out = io.BytesIO()
    if media is Media.JPEG:
        picture.convert("L" if picture.mode == "L" else "RGB").save(out, "JPEG", quality=QUALITY, optimize=True)
    elif media is Media.WEBP:
        picture.save(out, "WEBP", quality=QUALITY)
    else:
        picture.save(out, "PNG", optimize=False)
    return out.getvalue()
