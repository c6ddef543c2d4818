"""What programs may write in a field: bounded, without control characters, never a number for a text."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints

from bookings.forms.stay import LARGEST_CROWD

LARGEST_ID = 2**63 - 1


def _without_controls(value: Any) -> Any:
    if isinstance(value, str) and any(char < " " or char == "\x7f" for char in value):
        raise ValueError("Ce texte contient un caractère invisible : retirez-le.")
    return value


Id = Annotated[int, Field(strict=True, ge=1, le=LARGEST_ID)]
Slug = Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]{1,120}$")]
SpaceName = Annotated[str, StringConstraints(pattern=r"^([-a-zA-Z0-9_]{1,80}/)?[-a-zA-Z0-9_]{1,120}$")]
Title = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=120, strict=True),
    BeforeValidator(_without_controls),
]
Crowd = Annotated[int, Field(strict=True, ge=1, le=LARGEST_CROWD)]
# In an address everything is text: read as a number there, and nowhere else.
AskedCrowd = Annotated[int, Field(ge=1, le=LARGEST_CROWD)]
Limit = Annotated[int, Field(ge=1, le=100)]
Cursor = Annotated[str, StringConstraints(max_length=300)]


class Asked(Schema):
    """A body: a misspelt field is refused rather than ignored."""

    model_config = ConfigDict(extra="forbid")
