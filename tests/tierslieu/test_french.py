import pytest
from django.template import engines


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "brouillon"),
        (1, "brouillon"),
        (1.5, "brouillon"),
        (2, "brouillons"),
        (-1, "brouillon"),
        ([], "brouillon"),
        (["a", "b"], "brouillons"),
        (None, "brouillon"),
    ],
)
def test_nothing_at_all_is_singular(count, said):
    template = engines["django"].from_string("brouillon{{ count|pluralize }}")
    assert template.render({"count": count}) == said


@pytest.mark.parametrize(("count", "said"), [(0, "cheval"), (1, "cheval"), (3, "chevaux")])
def test_endings_are_those_of_django(count, said):
    template = engines["django"].from_string('chev{{ count|pluralize:"al,aux" }}')
    assert template.render({"count": count}) == said
