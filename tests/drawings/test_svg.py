"""The elements under every drawing."""

import pytest

from drawings import svg


@pytest.mark.parametrize(
    ("value", "written"),
    [(12, "12"), (12.5, "12.5"), (12.004, "12"), (-0.25, "-0.25"), (-0.001, "0"), (100, "100"), (0, "0")],
)
def test_numbers_are_short(value, written):
    assert svg.number(value) == written


def test_text_is_escaped():
    assert svg.text(0, 0, "<b>&", "ink") == '<text x="0" y="0" class="ink">&lt;b&gt;&amp;</text>'


def test_attributes_are_escaped_and_renamed():
    assert (
        svg.element("g", class_='a"b', stroke_width=1.5, viewBox="0 0 1 1", title=None)
        == '<g class="a&quot;b" stroke-width="1.5" viewBox="0 0 1 1"/>'
    )


def test_a_titled_picture_is_an_image_with_a_name():
    drawn = svg.picture(width=10, height=5, title="Un <plan>", description="Deux portes")
    assert drawn == (
        '<svg viewBox="0 0 10 5" class="drawing" role="img" aria-label="Un &lt;plan&gt;. Deux portes">'
        "<title>Un &lt;plan&gt;</title><desc>Deux portes</desc></svg>"
    )


def test_a_picture_without_a_title_is_decoration():
    assert svg.picture(width=10, height=5, title="") == (
        '<svg viewBox="0 0 10 5" class="drawing" aria-hidden="true" focusable="false"/>'
    )


@pytest.mark.parametrize(
    "href", ["https://ailleurs.example/", "//ailleurs.example/", "javascript:alert(1)", ""]
)
def test_a_drawing_links_inside_the_site_only(href):
    with pytest.raises(ValueError, match="inside the site only"):
        svg.link(href, "Salle")
