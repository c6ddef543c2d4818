"""The jury at work, through its pages: entering, declaring, reading, marking, correcting, on paper."""

import io
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from pypdf import PdfReader

from incubator.enums import Status
from incubator.jury_links import link_for
from incubator.models import ApplicationRevision, Review
from incubator.reading import for_jury
from reminders.models import Notice
from reminders.typography import unbroken
from tests.factories.incubator import WHOLE, ask, brought_to, given, handed_in, key, published_call
from tests.factories.incubator import page as form_page
from tests.factories.people import UserFactory
from tests.incubator.jury import confided, grid, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    call = published_call()
    grid(call.stages.first(), "Utilité", "Collectif", threshold=3)
    return call


@pytest.fixture
def yann(client, call):
    person = given(call, "review_call")
    client.force_login(person)
    return person


def arrived(call, **answers):
    application = brought_to(Status.UNDER_REVIEW, call=call)
    ApplicationRevision.objects.create(
        application=application,
        number=1,
        title=application.title,
        form_version=call.form_version,
        answers={**WHOLE, **answers},
    )
    return application


def page(client, assignment):
    return client.get(reverse("incubator:lecture", args=[assignment.pk]))


def post(client, assignment, *marks, far=False, **more):
    criteria = assignment.stage.criteria.all()
    data = {f"m-{criterion.pk}": mark for criterion, mark in zip(criteria, marks, strict=True)}
    headers = {"X-Lecture": "1"} if far else {}
    return client.post(
        reverse("incubator:lecture", args=[assignment.pk]),
        {"cle": str(uuid4()), "avis": "Solide.", **data, **more},
        headers=headers,
    )


def test_the_link_of_a_mail_says_who_and_lets_nobody_in(client, call):
    reader = given(call, "review_call")
    address = link_for(reader).removeprefix("http://testserver")
    address = address[address.index("/jury/") :]
    answer = client.get(address)
    assert f"Bonjour {reader.get_short_name()}" in answer.content.decode()
    assert client.get(reverse("incubator:jury")).status_code == 302
    assert client.get(address.replace("lien/", "lien/x")).status_code == 404
    client.force_login(reader)
    assert client.get(address)["Location"] == reverse("incubator:jury")
    reader.is_active = False
    reader.save()
    client.logout()
    assert client.get(address).status_code == 404


def test_the_desk_says_how_much_there_is_and_how_long_it_takes(client, call, yann):
    long = " ".join(["mot"] * 1600)
    for _ in range(11):
        confided(arrived(call, **{key("demande"): "Acheter deux machines."}), yann)
    confided(arrived(call, **{key("demande"): long}), yann)
    found = client.get(reverse("incubator:jury")).content.decode().replace("\xa0", " ")
    # Twelve times six minutes to mark, and eight minutes for the long one.
    assert "12 dossiers, environ 1 h 20" in found
    assert "<strong>0 sur 12</strong>" in found


def test_one_s_own_page_says_what_is_left_to_read(client, call, yann):
    def said() -> str:
        found = client.get("/mon-espace/").content.decode()
        assert (reverse("incubator:jury") in found) is ("À lire pour le jury" in found)
        return found

    assert "À lire pour le jury" not in said()
    first, second = (confided(arrived(call), yann) for _ in range(2))
    assert '<p class="own-count">2</p>' in said()
    post(client, first, 4, 4)
    assert '<p class="own-count">1</p>' in said()
    client.post(reverse("incubator:step_aside", args=[second.pk]), {"reason": "Une cousine."})
    assert "Tout est rendu, merci" in said()


def test_nothing_opens_before_it_is_declared(client, call, yann):
    mine, linked = (
        confided(arrived(call), yann, declared=False),
        confided(arrived(call), yann, declared=False),
    )
    assert page(client, mine).status_code == 302
    assert client.get(reverse("incubator:booklet", args=[mine.stage_id])).status_code == 404
    found = client.get(reverse("incubator:jury")).content.decode()
    assert "Je l’affirme" in found
    assert reverse("incubator:lecture", args=[mine.pk]) not in found
    data = {"montre": [mine.pk, linked.pk], "lien": [linked.pk]}
    client.post(reverse("incubator:declare", args=[mine.stage_id]), data)
    assert page(client, mine).status_code == 200
    assert page(client, linked).status_code == 404
    assert client.post(reverse("incubator:declare", args=[mine.stage_id]), data).status_code == 404


