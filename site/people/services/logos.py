from __future__ import annotations

from io import BytesIO
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from PIL import Image, ImageOps

from people.models import Organisation
from vault import inspection
from vault.errors import Refused

SIDE = 480
MAX_BYTES = 5 * 1024 * 1024
FORMATS = ("PNG", "JPEG", "WEBP")


@transaction.atomic
def set_logo(*, organisation: Organisation, upload: UploadedFile | None) -> Organisation:
    """Show this picture beside the name, redrawn small and without what the camera wrote in it.

    Without a picture, show none. For whoever keeps the register and those responsible for the
    organisation. Raises vault.errors.Refused.
    """
    before = organisation.logo.name
    if upload is None:
        organisation.logo = ""
    else:
        organisation.logo.save(f"{uuid4().hex}.png", _redrawn(upload), save=False)
    organisation.save(update_fields=["logo"])
    if before:
        storage = Organisation._meta.get_field("logo").storage
        transaction.on_commit(lambda: storage.delete(before))
    return organisation


def _redrawn(upload: UploadedFile) -> ContentFile:
    if (upload.size or 0) > MAX_BYTES:
        raise Refused("Ce logo dépasse 5 Mo : réduisez-le avant de l’envoyer.")
    kind = next((form for form in FORMATS if _is(form, upload)), None)
    if kind is None:
        raise Refused("Ce logo ne s’ouvre pas : envoyez une image PNG, JPEG ou WebP.")
    upload.seek(0)
    with Image.open(upload, formats=[kind]) as image:
        small = ImageOps.exif_transpose(image).convert("RGBA")
        small.thumbnail((SIDE, SIDE))
        out = BytesIO()
        small.save(out, "PNG", optimize=True)
    return ContentFile(out.getvalue())


def _is(form: str, upload: UploadedFile) -> bool:
    try:
        inspection.picture(form)(upload)  # type: ignore[arg-type]
    except Refused:
        return False
    return True
