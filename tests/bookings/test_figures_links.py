"""The owner's representative reads what their link was given, until its last day, and nothing else."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from bookings import services
from bookings.errors import BookingRefused, NotAllowed
from bookings.models import AgreementSpace, FiguresLink, OccupancyAgreement
from bookings.services.figures_links import close_figures, figures_link_of, give_figures
from journal.models import AuditEvent
from people.services import grant
from reminders.models import Notice
from tests.bookings.browsing import text_of
from tests.factories.bookings import AgreementFactory, house, room
from tests.factories.people import UserFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("now"),
    pytest.mark.usefixtures("no_second_factor"),
]

CITY = "Ville de Poitiers, service du patrimoine"


@pytest.fixture
def facts(place, samir):
    return {
        "place": place,
        "recipient": CITY,
        "since": date(2026, 1, 1),
        "expires_on": date(2026, 8, 31),
        "actor": samir,
    }


def typed(place, **more) -> dict:
    return {
        "place": place.pk,
        "recipient": CITY,
        "since": "2026-01-01",
        "expires_on": "2026-08-31",
    } | more


def opened(client, secret, **asked):
    return client.get(reverse("bookings:figures", args=[secret]), asked)


def meet(ask):
    """Two hours on Monday 2 March."""
    services.book(**ask(day="2026-03-02", start="10:00", end="12:00"))


@pytest.fixture
def leased(place, association):
    """A studio let for 250 € a month."""
    studio = room(place, "Atelier sous convention", is_bookable=False, area_m2=Decimal(50))
    draft = AgreementFactory(
        place=place, organisation=association, fee=Decimal(250), purpose="atelier", kind="precarious"
    )
    AgreementSpace.objects.create(agreement=draft, space=studio)
    return draft, studio


def signed(draft, samir) -> OccupancyAgreement:
    return services.sign_agreement(agreement=draft, signed_on=date(2026, 1, 1), actor=samir)


def test_a_manager_gives_a_link_that_shows_figures_with_their_sums(client, samir, place, clain, ask):
    meet(ask)
    client.force_login(samir)
    page = client.post(reverse("figures_links"), typed(place))
    address = page.context["address"]
    assert address in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    # The address is in that answer and in no other.
    assert address not in client.get(reverse("figures_links")).content.decode()
    client.logout()

    page = client.get(address, {"du": "2026-03-02", "au": "2026-03-02", "par": "space"})

    assert page.status_code == 200
    # Two hours of the fourteen of that day.
    assert page.context["sheet"].table.popitem()[1][0].sum == "2\u202fh / 14\u202fh"
    assert "heures d’ouverture des espaces réservables" in text_of(page)
    assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("no-referrer", "noindex, nofollow")
    assert "no-store" in page["Cache-Control"]
    assert "Lucie" not in page.content.decode()


def test_the_database_alone_does_not_give_the_address(facts):
    link, secret = give_figures(**facts)
    assert secret not in str(FiguresLink.objects.values().get())
    assert figures_link_of(secret) == link
    assert figures_link_of(link.digest) is None
    assert figures_link_of("\udcff") is None


def test_an_unknown_address_opens_nothing(client, place):
    assert opened(client, "faux").status_code == 404


def test_a_link_ends_by_itself_after_its_last_day_on_the_clock_of_the_place(client, facts):
    _, secret = give_figures(**facts)
    # 31 August, 23 h 59 in Paris, then midnight.
    with time_machine.travel(datetime(2026, 8, 31, 21, 59, tzinfo=UTC), tick=False):
        assert opened(client, secret).status_code == 200
    with time_machine.travel(datetime(2026, 8, 31, 22, 0, tzinfo=UTC), tick=False):
        closed = opened(client, secret)
    assert closed.status_code == 410
    assert "Il se lisait jusqu’au lundi 31 août 2026" in text_of(closed)


def test_a_closed_link_opens_nothing_any_more(client, samir, facts):
    link, secret = give_figures(**facts)
    client.force_login(samir)
    assert client.post(reverse("figures_link_close", args=[link.pk])).status_code == 302
    closed = opened(client, secret)
    assert closed.status_code == 410
    assert closed["Referrer-Policy"] == "no-referrer"
    assert "La maison l’a fermé" in text_of(closed)
    before = AuditEvent.objects.count()
    close_figures(link=link, actor=samir)
    assert AuditEvent.objects.count() == before


def test_some_spaces_only(client, facts, place, clain, ask):
    other = room(place, "Salle de la Boivre")
    meet(ask)
    _, secret = give_figures(**facts, spaces=[other])
    page = opened(client, secret, du="2026-03-02", au="2026-03-02", par="space")
    table = page.context["sheet"].table
    assert [group.label for group in table] == ["", "Salle de la Boivre"]
    assert table.popitem()[1][0].sum == "0\u202fh / 14\u202fh"
    assert "Salle du Clain" not in text_of(page)


@pytest.mark.parametrize(
    ("shown", "has_agreements", "has_amounts"),
    [
        ({}, False, False),
        ({"shows_agreements": True}, True, False),
        ({"shows_agreements": True, "shows_amounts": True}, True, True),
    ],
)
def test_agreements_and_amounts_are_shown_when_chosen(
    client, facts, leased, samir, shown, has_agreements, has_amounts
):
    signed(leased[0], samir)
    _, secret = give_figures(**facts, **shown)
    page = text_of(opened(client, secret))
    assert ("Les Petites Mains du Clain" in page, "250" in page) == (has_agreements, has_amounts)


def test_agreements_of_other_spaces_are_not_shown(client, facts, leased, samir, clain):
    draft, studio = leased
    AgreementSpace.objects.create(agreement=draft, space=room(draft.place, "Bureau 9", is_bookable=False))
    signed(draft, samir)
    _, secret = give_figures(**facts, spaces=[clain], shows_agreements=True)
    assert opened(client, secret).context["tenancies"] == []
    _, secret = give_figures(**facts, spaces=[studio], shows_agreements=True)
    page = opened(client, secret)
    assert [row.names for row in page.context["tenancies"]] == ["Atelier sous convention"]
    assert "Bureau 9" not in text_of(page)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"du": "2025-12-31"}, "Ce lien montre les chiffres à partir du 01/01/2026."),
        ({"au": "2026-03-03"}, "Choisissez un jour passé, ou aujourd’hui"),
        ({"du": "2026-03-02", "au": "2026-03-01"}, "La période se termine avant de commencer."),
        ({"du": "hier"}, "date valide"),
        ({"par": "organisation"}, "Sélectionnez un choix valide"),
        ({"par": "<script>"}, "Sélectionnez un choix valide"),
    ],
)
def test_a_link_answers_for_what_it_was_given(client, facts, asked, said):
    _, secret = give_figures(**facts)
    page = opened(client, secret, **asked)
    assert page.status_code == 422
    assert page.context["sheet"] is None
    assert said in text_of(page)


def test_the_spreadsheet_has_the_figures_of_the_page(client, facts, clain, ask):
    meet(ask)
    _, secret = give_figures(**facts)
    sheet = opened(client, secret, du="2026-03-02", au="2026-03-02", format="csv")
    assert sheet["Referrer-Policy"] == "no-referrer"
    lines = sheet.content.decode("utf-8-sig").splitlines()
    assert lines[1].split(";")[1:6] == ["Taux de réservation", "0,142857", "2", "14", "h"]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"recipient": "  "}, "recipient"),
        ({"since": date(2026, 3, 3)}, "since"),
        ({"expires_on": date(2026, 3, 1)}, "expires_on"),
        ({"expires_on": date(2028, 3, 3)}, "expires_on"),
        ({"shows_amounts": True}, "shows_amounts"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(facts, more, field):
    with pytest.raises(BookingRefused) as refused:
        give_figures(**facts | more)
    assert [refusal.rule for refusal in refused.value.refusals] == [field]
    assert not FiguresLink.objects.exists()


def test_the_error_stands_beside_its_field_and_what_was_typed_stays(client, samir, place):
    client.force_login(samir)
    page = client.post(reverse("figures_links"), typed(place, expires_on="2020-01-01", shows_amounts="on"))
    assert page.status_code == 422
    assert sorted(page.context["form"].errors) == ["expires_on", "shows_amounts"]
    assert CITY in page.content.decode()


def test_spaces_of_another_place_are_refused(facts):
    with pytest.raises(BookingRefused):
        give_figures(**facts, spaces=[room(house(slug="ailleurs"), "Ailleurs")])


def test_only_those_who_manage_the_place_give_and_close(client, facts, lucie, samir):
    link, _ = give_figures(**facts)
    with pytest.raises(NotAllowed):
        give_figures(**facts | {"actor": lucie})
    with pytest.raises(NotAllowed):
        close_figures(link=link, actor=lucie)
    elsewhere = UserFactory()
    grant(user=elsewhere, permission="manage_place", target=house(slug="ailleurs"), given_by=None)
    client.force_login(elsewhere)
    assert client.get(reverse("figures_links")).context["links"] == []
    assert client.post(reverse("figures_link_close", args=[link.pk])).status_code == 404
    link.refresh_from_db()
    assert link.revoked_at is None


def test_what_was_given_opened_and_closed_is_in_the_journal(client, facts, samir):
    link, secret = give_figures(**facts)
    with time_machine.travel(datetime(2026, 3, 2, 8, 0, tzinfo=UTC), tick=False) as traveller:
        opened(client, secret)
        # Another period of the same reading is not another opening.
        opened(client, secret, par="floor")
        traveller.shift(901)
        opened(client, secret)
    close_figures(link=link, actor=samir)
    rows = AuditEvent.objects.filter(target_id=str(link.pk)).order_by("pk")
    assert list(rows.values_list("action", "actor")) == [
        ("link.given", samir.pk),
        ("link.opened", None),
        ("link.opened", None),
        ("link.closed", samir.pk),
    ]
    client.force_login(UserFactory(is_superuser=True))
    page = text_of(client.get(reverse("privacy_audit"), {"rayon": "liens"}))
    assert page.count("un lien de lecture a été ouvert") == 2
    assert CITY in page


def test_the_page_of_rights_says_which_links_are_open(client, facts, samir):
    give_figures(**facts)
    closed, _ = give_figures(**facts | {"recipient": "Ancien propriétaire"})
    close_figures(link=closed, actor=samir)
    client.force_login(samir)
    page = text_of(client.get(reverse("people_rights")))
    assert f"{CITY} peut lire les chiffres de La Caserne par un lien" in page
    assert "Ancien propriétaire" not in page


def test_whoever_gave_it_is_told_two_weeks_before_it_ends(facts, samir):
    link, _ = give_figures(**facts)
    notice = Notice.objects.get(kind="figures.link_ending")
    assert (notice.recipient, notice.due_at) == (samir, datetime(2026, 8, 17, 7, 0, tzinfo=UTC))
    close_figures(link=link, actor=samir)
    notice.refresh_from_db()
    assert notice.outcome == "cancelled"
    give_figures(**facts | {"expires_on": date(2026, 3, 10)})
    assert Notice.objects.count() == 1


def test_the_list_of_links_costs_the_same_for_one_and_for_three(
    client, samir, facts, clain, django_assert_num_queries
):
    client.force_login(samir)
    give_figures(**facts, spaces=[clain])
    # What a process learns once, such as the kinds of objects, is no cost of the list.
    client.get(reverse("figures_links"))
    with django_assert_num_queries(42):
        client.get(reverse("figures_links"))
    give_figures(**facts, spaces=[clain])
    give_figures(**facts)
    with django_assert_num_queries(42):
        client.get(reverse("figures_links"))