def test_a_dossier_given_in_between_is_not_declared_unseen(client, call, yann):
    shown, later = (
        confided(arrived(call), yann, declared=False),
        confided(arrived(call), yann, declared=False),
    )
    client.post(reverse("incubator:declare", args=[shown.stage_id]), {"montre": [shown.pk]})
    later.refresh_from_db()
    assert later.declared_at is None


def test_reading_and_marking(client, call, yann):
    assignment = confided(arrived(call), yann)
    assert "Acheter deux machines." in page(client, assignment).content.decode()
    assert post(client, assignment, "4", "3.5")["Location"] == reverse("incubator:jury")
    assert "<strong>1\xa0sur\xa01</strong>" in client.get(reverse("incubator:jury")).content.decode()
    answer = page(client, assignment).content.decode()
    assert "Corriger ma lecture" in answer
    assert 'value="3.5" checked' in answer


def test_what_is_missing_is_said_beside_it_and_nothing_typed_is_lost(client, call, yann):
    assignment = confided(arrived(call), yann)
    answer = post(client, assignment, "2", "", avis="Presque.")
    assert answer.status_code == 422
    found = answer.content.decode()
    assert unbroken("« Utilité » est sous le seuil : dites pourquoi.") in found
    assert unbroken("Notez « Collectif », ou choisissez « sans objet ».") in found
    assert "Presque." in found
    assert 'value="2.0" data-low checked' in found


def test_notes_are_kept_without_giving_anything(client, call, yann):
    assignment = confided(arrived(call), yann)
    post(client, assignment, "2", "", garder="1")
    assert not Review.objects.exists()
    assert 'value="2.0" data-low checked' in page(client, assignment).content.decode()
    assert "commencé" in client.get(reverse("incubator:jury")).content.decode()


def test_what_comes_from_the_train_is_answered_in_two_numbers_and_counted_once(client, call, yann):
    first, second = confided(arrived(call), yann), confided(arrived(call), yann)
    sent = str(uuid4())
    for _ in range(3):
        answer = post(client, first, "4", "4", far=True, cle=sent)
        assert answer.json() == {"stage": first.stage_id, "done": 1, "count": 2}
    assert Review.objects.count() == 1
    refused = post(client, second, "4", "9", far=True)
    assert (refused.status_code, refused.json()) == (
        422,
        {"message": "« Collectif » se note de 0 à 5, par demi-points."},
    )


def test_the_others_are_read_once_ones_own_is_in(client, call, yann):
    application = arrived(call)
    read(confided(application), 4, 4, comment="Avis d’une autre.")
    assignment = confided(application, yann)
    assert "Avis d’une autre." not in page(client, assignment).content.decode()
    post(client, assignment, "4", "4")
    assert "Avis d’une autre." in page(client, assignment).content.decode()


def test_stepping_aside_while_reading(client, call, yann):
    assignment = confided(arrived(call), yann)
    client.post(reverse("incubator:step_aside", args=[assignment.pk]), {"pourquoi": "Mon voisin."})
    assignment.refresh_from_db()
    assert assignment.recusal_reason == "Mon voisin."
    assert page(client, assignment).status_code == 404
    assert post(client, assignment, "4", "4").status_code == 404


