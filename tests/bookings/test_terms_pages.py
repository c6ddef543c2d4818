"""Agreements in the back office: written, signed, kept, renewed, ended."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from bookings.agreement_notices import ENDING, HEAD_ENDING, INSURANCE
from bookings.errors import AlreadyDecided, BookingRefused, NotAllowed
from bookings.models import OccupancyAgreement
from bookings.services import (
    attach_document,
    book,
    close_agreement,
    draft_agreement,
    renew_agreement,
    sign_agreement,
)
from people.models import Membership
from people.services import add_paper
from reminders.models import Notice
from reminders.registry import kind_of
from spaces.models import Occupation
from spaces.sources import differences
from tests.factories.bookings import AgreementFactory, AgreementSpaceFactory, room
from tests.factories.people import MembershipFactory, UserFactory
from vault.errors import Refused
from vault.models import PrivateFile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def draft(place, association, clain):
    agreement = AgreementFactory(
        place=place, organisation=association, insurance_expires_on=date(2026, 9, 30), fee=210
    )
    AgreementSpaceFactory(agreement=agreement, space=clain)
    return agreement


@pytest.fixture
def head(place, association, samir):
    """What the house itself signed with its owner, until the summer."""
    agreement = AgreementFactory(
        place=place, organisation=association, is_head=True, ends_on=date(2026, 8, 31), kind="public_domain"
    )
    return sign_agreement(agreement=agreement, actor=samir, signed_on=date(2026, 1, 1))


@pytest.fixture
def office(client, samir, settings):
    settings.DEMO = True
    client.force_login(samir)
    return client


def test_a_head_agreement_holds_nothing_and_bounds_the_others(head, draft, samir, clain):
    assert (head.status, head.claim, Occupation.objects.count()) == ("signed", None, 0)
    draft.head_agreement = head
    with pytest.raises(BookingRefused) as refused:
        draft_agreement(agreement=draft, agreed={clain: None}, actor=samir)
    assert refused.value.message == (
        "Une sous-convention finit au plus tard avec la convention principale. Au plus tard le 31/08/2026."
    )
    with pytest.raises(IntegrityError, match="ends before its head"), transaction.atomic():
        draft.save()

    draft.ends_on = date(2026, 8, 31)
    draft_agreement(agreement=draft, agreed={clain: None}, actor=samir)
    with pytest.raises(BookingRefused):
        close_agreement(agreement=head, actor=samir, ended_on=date(2026, 6, 30))
    signed = sign_agreement(agreement=draft, actor=samir, signed_on=date(2026, 3, 2))
    with pytest.raises(BookingRefused) as refused:
        close_agreement(agreement=head, actor=samir, ended_on=date(2026, 6, 30))
    assert refused.value.message == (
        "La convention avec Les Petites Mains du Clain en dépend et dure plus longtemps. "
        "Terminez-la ou raccourcissez-la d’abord."
    )
    with pytest.raises(IntegrityError, match="outlives"), transaction.atomic():
        OccupancyAgreement.objects.filter(pk=head.pk).update(ends_on=date(2026, 7, 1))
    close_agreement(agreement=signed, actor=samir, ended_on=date(2026, 5, 31))
    assert close_agreement(agreement=head, actor=samir, ended_on=date(2026, 6, 30)).status == "ended"
    assert differences() == []


def test_renewing_follows_on_the_next_day_and_only_once(draft, samir, lucie, clain):
    with pytest.raises(AlreadyDecided):
        renew_agreement(agreement=draft, actor=samir)
    signed = sign_agreement(agreement=draft, actor=samir, signed_on=date(2026, 1, 1))
    with pytest.raises(NotAllowed):
        renew_agreement(agreement=signed, actor=lucie)

    following = renew_agreement(agreement=signed, actor=samir)

    assert (following.status, following.starts_on, following.ends_on, following.fee) == (
        "draft", date(2027, 1, 1), date(2027, 12, 31), 210,
    )  # fmt: skip
    assert [row.space for row in following.agreed_spaces.all()] == [clain]
    with pytest.raises(AlreadyDecided):
        renew_agreement(agreement=signed, actor=samir)
    sign_agreement(agreement=following, actor=samir, signed_on=date(2026, 3, 2))
    assert Occupation.objects.count() == 2
    assert differences() == []


def test_the_signed_paper_is_for_managers_and_who_answers_for_the_organisation(
    draft, samir, lucie, association, client
):
    upload = SimpleUploadedFile("convention.pdf", PDF)
    with pytest.raises(NotAllowed):
        attach_document(agreement=draft, actor=lucie, upload=upload)
    with pytest.raises(Refused):
        attach_document(agreement=draft, actor=samir, upload=SimpleUploadedFile("a.pdf", b"MZ"))
    kept = attach_document(agreement=draft, actor=samir, upload=upload)
    admin = MembershipFactory(user=UserFactory(), organisation=association, role=Membership.Role.ADMIN).user

    for person, status in ((samir, 200), (admin, 200), (lucie, 404), (UserFactory(), 404)):
        client.force_login(person)
        assert client.get(kept.get_absolute_url()).status_code == status


def test_its_end_is_told_six_three_and_one_month_before(draft, samir, association):
    admin = MembershipFactory(user=UserFactory(), organisation=association, role=Membership.Role.ADMIN).user
    signed = sign_agreement(agreement=draft, actor=samir, signed_on=date(2026, 3, 2))

    rows = Notice.objects.filter(kind=ENDING, recipient=samir).order_by("due_at")
    assert [f"{row.due_at:%d/%m/%Y %H}" for row in rows] == [
        "30/06/2026 07",
        "30/09/2026 07",
        "30/11/2026 08",
    ]
    assert Notice.objects.filter(kind=ENDING, recipient=admin).count() == 3
    kind = kind_of(ENDING)
    assert kind.still_deserved(signed, rows[0]) is None
    assert kind.context(signed, rows[0])["link"].endswith(f"/gestion/conventions/inspect/{signed.pk}/")
    mine = Notice.objects.filter(kind=ENDING, recipient=admin).first()
    assert kind.context(signed, mine)["link"].endswith("/mon-espace/")
    following = renew_agreement(agreement=signed, actor=samir)
    sign_agreement(agreement=following, actor=samir, signed_on=date(2026, 3, 2))
    assert kind.still_deserved(signed, rows[0]) == "la convention est reconduite"


def test_the_end_of_the_head_is_told_under_its_own_name(head, samir):
    assert Notice.objects.filter(kind=HEAD_ENDING, recipient=samir).count() == 2
    closed = close_agreement(agreement=head, actor=samir, ended_on=date(2026, 4, 1))
    assert set(Notice.objects.filter(kind=HEAD_ENDING).values_list("outcome", flat=True)) == {"cancelled"}
    row = Notice.objects.filter(kind=HEAD_ENDING).first()
    assert kind_of(HEAD_ENDING).still_deserved(closed, row) == "la convention est terminée"


def test_insurance_is_asked_for_until_a_new_certificate_comes(draft, samir, association):
    signed = sign_agreement(agreement=draft, actor=samir, signed_on=date(2026, 3, 2))
    rows = Notice.objects.filter(kind=INSURANCE, recipient=samir).order_by("due_at")
    assert [f"{row.due_at:%d/%m}" for row in rows] == ["31/08", "23/09"]
    kind = kind_of(INSURANCE)
    assert kind.still_deserved(signed, rows[0]) is None
    add_paper(
        organisation=association,
        kind="insurance",
        added_by=samir,
        valid_from=date(2026, 9, 1),
        valid_until=date(2027, 8, 31),
    )
    assert kind.still_deserved(signed, rows[0]) == "la structure a déposé sa nouvelle attestation"


def test_the_pages_from_the_first_line_to_the_end(office, place, association, clain, ask, samir):
    garde = room(place, "Salle de garde", capacity=20, layouts={"meeting": 20}, safety_capacity=25)
    typed = {
        "place": place.pk,
        "organisation": association.pk,
        "kind": "precarious",
        "purpose": "bureau",
        "starts_on": "2026-03-02",
        "ends_on": "2027-02-28",
        "fee": "210",
        "service_charge": "45",
        "deposit": "210",
        "spaces": [clain.pk],
    }
    url = reverse("agreement_new")
    assert office.get(url).status_code == 200
    wrong = office.post(url, {**typed, "ends_on": "2026-03-01"})
    assert (wrong.status_code, OccupancyAgreement.objects.count()) == (422, 0)
    office.post(url, typed)
    agreement = OccupancyAgreement.objects.get()
    assert [row.space for row in agreement.agreed_spaces.all()] == [clain]
    office.post(reverse("agreement_write", args=[agreement.pk]), {**typed, "purpose": "atelier"})
    agreement.refresh_from_db()
    assert agreement.purpose == "atelier"

    booking = book(**ask())
    sign = reverse("agreement_sign", args=[agreement.pk])
    shown = office.get(sign)
    (_, chosen) = shown.context["rows"][0]
    assert "Reloger tout le monde et signer" in shown.content.decode()
    assert office.post(sign, {"on": "2026-03-02"}).status_code == 422
    office.post(sign, {"on": "2026-03-02", f"way-{booking.pk}": chosen})
    assert [row.space for row in booking.booked_spaces.all()] == [garde]

    page = reverse("agreements:inspect", args=[agreement.pk])
    keep = reverse("agreement_keep", args=[agreement.pk])
    office.post(keep, {"upload": SimpleUploadedFile("convention.pdf", PDF)})
    office.post(keep)
    assert "convention.pdf" in office.get(page).content.decode()
    assert PrivateFile.objects.count() == 1
    assert office.get(reverse("agreement_moves", args=[agreement.pk])).context["moves"][0]["goes"] == (
        "Salle de garde, mardi 3 mars 2026 de 14 h à 16 h"
    )
    office.post(reverse("agreement_renew", args=[agreement.pk]))
    assert OccupancyAgreement.objects.filter(renews=agreement).count() == 1
    again = office.post(reverse("agreement_renew", args=[agreement.pk]), follow=True)
    *_, said = again.context["messages"]
    assert str(said) == "La suite de cette convention est déjà écrite : signez-la."
    end = reverse("agreement_end", args=[agreement.pk])
    assert office.post(end, {"on": "2030-01-01"}).status_code == 422
    office.post(end, {"on": "2026-06-30"})
    agreement.refresh_from_db()
    assert (agreement.status, agreement.ended_on) == ("ended", date(2026, 6, 30))
    assert office.get(page).status_code == 200
    assert differences() == []


def test_another_place_s_agreement_does_not_exist(office):
    from tests.factories.bookings import foreign_agreement

    other = foreign_agreement()
    for name in ("write", "sign", "end", "moves"):
        assert office.get(reverse(f"agreement_{name}", args=[other.pk])).status_code == 404
    for name in ("renew", "keep"):
        assert office.post(reverse(f"agreement_{name}", args=[other.pk])).status_code == 404
