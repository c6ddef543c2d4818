"""From the blocks that an editor arranged to the immutable form that people answer.

The key of a question is its block's UUID, the key of a choice its list item's: a label may be reworded in
the next version without losing what was answered.
"""

from __future__ import annotations

from typing import Any

from django.utils.text import slugify
from wagtail.blocks import StreamValue

from incubator.enums import FieldType
from incubator.errors import FormRefused

# Addresses below a dossier that no step may take.
RESERVED = {"mes-donnees", "rappel", "equipe", "lire", "messages", "recu", "relire", "repondre", "retirer"}
COMMON = ("label", "short", "help", "required", "half", "personal", "hidden_from_jury", "eligibility")
FLAGS = {"required", "half", "personal", "hidden_from_jury", "eligibility"}
OPTIONS = (
    "as_list",
    "max_files",
    "max_length",
    "maximum",
    "message",
    "minimum",
    "must_balance",
    "names_project",
    "pictures_only",
    "word_limit",
)


def compile_form(blocks: StreamValue) -> dict[str, Any]:
    """The JSON of a form version.

    Raises FormRefused when there is nothing to ask, when a condition names no earlier question or choice,
    or when two questions claim to name the project.
    """
    earlier: dict[str, dict[str, Any]] = {}
    slugs: set[str] = set()
    pages = [_page(block, earlier, slugs) for block in blocks]
    if not earlier:
        raise FormRefused("Ce formulaire ne demande rien : ajoutez au moins une question.")
    if sum(1 for question in earlier.values() if question["options"].get("names_project")) > 1:
        raise FormRefused("Une seule question peut donner son nom au projet.")
    return {"pages": pages}


def _page(block: Any, earlier: dict[str, dict[str, Any]], slugs: set[str]) -> dict[str, Any]:
    value = block.value
    condition = _condition(value["shown_when"], earlier, value["title"])
    return {
        "key": str(block.id),
        "slug": _slug(value["title"], slugs),
        "title": value["title"],
        "intro": value["intro"] or "",
        "condition": condition,
        "questions": [_question(child, earlier) for child in value["fields"]],
    }


def _question(block: Any, earlier: dict[str, dict[str, Any]]) -> dict[str, Any]:
    value = block.value
    question: dict[str, Any] = {name: _said(name, value[name]) for name in COMMON if name in value}
    question |= {
        "key": str(block.id),
        "type": block.block_type,
        "condition": _condition(value["shown_when"], earlier, value["label"]),
        "options": {
            name: _plain(value[name]) for name in OPTIONS if value.get(name) not in (None, "", False)
        },
    }
    for listed in ("choices", "charges", "resources"):
        if listed in value:
            question["options"][listed] = _items(value[listed])
    if block.block_type != FieldType.SECTION:
        earlier[value["label"]] = question
    return question


def _items(value: Any) -> list[dict[str, str]]:
    return [{"key": str(item.id), "label": item.value} for item in value.bound_blocks]


def _said(name: str, value: Any) -> Any:
    """A flag or a text; what an editor never touched is empty, not null."""
    return bool(value) if name in FLAGS else value or ""


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool | int | str) else str(value)


def _condition(value: Any, earlier: dict[str, dict[str, Any]], label: str) -> dict[str, Any] | None:
    if not value or not value["question"]:
        return None
    asked = earlier.get(value["question"])
    if asked is None:
        raise FormRefused(
            f"« {label} » dépend de « {value['question']} », qui n’est pas une question posée avant elle."
        )
    answer = value["answer"]
    if not answer:
        return {"question": asked["key"], "op": "filled", "value": None}
    choices = {choice["label"]: choice["key"] for choice in asked["options"].get("choices", ())}
    if choices and answer not in choices:
        raise FormRefused(
            f"« {label} » attend la réponse « {answer} », qui n’est pas proposée à « {asked['label']} »."
        )
    return {"question": asked["key"], "op": "is", "value": choices.get(answer, answer)}


def _slug(title: str, taken: set[str]) -> str:
    base = slugify(title)[:50] or "etape"
    slug, n = base, 2
    while slug in taken or slug in RESERVED:
        slug, n = f"{base}-{n}", n + 1
    taken.add(slug)
    return slug
