"""Pictures as people send them, without what a telephone writes in them: where, when, whose camera."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.db.models.signals import pre_save
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError
from wagtail.images import get_image_model

SAID_BY_THE_CAMERA = ("exif", "xmp", "XML:com.adobe.xmp", "comment", "photoshop")
QUALITY = {"JPEG": {"quality": 92}, "WEBP": {"quality": 92}, "AVIF": {"quality": 85}}


def strip_new_pictures() -> None:
    """Strip every picture of the library before it is first written, whichever form or command brings it."""
    pre_save.connect(_strip, sender=get_image_model(), dispatch_uid="backoffice.pictures.strip")


def _strip(*, instance: Any, raw: bool = False, **_: Any) -> None:
    file = instance.file
    if raw or not file or file._committed:
        return
    stripped = stripped_of(file.file.open("rb").read())
    if stripped is None:
        file.file.seek(0)
        return
    instance.file = ContentFile(stripped, name=file.name)
    instance._set_image_file_metadata()


def stripped_of(content: bytes) -> bytes | None:
    """The same picture, upright, with its pixels and colours only; None when there is nothing to take off."""
    try:
        with Image.open(BytesIO(content)) as picture:
            if not picture.getexif() and not any(picture.info.get(name) for name in SAID_BY_THE_CAMERA):
                return None
            frames = [ImageOps.exif_transpose(frame) for frame in ImageSequence.Iterator(picture)]
            kind, moves = picture.format or "PNG", len(frames) > 1
            colours, pace = picture.info.get("icc_profile"), picture.info.get("duration", 0)
    except (UnidentifiedImageError, OSError):
        # Not a picture after all: the form says so.
        return None
    first = frames[0]
    for frame in frames:
        for name in (*SAID_BY_THE_CAMERA, "icc_profile"):
            frame.info.pop(name, None)
    written = BytesIO()
    more: dict[str, Any] = dict(QUALITY.get(kind, {}))
    if moves:
        more |= {"save_all": True, "append_images": frames[1:], "duration": pace, "loop": 0}
    first.save(written, format=kind, icc_profile=colours, **more)
    return written.getvalue()
