"""The verbs of the vault: the only writers of private files."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection
from contextlib import suppress
from pathlib import PurePosixPath
from typing import Any, BinaryIO
from uuid import uuid4

from django.conf import settings
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Model

from vault.errors import NotKept, Refused
from vault.kinds import DOCUMENTS, KINDS, Kind
from vault.models import PrivateFile, shelf_of, vault_storage
from vault.pictures import undressed

MEGA = 1024 * 1024
MAX_SIZE = getattr(settings, "VAULT_MAX_SIZE", 20 * MEGA)
NAME_LENGTH = 150


def store(
    *,
    upload: UploadedFile | File,
    owner: Model,
    uploaded_by: Any,
    allowed: Collection[str] = DOCUMENTS,
    field: str = "",
    max_size: int = MAX_SIZE,
    bare: bool = False,
) -> PrivateFile:
    """Keep a file for an object, after looking inside it.

    `bare` keeps of a picture what is seen: where, when and with what it was taken stays with its sender.
    The caller answers for the right to add a file to `owner`. Raises Refused (name, size, content) with a
    sentence for the sender, and NotKept when the disk fails: then nothing of the file remains.
    """
    name = tidy_name(upload.name or "")
    kind = _kind(name, allowed)
    size = _accepted_size(name, upload.size, max_size)
    try:
        kind.inspect(_binary(upload))
    except Refused as refusal:
        raise Refused(f"{name} : {refusal.message}") from refusal
    if bare and kind.content_type.startswith("image/"):
        upload = undressed(_binary(upload), name)
        size = upload.size
    number = uuid4()
    shelf = shelf_of(number)
    try:
        upload.seek(0)
        vault_storage().save(shelf, upload)
    except OSError as error:
        # Django leaves what it had written of it; a half file must never be read as whole.
        _discard(shelf)
        raise NotKept(
            f"{name} : le disque n’a pas pu garder ce fichier. Il n’est pas perdu chez vous : "
            "prévenez-nous et réessayez plus tard."
        ) from error
    try:
        with transaction.atomic():
            return PrivateFile.objects.create(
                id=number,
                file=shelf,
                original_name=name,
                content_type=kind.content_type,
                size=size,
                sha256=_fingerprint(upload),
                uploaded_by=uploaded_by,
                owner_type=owner._meta.label_lower,
                owner_id=str(owner.pk),
                field=field,
            )
    except BaseException:
        _discard(shelf)
        raise


def remove(*, file: PrivateFile) -> None:
    """Forget a file; its content goes once the transaction holds."""
    shelf = shelf_of(file.pk)
    file.delete()
    transaction.on_commit(lambda: _discard(shelf))


def tidy_name(name: str) -> str:
    """The sender's name of a file without folders, control or direction-changing characters."""
    last = PurePosixPath(name.replace("\\", "/")).name
    clean = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C")
    stem, dot, extension = clean.strip().rpartition(".")
    if not stem:
        return clean[:NAME_LENGTH]
    return f"{stem[: NAME_LENGTH - len(extension) - 1]}{dot}{extension}"[:NAME_LENGTH]


def _kind(name: str, allowed: Collection[str]) -> Kind:
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if extension not in allowed or extension not in KINDS:
        taken = ", ".join(sorted({e for e in allowed if e in KINDS}))
        raise Refused(f"{name or 'Ce fichier'} : ce format n’est pas accepté. Nous prenons : {taken}.")
    return KINDS[extension]


def _accepted_size(name: str, size: int | None, max_size: int) -> int:
    if not size:
        raise Refused(f"{name} : ce fichier est vide.")
    if size > max_size:
        heavy = f"{size / MEGA:.1f}".replace(".", ",")
        raise Refused(
            f"{name} : ce fichier pèse {heavy} Mo : la limite est de {max_size // MEGA} Mo. "
            "Réduisez-le, ou envoyez-le en plusieurs fois."
        )
    return size


def _binary(upload: UploadedFile | File) -> BinaryIO:
    upload.seek(0)
    inner = getattr(upload, "file", None)
    return inner if inner is not None else upload  # type: ignore[return-value]


def _fingerprint(upload: UploadedFile | File) -> str:
    upload.seek(0)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _discard(shelf: str) -> None:
    with suppress(OSError):
        vault_storage().delete(shelf)
