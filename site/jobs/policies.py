"""Who may look at a job, and take the file it made."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.db.models.functions import Now

from jobs.models import Job
from vault.models import PrivateFile

RESULT = "result"


def may_read_file(user: Any, file: PrivateFile) -> bool:
    """The one who started the job, while they may see its kind and its result has not expired."""
    kept = Q(expires_at__isnull=True) | Q(expires_at__gt=Now())
    return Job.objects.visible_to(user).filter(kept, pk=file.owner_id).exists()