@pytest.mark.parametrize("anonymous", [False, True])
def test_the_booklet_holds_what_the_stage_shows(client, call, yann, anonymous):
    call.stages.update(is_anonymous=anonymous)
    application = arrived(call)
    confided(application, yann)
    confided(arrived(call), yann, declared=False)
    other = arrived(call, **{key("demande"): "Le dossier d’une autre pile."})
    confided(other)
    answer = client.get(reverse("incubator:booklet", args=[application.stage_id]))
    assert answer["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.content))
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert "Acheter deux machines." in text
    assert "Utilité" in text
    assert "autre pile" not in text
    assert (application.owner.name in text) is not anonymous
    assert ("La laverie" in text) is not anonymous
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"].value is True


FLAGGED = {
    "nom": ("text", {}),
    "rue": ("text", {"personal": True}),
    "motif": ("text", {"hidden_from_jury": True}),
    "appui": ("organisation", {}),
    "projet": ("text", {"options": {"names_project": True}}),
}


@pytest.mark.parametrize(
    ("anonymous", "shown"),
    [(False, {"nom", "rue", "appui", "projet"}), (True, {"nom"})],
    ids=["named", "anonymous"],
)
def test_each_flag_hides_its_answer_by_itself(anonymous, shown):
    asked = [ask(name, kind, **more) for name, (kind, more) in FLAGGED.items()]
    call = published_call({"pages": [form_page("Vous", "vous", *asked)]})
    call.stages.update(is_anonymous=anonymous)
    said = {key(name): [f"dit-{name}", "", ""] if name == "appui" else f"dit-{name}" for name in FLAGGED}
    application = arrived(call, **said)
    reading = for_jury(application, application.revisions.get(), {})
    words = " ".join(line.text for chapter in reading.chapters for line in chapter.lines)
    assert {name for name in FLAGGED if f"dit-{name}" in words} == shown


def test_anonymity_hides_names_in_the_page_its_title_and_its_address(client, call, yann):
    call.stages.update(is_anonymous=True)
    application = arrived(call)
    assignment = confided(application, yann)
    for found in (page(client, assignment), client.get(reverse("incubator:jury"))):
        text = found.content.decode()
        assert application.owner.name not in text
        assert application.title not in text
        assert "Nadia Belkacem" not in text
    assert f"<title>Dossier {application.number}</title>" in page(client, assignment).content.decode()


def test_readers_are_told_before_the_day_and_after_it_unless_all_is_read(client, call, yann):
    from incubator.services import assign

    stage = call.stages.first()
    stage.ends_on = date(2027, 1, 29)
    stage.save()
    application = arrived(call)
    assign(application=application, actor=given(call, "handle_call"), reviewer=yann)
    assert [(n.kind, call.local(n.due_at).isoformat()) for n in Notice.objects.order_by("due_at")] == [
        ("review.confided", "2027-01-12T14:13:00+01:00"),
        ("review.due", "2027-01-26T09:00:00+01:00"),
        ("review.overdue", "2027-01-30T09:00:00+01:00"),
    ]
    from incubator.jury_notices import DUE
    from reminders.registry import kind_of

    notice = Notice.objects.get(kind=DUE)
    deserved = kind_of(DUE).still_deserved
    assert deserved(stage, notice) is None
    assignment = application.assignments.get()
    client.post(reverse("incubator:declare", args=[stage.pk]), {"montre": [assignment.pk]})
    post(client, assignment, "4", "4")
    assert deserved(stage, notice) == "tout est lu"


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_costs_the_same_however_many(client, call, yann, count, django_assert_num_queries):
    for _ in range(count):
        confided(arrived(call), yann)
    client.get(reverse("incubator:jury"))
    with django_assert_num_queries(7):
        client.get(reverse("incubator:jury"))


@pytest.mark.parametrize(
    "role", ["stranger", "owner", "other_jury", "officer", "manager", "past_stage", "asleep"]
)
def test_nobody_else_reaches_a_pile_by_its_addresses(client, call, role):
    application = handed_in(call=call)
    application.status, application.stage = Status.UNDER_REVIEW, call.stages.first()
    application.save()
    assignment = confided(application)
    person = {
        "owner": lambda: application.owner,
        "other_jury": lambda: confided(arrived(published_call())).reviewer,
        "officer": lambda: given(call, "handle_call"),
        "manager": lambda: given(call, "manage_call"),
        "past_stage": lambda: assignment.reviewer,
        "asleep": lambda: assignment.reviewer,
    }.get(role, UserFactory)()
    if role == "past_stage":
        application.stage = call.stages.last()
        application.save()
    if role == "asleep":
        person.is_active = False
        person.save()
    client.force_login(person)
    expected = 302 if role == "asleep" else 404
    for name, pk in (("lecture", assignment.pk), ("booklet", assignment.stage_id)):
        assert client.get(reverse(f"incubator:{name}", args=[pk])).status_code == expected
    for name, pk in (
        ("lecture", assignment.pk),
        ("step_aside", assignment.pk),
        ("declare", assignment.stage_id),
    ):
        assert client.post(reverse(f"incubator:{name}", args=[pk]), {}).status_code == expected
    assignment.refresh_from_db()
    assert (assignment.recused_at, assignment.reviewed_at) == (None, None)
