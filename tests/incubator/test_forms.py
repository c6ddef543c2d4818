"""Forms: what is asked, what is shown, what is wrong, in which words."""

from decimal import Decimal

import pytest

from incubator.compiler import compile_form
from incubator.enums import FieldType
from incubator.errors import FormRefused, NotAllowed
from incubator.forms.budget import sides
from incubator.forms.numbers import read_amount, read_whole
from incubator.forms.pages import PageForm, flaws, keepable
from incubator.forms.schema import Schema
from incubator.forms.words import count_words
from incubator.models import Call
from incubator.presets import simple_call
from incubator.services import publish_form, start
from tests.factories.incubator import (
    SCHEMA,
    WHOLE,
    CallFactory,
    ask,
    choices,
    given,
    key,
    page,
    published_call,
)
from tests.factories.people import UserFactory

BUDGET = {
    "charges": [{"key": "machines", "label": "Machines"}],
    "resources": [{"key": "appel", "label": "Cet appel"}],
    "must_balance": True,
}


def form_of(*questions) -> Schema:
    return Schema.from_json({"pages": [page("Page", "page", *questions)]})


def sentences(schema: Schema, answers: dict) -> list[str]:
    return [flaw.sentence for flaw in flaws(schema, answers, {})]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("aujourd’hui", 1),
        ("un rendez-vous, d'accord ?", 3),
        ("7 000 € à l’association", 4),
        ("🧺 🧺 🧺", 0),
        ("مرحبا بكم", 2),
        ("mot " * 50_000, 50_000),
    ],
)
def test_words_are_counted_as_readers_do(text, words):
    assert count_words(text) == words


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1 200", Decimal(1200)),
        ("1\u202f200,50 €", Decimal("1200.50")),
        ("", None),
        ("  ", None),
        ("-5", Decimal(-5)),
    ],
)
def test_amounts_are_read_in_french(text, amount):
    assert read_amount(text) == amount


@pytest.mark.parametrize("text", ["douze", "1e9", "1,234", "NaN", "9" * 13, "1 200 euros"])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError, match=text):
        read_amount(text)


def test_a_whole_number_has_no_decimals():
    assert read_whole("2 027") == 2027
    with pytest.raises(ValueError, match="2,5"):
        read_whole("2,5")


