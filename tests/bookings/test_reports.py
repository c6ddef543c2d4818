"""Something is broken: said by anyone, followed by the team, by a private link, without leaking."""

import logging
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import ExifTags, Image

from backoffice.tasks import tasks_for
from bookings.models import Closure, DoorSign, Report
from bookings.private_links import report_path
from bookings.services import book, reports
from people.services import grant
from reminders.models import Notice
from tests.bookings.browsing import text_of
from tests.factories.bookings import at, foreign_report
from tests.factories.people import UserFactory
from vault.models import PrivateFile

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("now"),
    pytest.mark.usefixtures("no_second_factor"),
]


@pytest.fixture
def sign(clain):
    return DoorSign.objects.create(space=clain)


@pytest.fixture
def ask_here(sign):
    return reverse("bookings:report_here", args=[sign.secret])


def typed(**more) -> dict:
    return {"what": "Le radiateur fuit", "where": "sous la fenêtre", "urgency": "hinders"} | more


def picture(name="fuite.jpg", form="JPEG") -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (20, 20), "red").save(content, form)
    return SimpleUploadedFile(name, content.getvalue())


@pytest.fixture
def leak(place, clain):
    return reports.report(place=place, space=clain, what="Le radiateur fuit", urgency="hinders")


def kinds() -> list[tuple[str, str]]:
    return list(Notice.objects.order_by("kind", "email").values_list("kind", "email"))


def test_somebody_who_passes_by_reports_and_follows_by_their_link(client, samir, ask_here, clain):
    answer = client.post(ask_here, typed(email="voisine@exemple.example", photo=picture()))

    report = Report.objects.get()
    assert answer.url == report_path(report)
    assert (report.space, report.reporter, report.status) == (clain, None, "new")
    assert PrivateFile.objects.of(report).get().original_name == "fuite.jpg"
    assert kinds() == [("report.came", samir.email), ("report.received", "voisine@exemple.example")]
    page = client.get(answer.url)
    assert page["Referrer-Policy"] == "strict-origin"
    assert "Le radiateur fuit" in text_of(page)
    assert client.post(answer.url, {"text": "Ça empire"}).status_code == 302
    assert report.words.get().by_team is False


def test_a_danger_is_told_whatever_the_preferences(samir, place):
    reports.report(place=place, what="Un fil pend", urgency="danger")
    assert kinds() == [("report.danger", samir.email)]


def test_a_report_from_a_booking_knows_which(as_lucie, lucie, ask, client):
    booking = book(**ask())
    address = reverse("bookings:report_booking", args=[booking.pk])

    as_lucie.post(address, typed(email="autre@exemple.example"))

    report = Report.objects.get()
    assert (report.booking, report.reporter, report.email) == (booking, lucie, "")
    client.force_login(UserFactory())
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"what": " "}, "Il manque une réponse ici."),
        ({"what": "x" * 501}, "500"),
        ({"urgency": "hier"}, "Sélectionnez un choix valide"),
        ({"email": "pas une adresse"}, "adresse"),
    ],
)
def test_nonsense_is_told_and_nothing_is_kept(client, ask_here, wrong, sentence):
    answer = client.post(ask_here, typed(**wrong))

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert Report.objects.count() == 0


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("fuite.jpg", b"<svg onload=alert(1)>"),
        SimpleUploadedFile("fuite.jpg", b""),
        SimpleUploadedFile("fuite.pdf", b"%PDF-1.7 %%EOF"),
        SimpleUploadedFile("fuite.svg", b"<svg/>"),
        picture("fuite.jpg", "PNG"),
    ],
    ids=["script", "empty", "pdf", "svg", "png said jpg"],
)
def test_only_pictures_that_are_what_they_say_are_kept(client, ask_here, file):
    file.seek(0)

    answer = client.post(ask_here, typed(photo=file))

    assert answer.status_code == 422
    assert (Report.objects.count(), PrivateFile.objects.count(), Notice.objects.count()) == (0, 0, 0)
    assert "Le radiateur fuit" in text_of(answer)


def test_machines_are_thanked_and_forgotten(client, ask_here):
    assert client.post(ask_here, typed(website="https://achetez.example")).status_code == 302
    assert Report.objects.count() == 0


def test_the_same_machine_does_not_report_for_ever(client, ask_here, now):
    answers = [client.post(ask_here, typed()).status_code for _ in range(7)]
    assert answers == [302] * 6 + [429]
    now.move_to(at("2026-03-02", "10:01"))
    assert client.post(ask_here, typed()).status_code == 302


def test_what_is_typed_is_not_sent_to_an_address_that_nobody_proved(place, clain):
    from reminders.registry import kind_of

    report = reports.report(
        place=place, space=clain, what="Achetez !", where="ici", urgency="hinders", email="x@exemple.example"
    )
    context = kind_of("report.received").context(report, None)
    assert "Achetez" not in str(context)
    assert context["spot"] == "Salle du Clain"


def test_the_private_link_shows_neither_notes_nor_names(client, leak, samir):
    reports.say(report=leak, actor=samir, text="Encore lui", is_note=True)
    reports.say(report=leak, actor=samir, text="On vient demain")

    page = text_of(client.get(report_path(leak)))

    assert "On vient demain" in page
    assert "Encore lui" not in page
    assert "Samir" not in page


def test_a_made_up_link_opens_nothing_and_a_true_one_is_in_no_log(client, leak, caplog):
    for token in (str(leak.pk), f"{leak.pk}:x", "x"):
        assert client.get(f"/signalements/{token}/").status_code == 404
    with caplog.at_level(logging.DEBUG):
        assert client.post(report_path(leak), {"text": ""}).status_code == 422
    assert report_path(leak) not in caplog.text


