from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction

from people.services import grant
from spaces.photographs import hang
from tests.factories.people import UserFactory
from tests.factories.spaces import PlaceFactory, SpaceFactory

pytestmark = pytest.mark.django_db

ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825


@pytest.fixture(autouse=True)
def _elsewhere(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.MFA_MANDATORY_FOR_STAFF = False


@pytest.fixture
def library():
    root = Collection.get_first_root_node() or Collection.add_root(name="Racine")
    closed = root.add_child(name="Réservé à l’équipe")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    return {"open": root, "closed": closed, "below": closed.add_child(name="Travaux")}


def taken(kind="JPEG", size=(90, 60)) -> bytes:
    """A picture as a telephone takes it: turned, and saying where."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[MAKE] = "Téléphone"
    exif.get_ifd(GPS)[1] = "N"
    written = BytesIO()
    Image.new("RGB", size, "firebrick").save(written, kind, exif=exif.tobytes())
    return written.getvalue()


def picture(collection, content=None, name="salle.jpg"):
    upload = SimpleUploadedFile(name, content or taken())
    return get_image_model().objects.create(
        title="salle", description="Une table ronde sous la verrière", file=upload, collection=collection
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_the_telephone_wrote_is_taken_off_and_the_picture_stands_upright(library, kind):
    image = picture(library["open"], taken(kind), f"salle.{kind.lower()}")

    with Image.open(image.file.path) as kept:
        assert (dict(kept.getexif()), kept.info.get("exif"), kept.size) == ({}, None, (60, 90))
    assert (image.width, image.height) == (60, 90)
    assert image.file_size == image.file.size


def test_a_picture_that_says_nothing_is_kept_as_it_is(library):
    written = BytesIO()
    Image.new("RGB", (8, 8), "white").save(written, "PNG")

    image = picture(library["open"], written.getvalue(), "nue.png")

    assert image.file.open("rb").read() == written.getvalue()


def test_a_picture_of_a_private_collection_is_shown_to_nobody(library, django_assert_num_queries):
    place = PlaceFactory()
    rooms = [
        SpaceFactory(place=place, photo=picture(library[where]) if where else None)
        for where in ("open", "closed", "below", None)
    ]

    with django_assert_num_queries(2):
        hang(rooms)

    assert [room.shown_photo is not None for room in rooms] == [True, False, False, False]
    assert hang(rooms[3:]) is None


def test_the_page_of_a_room_shows_it_in_three_widths_and_no_other(client, library):
    room = SpaceFactory(photo=picture(library["open"], taken(size=(1000, 1300))))
    address = f"/espaces/{room.place.slug}/{room.slug}/"

    page = client.get(address).content.decode()
    assert page.count('alt="Une table ronde sous la verrière"') == 1
    assert [page.count(f" {width}w") for width in (480, 800, 1200)] == [1, 1, 1]
    assert 'loading="lazy"' in page

    room.photo = picture(library["below"])
    room.save()
    assert "Une table ronde" not in client.get(address).content.decode()


def test_whoever_manages_a_place_adds_and_chooses_public_pictures_only(client, library):
    manager = UserFactory()
    room = SpaceFactory()
    grant(user=manager, permission="manage_place", target=room.place, given_by=None)
    shown, hidden = picture(library["open"]), picture(library["below"])
    client.force_login(manager)

    offered = client.get("/gestion/images/chooser/results/").context["results"]
    assert [image.pk for image in offered] == [shown.pk]
    form = client.get(f"/gestion/espaces/edit/{room.pk}/").context["form"]
    assert list(form.fields["photo"].queryset) == [shown]
    assert form.fields["photo"].clean(shown.pk) == shown
    with pytest.raises(Exception, match="choix"):
        form.fields["photo"].clean(hidden.pk)


def test_others_choose_no_picture(client, library):
    picture(library["open"])
    client.force_login(UserFactory())

    assert client.get("/gestion/images/chooser/results/").status_code in (302, 403)
