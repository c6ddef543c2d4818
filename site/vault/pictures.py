"""Pictures without what cameras write beside them: the place, the hour, the owner of the phone."""

from __future__ import annotations

from io import BytesIO
from typing import BinaryIO

from django.core.files.base import ContentFile
from PIL import Image, ImageOps

QUALITY = 90


def undressed(picture: BinaryIO, name: str) -> ContentFile:
    """The same picture, upright, written anew from its points alone; the caller has looked inside it."""
    picture.seek(0)
    with Image.open(picture) as opened:
        kind = opened.format
        upright = ImageOps.exif_transpose(opened)
        if kind == "JPEG" and upright.mode not in ("RGB", "L"):
            upright = upright.convert("RGB")
        bare = Image.new(upright.mode, upright.size)
        if upright.mode == "P" and (palette := upright.getpalette()):
            bare.putpalette(palette)
        bare.paste(upright)
        written = BytesIO()
        bare.save(written, format=kind, quality=QUALITY)
    return ContentFile(written.getvalue(), name)