@pytest.fixture
def as_samir(client, samir):
    client.force_login(samir)
    return client


def follow(report) -> str:
    return reverse("report_follow", args=[report.pk])


def test_the_team_assigns_answers_and_settles(as_samir, samir, lucie, place, clain):
    leak = reports.report(place=place, space=clain, what="Fuite", urgency="hinders", reporter=lucie)
    other = UserFactory(name="Awa")
    grant(user=other, permission="manage_place", target=place, given_by=None)

    assert as_samir.post(follow(leak), {"deed": "assign", "to": other.pk}).status_code == 302
    assert as_samir.post(follow(leak), {"deed": "say", "text": "On vient"}).status_code == 302
    assert as_samir.post(follow(leak), {"deed": "settle", "text": "Réparé"}).status_code == 302

    leak = Report.objects.get()
    assert (leak.assigned_to, leak.status, leak.ended_at) == (other, "closed", at("2026-03-02", "09:00"))
    assert [kind for kind, email in kinds() if email == lucie.email] == ["report.said", "report.settled"]
    assert ("report.assigned", other.email) in kinds()
    late = as_samir.post(follow(leak), {"deed": "settle"})
    assert late.status_code == 409
    assert "Ce signalement est déjà réglé." in text_of(late)
    assert as_samir.post(follow(leak), {"deed": "reopen"}).status_code == 302
    assert Report.objects.get().status == "followed"


def test_what_is_no_report_is_set_aside_and_nobody_hears_of_it(as_samir, place):
    spam = reports.report(place=place, what="Achetez !", urgency="danger", email="x@exemple.example")
    before = kinds()

    as_samir.post(follow(spam), {"deed": "dismiss"})

    assert Report.objects.get().status == "dismissed"
    assert kinds() == before


def test_only_whoever_manages_the_place_follows(client, leak, lucie, jeanne, as_samir):
    stranger = UserFactory(name="Ailleurs")
    assert as_samir.get(follow(leak)).status_code == 200
    assert as_samir.get(follow(foreign_report())).status_code == 404
    wrong = as_samir.post(follow(leak), {"deed": "assign", "to": stranger.pk})
    assert wrong.status_code == 422
    assert as_samir.post(follow(leak), {"deed": "danser"}).status_code == 422
    for person in (lucie, jeanne):
        client.force_login(person)
        assert client.get(follow(leak)).status_code == 403


def test_the_photo_is_for_the_team_and_whoever_took_it(client, place, clain, samir, lucie):
    made = reports.report(
        place=place, space=clain, what="Fuite", urgency="hinders", reporter=lucie, photo=picture()
    )
    address = PrivateFile.objects.of(made).get().get_absolute_url()

    for person, status in ((samir, 200), (lucie, 200), (UserFactory(), 404)):
        client.force_login(person)
        assert client.get(address).status_code == status


def closing(**more) -> dict:
    return {"deed": "close", "day": "2026-03-04", "hour": "22:00", "reason": "fuite d’eau"} | more


def test_the_space_is_closed_from_the_report(as_samir, leak, clain):
    assert as_samir.post(follow(leak), closing()).status_code == 302

    closure = Closure.objects.get()
    assert (closure.kind, closure.reason) == ("incident", "fuite d’eau")
    assert (closure.starts_at, closure.ends_at) == (at("2026-03-02", "09:00"), at("2026-03-04", "22:00"))
    assert Report.objects.get().closure == closure
    assert "Fermé jusqu’au" in text_of(as_samir.get(report_path(leak)))


def test_bookings_in_the_way_are_named_and_nothing_is_closed(as_samir, leak, ask):
    book(**ask())

    answer = as_samir.post(follow(leak), closing())

    assert answer.status_code == 409
    assert "n’est pas libre mardi 3 mars 2026 de 14 h à 16 h" in text_of(answer)
    assert reverse("closure_new") in text_of(answer)
    assert Closure.objects.count() == 0


@pytest.mark.parametrize(
    "wrong", [{"day": "2026-03-01"}, {"day": "9999-12-31"}, {"day": "demain"}, {"reason": ""}]
)
def test_a_closing_that_makes_no_sense_is_refused(as_samir, leak, wrong):
    assert as_samir.post(follow(leak), closing(**wrong)).status_code in {409, 422}
    assert Closure.objects.count() == 0


def test_the_first_page_of_the_back_office_names_the_most_pressing(as_samir, place, leak, samir):
    today = at("2026-03-02", "09:00").date()
    reports.report(place=place, what="Un fil pend", urgency="danger")

    found = [(task.title, task.due) for task in tasks_for(samir, today) if "Signalement" in task.title]

    assert found == [
        ("Signalement : Un fil pend", today),
        ("Signalement : Le radiateur fuit", today + timedelta(days=7)),
    ]
    assert [task for task in tasks_for(UserFactory(), today) if "Signalement" in task.title] == []


def test_the_photo_says_nothing_of_where_and_with_what_it_was_taken(place, clain):
    written = BytesIO()
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Téléphone de Lucie"
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (46.0, 34.0, 56.0)
    Image.new("RGB", (40, 20), "red").save(written, "JPEG", exif=exif)
    photo = SimpleUploadedFile("fuite.jpg", written.getvalue())

    made = reports.report(place=place, space=clain, what="Fuite", urgency="hinders", photo=photo)

    kept = PrivateFile.objects.of(made).get()
    with kept.file.open() as opened, Image.open(opened) as picture:
        assert dict(picture.getexif()) == {}
        assert picture.size == (20, 40)
    assert kept.size == kept.file.size
