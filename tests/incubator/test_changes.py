"""What the team is shown to have changed between one handing in and the next."""

import pytest

from incubator.changes import Change, differences
from incubator.models import ApplicationRevision
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
