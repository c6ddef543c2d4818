"""Pages photographed with a phone become one PDF, upright and light enough to send."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from io import BytesIO
from typing import BinaryIO, cast

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageOps, UnidentifiedImageError

from vault.errors import Refused
from vault.kinds import KINDS, PICTURES

MOST = 30
HEAVIEST = 25 * 1024 * 1024
# An A4 page at 200 dots per inch: every word stays readable, a page weighs some 400 kB.
PAGE = (1654, 2339)


def bind(uploads: Sequence[UploadedFile], name: str) -> ContentFile:
    """One PDF of these pictures, in their order. Raises vault.errors.Refused with the picture at fault."""
    if len(uploads) > MOST:
        raise Refused(f"Trente pages au plus à la fois : vous en envoyez {len(uploads)}.")
    pages = [_page(upload) for upload in uploads]
    bound = BytesIO()
    pages[0].save(bound, "PDF", save_all=True, append_images=pages[1:], resolution=200, quality=80)
    return ContentFile(bound.getvalue(), name=f"{name}.pdf")


def _page(upload: UploadedFile) -> Image.Image:
    name = upload.name or "Cette photo"
    extension = name.rpartition(".")[2].lower()
    if extension not in PICTURES:
        raise Refused(f"{name} : ce n’est pas une photo. Envoyez-la comme un fichier, juste au-dessus.")
    if not upload.size or upload.size > HEAVIEST:
        raise Refused(f"{name} : cette photo est vide, ou pèse plus de 25 Mo.")
    try:
        content = cast("BinaryIO", upload.file)
        KINDS[extension].inspect(content)
        upload.seek(0)
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(content) as picture:
                upright = ImageOps.exif_transpose(picture)
                upright.thumbnail(PAGE if upright.height >= upright.width else PAGE[::-1])
                return upright.convert("RGB")
    except Refused as refusal:
        raise Refused(f"{name} : {refusal.message}") from refusal
    except (
        Image.DecompressionBombWarning,
        Image.DecompressionBombError,
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
    ) as error:
        raise Refused(f"{name} : cette photo ne s’ouvre pas. Reprenez-la, puis renvoyez-la.") from error
