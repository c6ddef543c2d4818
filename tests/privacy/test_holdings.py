"""Every column that names a person is told to that person, and goes, or says why it stays."""

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model

from privacy.holdings import Then, holdings
from privacy.management.commands.processing_register import WHERE
from privacy.register import register_of_processing
from privacy.retention import rules


def columns_naming_a_person() -> set[str]:
    """Every foreign key to a person, in our applications and in others'; history tables follow theirs."""
    person = get_user_model()
    return {
        f"{model._meta.label}.{column.name}"
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy and not hasattr(model, "pgh_tracked_model")
        for column in model._meta.local_fields
        if column.remote_field and column.related_model is person
    }


def traces():
    return [trace for holding in holdings() for trace in holding.traces]


def test_every_foreign_key_to_a_person_is_covered_once():
    told = [trace.path for trace in traces()]
    assert sorted(columns_naming_a_person() ^ set(told)) == []
    assert len(told) == len(set(told))


@pytest.mark.django_db
def test_what_a_trace_tells_and_writes_over_exists():
    person = get_user_model().objects.create_user("ana@caserne.example")
    for trace in traces():
        assert list(trace.rows(person).values(*trace.told)) == []
        for column in trace.blanks:
            trace.model._meta.get_field(column)
        if trace.then is Then.FORGET:
            assert trace.column.null, trace.path


def test_every_rule_says_how_long_in_words():
    assert [rule.key for rule in rules() if rule.months < 1 or not rule.then] == []
    words = {rule.key: rule.words for rule in rules()}
    assert words["people.accounts"] == "3 ans après la dernière connexion"
    assert words["journal"] == "12 mois après le fait"


def test_the_register_of_processing_is_up_to_date(settings):
    """When this fails: `manage.py processing_register`, then read what changed."""
    assert (settings.BASE_DIR / WHERE).read_text("utf-8") == register_of_processing()
