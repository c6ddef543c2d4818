"""A printed page is tagged, speaks French, wears the house's letters and prints what people typed as typed."""

import io

import pytest
from pypdf import PdfReader

import paper
from paper import NotPrinted
from tests.paper.samples import SAMPLE


@pytest.fixture
def printed(settings, tmp_path, monkeypatch):
    """Print a Typst source that belongs to no application, with the house's signage."""
    from django.apps import apps

    folder = tmp_path / "app"
    (folder / "typst").mkdir(parents=True)
    monkeypatch.setattr(apps.get_app_config("paper"), "path", str(folder))

    def print_it(source, data, **more):
        (folder / "typst" / "essai.typ").write_text(source)
        return PdfReader(io.BytesIO(paper.pdf("essai.typ", data, **more)))

    return print_it


def words(reader):
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_a_page_is_tagged_titled_and_french(printed):
    reader = printed(
        SAMPLE, {"title": "Feuille du jour", "place": "La Caserne", "rows": [["9 h", "Chorale"]]}
    )

    assert reader.metadata.title == "Feuille du jour"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"] == True  # noqa: E712 - pypdf's own kind of truth
    assert reader.trailer["/Root"]["/Lang"] == "fr-FR"
    assert words(reader) == "La Caserne Feuille du jour Heure Quoi 9 h Chorale page 1 sur 1"


def test_it_wears_the_letters_of_the_house(printed):
    reader = printed(SAMPLE, {"title": "Feuille", "place": "", "rows": []})

    fonts = {font["/BaseFont"].split("+")[1] for font in map(_resolved, _fonts(reader))}
    assert fonts == {
        "BricolageGrotesqueExtraBold",
        "BricolageGrotesqueSemiBold",
        "AtkinsonHyperlegibleNextRegular",
    }


def test_what_somebody_typed_stays_a_text(printed):
    typed = '#panic("boum") *gras* $x$ @nul <script> \\ "'
    reader = printed(SAMPLE, {"title": typed, "place": "", "rows": [[typed, typed]]})

    assert words(reader).count('#panic("boum") *gras* $x$ @nul <script> \\ "') == 3


def test_it_reads_nothing_outside_its_folder(printed):
    with pytest.raises(NotPrinted, match=r"access denied|outside|not found"):
        printed('#read("/etc/passwd")', {"title": ""})


def test_a_picture_needs_words(printed):
    picture = (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    )
    shown = '#set document(title: "t")\n#set text(lang: "fr")\n#image("code.svg"%s)'

    assert len(printed(shown % ', alt: "Un carré"', {}, pictures={"code.svg": picture}).pages) == 1
    with pytest.raises(NotPrinted, match="alt"):
        printed(shown % "", {}, pictures={"code.svg": picture})


def test_an_unknown_template_is_named():
    with pytest.raises(NotPrinted, match=r"rien/nulle_part\.typ"):
        paper.pdf("rien/nulle_part.typ", {})


def _fonts(reader):
    for page in reader.pages:
        yield from page["/Resources"]["/Font"].values()


def _resolved(font):
    return font.get_object()
