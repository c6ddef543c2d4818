"""What the team is shown to have changed between one handing in and the next."""

import pytest

from incubator.changes import Change, differences
from incubator.forms.schema import Schema
from incubator.models import ApplicationRevision
from incubator.reading import line
from tests.factories.incubator import ApplicationFactory, ask, key, page, published_call


@pytest.mark.django_db
def test_a_budget_that_was_rewritten_shows_the_rows_that_moved():
    rows = [{"key": name, "label": name.title()} for name in ("machines", "eau")]
    budget = ask("budget", "budget", "Budget", options={"charges": rows, "resources": []})
    call = published_call({"pages": [page("Le budget", "le-budget", budget)]})
    application = ApplicationFactory(call=call)
    for number, (machines, water) in enumerate((("1200", "300"), ("1 200", "300"), ("1 000", "500")), 1):
        ApplicationRevision.objects.create(
            application=application,
            number=number,
            form_version=call.form_version,
            answers={key("budget"): {"amounts": {"machines": machines, "eau": water}}},
        )
    last, retyped = differences(application)
    assert retyped.changes == ()
    assert last.changes == (
        Change(
            "Budget",
            "Charges, Machines\xa0: 1\xa0200\nCharges, Eau\xa0: 300",
            "Charges, Machines\xa0: 1\xa0000\nCharges, Eau\xa0: 500",
        ),
    )


@pytest.mark.parametrize(("answer", "read"), [("2027-03-01", "lundi 1er mars 2027"), ("2027-03", "2027-03")])
def test_a_date_is_read_as_it_is_said(answer, read):
    question = Schema.from_json({"pages": [page("Le projet", "le-projet", ask("debut", "date"))]}).questions
    assert line(next(iter(question)), answer, {}).text == read