@pytest.mark.parametrize(
    ("question", "answer", "sentence"),
    [
        (ask("q", "text", "Nom"), "", "«\xa0Nom\xa0» manque"),
        (ask("q", "text", "Nom"), "x" * 201, "«\xa0Nom\xa0» : Assurez-vous que cette valeur comporte au plus 200 caractères (actuellement 201)."),
        (ask("q", "long_text", short="la demande", options={"word_limit": 50}), "mot " * 59, "La demande dépasse la limite de 50 mots"),
        (ask("q", "choice", "Oui ?", options={"choices": choices("oui")}), "inventé", "«\xa0Oui\xa0?\xa0» : Sélectionnez un choix valide. inventé n’en fait pas partie."),
        (ask("q", "multiple", "Qui ?", options={"choices": choices("a", "b")}), [], "«\xa0Qui\xa0?\xa0» manque"),
        (ask("q", "number", "Année", short="l’année", options={"minimum": 2020, "message": "Écrivez une année, par exemple 2027."}), "12", "L’année : Écrivez une année, par exemple 2027."),
        (ask("q", "money", "Montant", options={"maximum": "7000"}), "8 000", "«\xa0Montant\xa0» : Écrivez un montant en euros, 7000 au plus."),
        (ask("q", "date", "Quand"), "demain", "«\xa0Quand\xa0» : Écrivez une date, par exemple 29/01/2027."),
        (ask("q", "file", short="le devis", label="Devis"), ["inconnu"], "Le devis manque"),
        (ask("q", "organisation", "Qui"), ["", "", ""], "«\xa0Qui\xa0» manque"),
        (ask("q", "organisation", "Qui"), ["Nous", "association", "123"], "«\xa0Qui\xa0» : Ce n’est pas un SIREN : il a neuf chiffres. Vérifiez-le sur votre avis de situation INSEE."),
        (ask("q", "address", "Où"), ["", "86000", "Poitiers"], "«\xa0Où\xa0» : Écrivez la rue."),
        (ask("q", "organisation", "Qui"), ["", "association", ""], "«\xa0Qui\xa0» : Écrivez son nom."),
        (ask("q", "address", "Où"), ["1 rue", "860", "Poitiers"], "«\xa0Où\xa0» : Le code postal a cinq chiffres."),
        (ask("q", "consent", "D’accord ?"), False, "«\xa0D’accord\xa0?\xa0» manque"),
        (ask("q", "budget", "Budget", options=BUDGET), {}, "«\xa0Budget\xa0» manque"),
        (ask("q", "budget", "Budget", options=BUDGET), {"amounts": {"machines": "beaucoup"}}, "«\xa0Budget\xa0» : Écrivez des montants en chiffres, par exemple 1 200, et un intitulé à chaque ligne ajoutée."),
        (ask("q", "budget", "Budget", options=BUDGET), {"amounts": {"machines": "15 240", "appel": "14 040"}}, "Les charges et les ressources ont 1\xa0200\xa0€ d’écart"),
        (ask("q", "budget", "Budget", options=BUDGET), {"amounts": {"machines": "1"}, "extra": {"resources": [{"label": "", "amount": "1"}]}}, "«\xa0Budget\xa0» : Écrivez des montants en chiffres, par exemple 1 200, et un intitulé à chaque ligne ajoutée."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(question, answer, sentence):
    assert sentences(form_of(question), {key("q"): answer}) == [sentence]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (ask("q", "long_text", options={"word_limit": 50}), "mot " * 50),
        (ask("q", "text"), "مرحبا 🧺 \u202eà l’envers"),
        (ask("q", "number", required=False), ""),
        (ask("q", "date"), "29/01/2027"),
        (ask("q", "date"), "2027-01-29"),
        (ask("q", "money"), "1 200,50 €"),
        (ask("q", "organisation"), ["Nous", "association", ""]),
        (ask("q", "organisation"), ["Nous", "association", "552 100 554"]),
        (ask("q", "organisation"), ["Nous", "association", "552\u202f100\u202f554"]),
        (ask("q", "address"), ["1 rue du Clain", "86000", "Poitiers"]),
        (ask("q", "address"), ["1 rue du Clain", "86 000", "Poitiers"]),
        (ask("q", "budget", options=BUDGET), {"amounts": {"machines": "10", "appel": "7"}, "extra": {"resources": [{"label": "Vente", "amount": "3"}]}}),
        (ask("q", "budget", required=False, options=BUDGET), {}),
        (ask("q", "section", "Intertitre"), None),
    ],
)  # fmt: skip
def test_what_is_right_is_left_alone(question, answer):
    assert sentences(form_of(question), {key("q"): answer}) == []


QUESTIONS = {
    FieldType.CHOICE: {"choices": choices("a", "b")},
    FieldType.MULTIPLE: {"choices": choices("a", "b")},
    FieldType.BUDGET: BUDGET,
}


@pytest.mark.parametrize("kind", [kind for kind in FieldType if kind != FieldType.SECTION])
def test_the_summary_leads_to_each_kind_of_question(kind):
    asked = form_of(ask("q", kind, options=QUESTIONS.get(kind, {}))).pages[0]
    form = PageForm(asked, {}, shown={key("q")}, kept={})
    assert [f' id="{flaw.anchor}"' in str(form[key("q")]) for flaw in form.flaws()] == [True]


def test_high_signs_stay_with_their_word():
    asked = form_of(ask("q", "text", "Combien ? «\xa0Beaucoup\xa0» : dites !")).questions
    assert [question.asked for question in asked] == ["Combien\xa0? «\xa0Beaucoup\xa0»\xa0: dites\xa0!"]


def test_a_budget_shows_its_amounts_as_its_totals():
    question = form_of(ask("q", "budget", options=BUDGET)).question(key("q"))
    value = {
        "amounts": {"machines": "1200", "appel": "douze"},
        "extra": {"charges": [{"label": "Eau", "amount": "5400,5"}]},
    }
    shown = [line.shown for side in sides(question, value) for line in side.lines]
    assert shown == ["1\xa0200", "5\xa0400,50", "douze"]


def test_a_budget_adds_up():
    question = form_of(ask("q", "budget", options=BUDGET)).question(key("q"))
    table = sides(
        question,
        {"amounts": {"machines": "5 400"}, "extra": {"charges": [{"label": "Eau", "amount": "2 300,50"}]}},
    )
    assert [side.total for side in table] == [Decimal("7700.50"), Decimal(0)]


def test_a_hidden_question_is_never_required():
    schema = Schema.from_json(SCHEMA)
    assert sentences(schema, WHOLE) == []
    assert sentences(schema, {**WHOLE, key("structure"): key("oui")}) == ["«\xa0Laquelle\xa0?\xa0» manque"]


def test_the_answer_to_a_hidden_question_shows_nothing():
    schema = form_of(
        ask("a", "choice", options={"choices": choices("oui", "non")}),
        ask("b", "text", condition={"question": key("a"), "op": "is", "value": key("oui")}),
        ask("c", "text", condition={"question": key("b"), "op": "filled"}),
    )
    answers = {key("a"): key("non"), key("b"): "caché"}
    assert sentences(schema, answers) == []
    assert schema.visible_answers(answers) == {key("a"): key("non")}
    answers[key("a")] = key("oui")
    assert sentences(schema, answers) == ["«\xa0c\xa0» manque"]


@pytest.mark.parametrize(
    ("op", "value", "answer", "holds"),
    [
        ("is", "x", ["x", "y"], True),
        ("is", "x", ["y"], False),
        ("is_not", "x", "y", True),
        ("is_not", "x", None, True),
        ("filled", None, "", False),
        ("filled", None, [], False),
        ("is", "x", None, False),
    ],
)
def test_conditions_read_one_answer_or_several(op, value, answer, holds):
    schema = form_of(
        ask("a", "text"), ask("b", "text", condition={"question": key("a"), "op": op, "value": value})
    )
    assert schema.question(key("b")).is_shown({key("a"): answer}) is holds


def test_a_page_may_be_hidden_whole():
    hidden = page(
        "Deux", "deux", ask("b", "text"), condition={"question": key("a"), "op": "is", "value": "oui"}
    )
    schema = Schema.from_json({"pages": [page("Un", "un", ask("a", "text")), hidden]})
    assert [p.slug for p, _ in schema.visible({key("a"): "non"})] == ["un"]
    assert [p.slug for p, _ in schema.visible({key("a"): "oui"})] == ["un", "deux"]


def test_what_the_database_cannot_keep_is_taken_out():
    assert keepable({"a": ["x\x00y", {"b": "\ud83e🧺"}], "n": None}) == {"a": ["xy", {"b": "🧺"}], "n": ""}


# --- From blocks to a version ------------------------------------------------------------------------------


def block(kind, label, **value):
    return {"type": kind, "id": key(label), "value": {"label": label, "required": True, **value}}


def composed(*questions) -> Call:
    pages = [{"type": "page", "id": key("p"), "value": {"title": "Relire", "fields": list(questions)}}]
    return CallFactory(form_blocks=pages)


@pytest.mark.django_db
def test_the_simple_call_compiles_into_seven_steps_of_work():
    schema = Schema.from_json(compile_form(CallFactory(form_blocks=simple_call()).form_blocks))
    assert [p.slug for p in schema.pages] == [
        "vous",
        "le-besoin",
        "le-projet",
        "le-budget",
        "lequipe",
        "les-pieces",
    ]
    assert schema.title_question.label == "Nom du projet"
    which = next(question for question in schema.questions if question.label == "Laquelle ?")
    asked = next(
        question
        for question in schema.questions
        if question.label == "Une structure porte-t-elle le projet ?"
    )
    assert which.condition.question == asked.key
    assert which.condition.value == asked.choices[0][0]
    assert all(question.help is not None for question in schema.questions)


@pytest.mark.django_db
def test_keys_are_those_of_the_blocks_and_reserved_addresses_are_avoided():
    items = [
        {"type": "item", "id": key("oui"), "value": "Oui"},
        {"type": "item", "id": key("non"), "value": "Non"},
    ]
    compiled = compile_form(composed(block("choice", "D’accord ?", choices=items)).form_blocks)
    (made,) = compiled["pages"]
    assert made["slug"] == "relire-2"
    assert made["questions"][0]["key"] == key("D’accord ?")
    assert made["questions"][0]["options"]["choices"] == [
        {"key": key("oui"), "label": "Oui"},
        {"key": key("non"), "label": "Non"},
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("questions", "message"),
    [
        ([], "Ce formulaire ne demande rien : ajoutez au moins une question."),
        (
            [block("text", "A", shown_when={"question": "B"}), block("text", "B")],
            "« A » dépend de « B », qui n’est pas une question posée avant elle.",
        ),
        (
            [
                block("choice", "A", choices=[{"type": "item", "id": key("x"), "value": "Oui"}]),
                block("text", "B", shown_when={"question": "A", "answer": "Peut-être"}),
            ],
            "« B » attend la réponse « Peut-être », qui n’est pas proposée à « A ».",
        ),
        (
            [block("text", "A", names_project=True), block("text", "B", names_project=True)],
            "Une seule question peut donner son nom au projet.",
        ),
    ],
)
def test_a_form_that_cannot_be_filled_is_not_published(questions, message):
    with pytest.raises(FormRefused) as refusal:
        compile_form(composed(*questions).form_blocks)
    assert refusal.value.message == message


@pytest.mark.django_db
def test_publishing_makes_a_version_that_begun_dossiers_do_not_follow():
    call = published_call()
    manager, owner = given(call, "manage_call"), UserFactory()
    application = start(call=call, owner=owner, title="La laverie")
    call.form_blocks = composed(block("text", "Autre chose")).form_blocks
    call.save()
    second = publish_form(call=call, actor=manager)
    assert second.number == 2
    assert publish_form(call=call, actor=manager) == second
    application.refresh_from_db()
    assert application.form_version.number == 1
    assert start(call=Call.objects.get(pk=call.pk), owner=UserFactory(), title="B").form_version == second


@pytest.mark.django_db
def test_only_managers_publish():
    call = published_call()
    with pytest.raises(NotAllowed):
        publish_form(call=call, actor=given(call, "handle_call"))


@pytest.mark.django_db
def test_a_version_never_changes():
    from django.db import DatabaseError, transaction

    version = published_call().form_version
    version.schema = {"pages": []}
    with pytest.raises(DatabaseError), transaction.atomic():
        version.save()
