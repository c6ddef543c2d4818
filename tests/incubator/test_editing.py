"""Editors of a call: seen as an applicant, published again while drafts exist, prolonged, taken up next year."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from incubator.errors import NotAllowed, Refused
from incubator.form_changes import compare
from incubator.forms.schema import Schema
from incubator.models import Call, CallUserPermission, Criterion, FormVersion
from incubator.presets import simple_call
from incubator.services import clone_call, extend, move_drafts, save_answers
from incubator.transitions import transition
from reminders.models import Notice, Outcome
from reminders.registry import kind_of
from tests.factories.incubator import (
    CLOSES,
    DURING,
    OPENS,
    SCHEMA,
    ApplicationFactory,
    ask,
    brought_to,
    given,
    handed_in,
    key,
    page,
    published_call,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]
SECOND = {
    "pages": [
        page("Vous", "vous", ask("nom", "text", "Comment vous appelez-vous ?")),
        page(
            "Le projet",
            "le-projet",
            ask("projet", "text", "Nom du projet", options={"names_project": True}),
            ask("demande", "long_text", "La demande", short="la demande", options={"word_limit": 20}),
            ask("devis", "text", "Le devis, en un mot", required=False),
            ask("local", "text", "Le local est-il trouvé ?"),
        ),
    ]
}


@pytest.fixture
def call():
    return published_call(readers=3)


@pytest.fixture
def fatou(client, call):
    person = given(call, "manage_call")
    client.force_login(person)
    return person


def second_version(call) -> FormVersion:
    call.form_version = FormVersion.objects.create(call=call, number=2, schema=SECOND)
    call.save()
    return call.form_version


def test_what_changes_is_said_question_by_question():
    changes = compare(Schema.from_json(SCHEMA), Schema.from_json(SECOND))
    assert [sentence.replace("\xa0", " ") for sentence in changes.sentences] == [
        "Nouvelle question : « Le local est-il trouvé ? », obligatoire.",
        "« Une structure ? » n’est plus demandée : ce qui y était écrit reste gardé, et ne part plus.",
        "« Laquelle ? » n’est plus demandée : ce qui y était écrit reste gardé, et ne part plus.",
        "« Le devis, en un mot » se répond autrement : la réponse est à redonner.",
        "« Votre nom » devient « Comment vous appelez-vous ? » : la réponse est gardée.",
        "« La demande » devient obligatoire ou plus courte.",
    ]
    assert (
        changes.sentences[0] == "Nouvelle question\xa0: «\xa0Le local est-il trouvé\xa0?\xa0», obligatoire."
    )
    assert compare(Schema.from_json(SCHEMA), Schema.from_json(SCHEMA)).is_nothing


def test_drafts_pass_to_the_new_version_and_lose_nothing(call):
    draft = ApplicationFactory(
        call=call, answers={key("nom"): "Nadia", key("structure"): key("oui"), key("devis"): ["x"]}
    )
    arrived = handed_in(call=call)
    second_version(call)
    assert move_drafts(call=call, actor=given(call, "manage_call")) == 1
    draft.refresh_from_db()
    arrived.refresh_from_db()
    assert (draft.form_version.number, arrived.form_version.number) == (2, 1)
    assert draft.answers == {key("nom"): "Nadia", key("structure"): key("oui")}
    notice = Notice.objects.get(kind="application.form_changed")
    kind = kind_of(notice.kind)
    mail = render_to_string(f"{kind.template}.txt", kind.context(kind.find(notice.subject_id), notice))
    assert "- «\xa0Le devis, en un mot\xa0» se répond autrement\xa0: la réponse est à redonner." in mail
    assert move_drafts(call=call, actor=given(call, "manage_call")) == 0


def test_only_a_manager_moves_drafts(call):
    with pytest.raises(NotAllowed):
        move_drafts(call=call, actor=given(call, "handle_call"))


def test_a_page_written_on_the_old_version_is_kept_where_it_still_has_a_place(client, call):
    draft = ApplicationFactory(call=call, answers={})
    client.force_login(draft.owner)
    address = reverse("incubator:page", kwargs={"pk": draft.pk, "slug": "vous"})
    moved = {"pages": [{**SECOND["pages"][0], "slug": "qui"}, SECOND["pages"][1]]}
    call.form_version = FormVersion.objects.create(call=call, number=2, schema=moved)
    call.save()
    move_drafts(call=call, actor=given(call, "manage_call"))
    alone = client.post(address, {key("nom"): "Nadia B.", "revision": 0}, headers={"X-Autosave": "1"})
    assert alone.status_code == 409
    assert alone.json()["message"].startswith("Le formulaire a changé pendant que vous écriviez.")
    draft.refresh_from_db()
    assert draft.answers == {key("nom"): "Nadia B."}
    assert (
        client.post(address, {key("nom"): "Nadia Belkacem", "revision": 0})["Location"]
        == draft.get_absolute_url()
    )
    draft.refresh_from_db()
    assert draft.answers == {key("nom"): "Nadia Belkacem"}
    assert client.get(address).status_code == 404


def test_the_team_publishes_and_moves_drafts_in_one_gesture(client, call, fatou):
    ApplicationFactory(call=call)
    call.form_blocks = simple_call()
    call.save()
    address = reverse("incubator_publish_form", args=[call.pk])
    told = client.get(address).content.decode()
    assert "Nouvelle question\xa0: «\xa0Prénom et nom\xa0», obligatoire." in told
    client.post(address, {"brouillons": "1"})
    assert [a.form_version.number for a in call.applications.all()] == [2]
    client.post(address)
    assert FormVersion.objects.filter(call=call).count() == 2


def test_the_form_is_seen_as_an_applicant_sees_it_and_nothing_is_kept(client, call, fatou):
    call.form_blocks = simple_call()
    call.save()
    address = reverse("incubator_call_preview", args=[call.pk])
    assert "Prénom et nom" in client.get(address).content.decode()
    assert "Charges et ressources" in client.get(f"{address}?etape=le-budget").content.decode()
    assert client.get(f"{address}?etape=nulle-part").status_code == 200
    assert not call.applications.exists()
    call.form_blocks = []
    call.save()
    assert client.get(address).status_code == 302


@pytest.mark.parametrize(
    "name", ["incubator_call_preview", "incubator_clone", "incubator_extend", "incubator_publish_form"]
)
def test_another_call_is_not_there(client, fatou, name):
    assert client.get(reverse(name, args=[published_call().pk])).status_code == 404


def test_last_years_call_is_taken_up_with_its_form_grid_and_team(client, call, fatou):
    stage = call.stages.first()
    Criterion.objects.create(stage=stage, name="Utilité sociale", weight=2)
    reader = given(call, "review_call")
    address = reverse("incubator_clone", args=[call.pk])
    page_ = client.get(address).content.decode()
    assert 'value="2028-01-29T23:59"' in page_
    answer = client.post(
        address,
        {
            "title": "Services de proximité 2028",
            "slug": "services-2028",
            "opens_at": "2028-01-04T09:00",
            "closes_at": "2028-01-29T23:59",
        },
    )
    copy = Call.objects.get(slug="services-2028")
    assert answer["Location"] == reverse("calls:edit", args=[copy.pk])
    assert (copy.readers, copy.is_published, copy.form_version) == (3, False, None)
    assert copy.local(copy.closes_at).isoformat() == "2028-01-29T23:59:59+01:00"
    assert copy.stages.count() == call.stages.count()
    assert [c.name for c in copy.stages.first().criteria.all()] == ["Utilité sociale"]
    assert stage.criteria.count() == 1
    team = CallUserPermission.objects.filter(content_object=copy)
    assert set(team.values_list("user", "permission__codename")) == {
        (fatou.pk, "manage_call"),
        (reader.pk, "review_call"),
    }
    assert not copy.applications.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"slug": "prise"}, "Cette adresse courte est prise : choisissez-en une autre."),
        ({"closes_at": OPENS}, "L’appel doit fermer après son ouverture."),
    ],
)
def test_what_a_copy_refuses(call, changes, sentence):
    published_call(slug="prise")
    asked = {"title": "2028", "slug": "appel-2028", "opens_at": OPENS, "closes_at": CLOSES, **changes}
    with pytest.raises(Refused) as refusal:
        clone_call(call=call, actor=given(call, "manage_call"), **asked)
    assert refusal.value.message == sentence
    with pytest.raises(NotAllowed):
        clone_call(call=call, actor=given(call, "handle_call"), **asked)


def test_a_call_that_closed_reopens_when_prolonged_and_drafts_are_told_once(call, time_machine):
    draft, manager = ApplicationFactory(call=call), given(call, "manage_call")
    brought_to("withdrawn", call=call)
    time_machine.move_to(CLOSES + timedelta(hours=2), tick=False)
    later = CLOSES + timedelta(days=7)
    extend(call=call, actor=manager, closes_at=later)
    told = Notice.objects.filter(kind="application.extended")
    assert [n.email for n in told] == [draft.owner.email]
    kind = kind_of("application.extended")
    assert kind.still_deserved(kind.find(str(draft.pk)), told.get()) is None
    save_answers(application=draft, actor=draft.owner, values={key("demande"): "Après."}, based_on=99)
    extend(call=call, actor=manager, closes_at=later + timedelta(days=1))
    first, second = told.order_by("pk")
    assert kind.still_deserved(kind.find(str(draft.pk)), first) == "la date a encore changé"
    assert kind.still_deserved(kind.find(str(draft.pk)), second) is None
    draft.refresh_from_db()
    assert transition(application=draft, name="submit", actor=draft.owner).status == "submitted"
    assert set(told.values_list("outcome", flat=True)) <= {Outcome.WAITING, Outcome.CANCELLED}


def test_changes_due_and_a_place_to_confirm_are_reminded(call):
    application = handed_in(call=call)
    due = DURING + timedelta(days=5)
    transition(
        application=application, name="request_changes", actor=given(call, "handle_call"),
        message="Le devis ?", due_at=due, unlocked=[key("demande")],
    )  # fmt: skip
    waiting = Notice.objects.filter(outcome=Outcome.WAITING)
    asked = waiting.filter(kind="application.changes_due").order_by("due_at")
    assert [n.due_at for n in asked] == [due - timedelta(hours=48), due - timedelta(hours=3)]
    application.refresh_from_db()
    transition(application=application, name="resubmit", actor=application.owner)
    assert not asked.all().exists()
    chosen = brought_to("under_review", call=call)
    transition(
        application=chosen,
        name="publish",
        actor=given(call, "manage_call"),
        outcome="selected",
        motivation="Oui.",
    )
    places = waiting.filter(kind="application.confirm_before").order_by("due_at")
    chosen.refresh_from_db()
    assert [n.due_at for n in places] == [
        chosen.confirm_before - timedelta(days=7),
        chosen.confirm_before - timedelta(hours=48),
    ]
    transition(application=chosen, name="confirm", actor=chosen.owner)
    assert not places.all().exists()
