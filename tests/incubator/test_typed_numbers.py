"""Numbers as people type them: none is cut, and a telephone shows the keys that they take."""

import pytest

from incubator.forms.pages import PageForm
from incubator.forms.schema import Schema
from tests.factories.incubator import ask, key, page


def form_of(*questions) -> Schema:
    return Schema.from_json({"pages": [page("Page", "page", *questions)]})


@pytest.mark.parametrize(
    ("kind", "answer"),
    [("organisation", ["Nous", "association", "552 100 5540"]), ("address", ["", "86 0000", ""])],
)
def test_a_browser_cuts_no_number(kind, answer):
    """What is too long is shown as it was typed, beside what is wrong with it."""
    asked = form_of(ask("q", kind)).pages[0]
    shown = str(PageForm(asked, {key("q"): answer}, shown={key("q")}, kept={})[key("q")])
    assert (answer[2] or answer[1]) in shown
    assert 'maxlength="9"' not in shown
    assert 'maxlength="5"' not in shown


@pytest.mark.parametrize(("kind", "keys"), [("number", "numeric"), ("money", "decimal")])
def test_a_telephone_shows_the_keys_of_the_number(kind, keys):
    asked = form_of(ask("q", kind)).pages[0]
    assert f'inputmode="{keys}"' in str(PageForm(asked, {}, shown={key("q")}, kept={})[key("q")])
