"""Reading for the jury: declaring first, giving once, correcting in the open, seeing the others' afterwards."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from incubator.enums import Status
from incubator.errors import NotAllowed, Refused, ReviewRefused
from incubator.models import Application, Criterion, Review, Score
from incubator.scoring import verdict
from incubator.services import assign, declare, give_review, keep_notes, recuse
from incubator.services.reviews import Given
from tests.factories.incubator import brought_to, given, published_call
from tests.factories.people import UserFactory
from tests.incubator.jury import confided, grid, read, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    call = published_call()
    grid(call.stages.first(), "Utilité", "Collectif", "Emploi", threshold=3)
    return call


@pytest.fixture
def application(call):
    return brought_to(Status.UNDER_REVIEW, call=call)


def give(assignment, marks, comment="Solide.", key=None, actor=None):
    return give_review(
        assignment=assignment,
        actor=actor or assignment.reviewer,
        key=key or uuid4(),
        marks=marks,
        comment=comment,
    )


def test_a_dossier_opens_once_no_conflict_is_declared(application):
    assignment = confided(application, declared=False)
    mine = Application.objects.assigned_to(assignment.reviewer)
    assert not mine.exists()
    with pytest.raises(NotAllowed):
        give(assignment, typed(application.stage, 3, 3, 4))
    declare(assignment=assignment, actor=assignment.reviewer)
    assert mine.get() == application
    give(assignment, typed(application.stage, 3, 3, 4))


def test_nobody_declares_or_recuses_for_another(application):
    assignment = confided(application, declared=False)
    for verb in (declare, recuse):
        with pytest.raises(NotAllowed):
            verb(assignment=assignment, actor=UserFactory())


def test_a_recusal_hides_the_dossier_and_is_not_taken_back_alone(application):
    assignment = confided(application)
    recuse(assignment=assignment, actor=assignment.reviewer, reason="Ma sœur porte ce projet.")
    assignment.refresh_from_db()
    assert assignment.recusal_reason == "Ma sœur porte ce projet."
    assert not Application.objects.assigned_to(assignment.reviewer).exists()
    with pytest.raises(Refused):
        declare(assignment=assignment, actor=assignment.reviewer)
    with pytest.raises(NotAllowed):
        give(assignment, typed(application.stage, 3, 3, 4))


def test_a_reading_keeps_the_grid_as_it_was(application):
    assignment = confided(application)
    Criterion.objects.filter(name="Emploi").update(weight=2, maximum=4, threshold=1)
    review = give(assignment, typed(application.stage, "3", "3,5", "3.5"))
    Criterion.objects.update(weight=7, maximum=9, threshold=8)
    assert [(s.value, s.weight, s.maximum, s.threshold) for s in review.scores.all()] == [
        (Decimal("3.0"), 1, 5, 3),
        (Decimal("3.5"), 1, 5, 3),
        (Decimal("3.5"), 2, 4, 1),
    ]
    assignment.refresh_from_db()
    assert assignment.reviewed_at == review.submitted_at


def test_a_criterion_added_later_changes_no_reading_that_is_in(application):
    first, second = confided(application), confided(application)
    review = give(first, typed(application.stage, 3, "3,5", "3,5"))
    Criterion.objects.filter(name="Utilité").update(weight=3, threshold=4)
    Criterion.objects.create(stage=application.stage, name="Ancrage", position=9, threshold=5)
    application.stage.total_threshold = 14
    application.stage.save()
    kept = verdict([s.mark for s in review.scores.all()], Review.objects.get().total_threshold)
    assert (kept.total, kept.passes) == (10, True)
    with pytest.raises(ReviewRefused) as refusal:
        give(
            second, {n: g for n, g in typed(application.stage, 4, 4, 4, 4).items() if n != last(application)}
        )
    assert refusal.value.message == "Notez « Ancrage », ou choisissez « sans objet »."


def last(application):
    return Criterion.objects.get(stage=application.stage, name="Ancrage").pk


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ((3, 3, ""), "Notez « Emploi », ou choisissez « sans objet »."),
        ((3, 3, "5,5"), "« Emploi » se note de 0 à 5, par demi-points."),
        ((3, 3, "3,25"), "« Emploi » se note de 0 à 5, par demi-points."),
        ((3, 3, "-1"), "« Emploi » se note de 0 à 5, par demi-points."),
        ((3, 3, "NaN"), "« Emploi » se note de 0 à 5, par demi-points."),
        ((3, 3, "bien"), "« Emploi » se note de 0 à 5, par demi-points."),
        ((3, 3, "2,5"), "« Emploi » est sous le seuil : dites pourquoi."),
        (("so", "so", "so"), "Notez au moins un critère : tout ne peut pas être sans objet."),
    ],
)
def test_what_is_not_a_reading_is_said_and_nothing_is_written(application, values, sentence):
    assignment = confided(application)
    with pytest.raises(ReviewRefused) as refusal:
        give(assignment, typed(application.stage, *values))
    assert refusal.value.message == sentence
    assert not Review.objects.exists()


def test_a_low_mark_is_explained_and_a_comment_is_always_there(application):
    assignment = confided(application)
    marks = typed(application.stage, 3, 3, 2, reasons={"Emploi": "Aucun poste prévu."})
    with pytest.raises(ReviewRefused):
        give(assignment, marks, comment="  \x00 ")
    review = give(assignment, marks)
    assert [s.reason for s in review.scores.all()] == ["", "", "Aucun poste prévu."]


def test_the_same_reading_sent_twice_is_one_and_a_different_one_is_a_correction(application):
    assignment, key = confided(application), uuid4()
    marks = typed(application.stage, 3, 4, 4)
    first = give(assignment, marks, key=key)
    assert give(assignment, marks, key=key) == first
    assert give(assignment, marks) == first
    assert give(assignment, typed(application.stage, 5, 5, 5), key=key) == first
    second = give(assignment, typed(application.stage, 4, 4, 4), "Relu.")
    assert [(r.version, r.comment) for r in assignment.reviews.all()] == [(1, "Solide."), (2, "Relu.")]
    assert Review.objects.current().get() == second
    other = confided(application)
    with pytest.raises(NotAllowed):
        give(other, marks, key=key)


def test_a_reading_is_never_rewritten_even_by_hand(application):
    review = read(confided(application), 3, 4, 4)
    for rows, change in ((Review.objects.all(), {"comment": "Autre."}), (Score.objects.all(), {"value": 5})):
        with pytest.raises(ProgrammingError), transaction.atomic():
            rows.update(**change)
    review.refresh_from_db()
    assert review.comment == "Solide."


@pytest.mark.parametrize("value", ["5.5", "-0.5", "3.2"])
def test_the_database_holds_the_scale_itself(application, value):
    review = read(confided(application), 3, 4, 4)
    criterion = Criterion.objects.create(stage=application.stage, name="Ancrage", position=9)
    with pytest.raises(IntegrityError), transaction.atomic():
        Score.objects.create(review=review, criterion=criterion, value=value, weight=1, maximum=5)


def test_others_readings_stay_hidden_until_ones_own_is_in(call, application):
    first, second, officer = confided(application), confided(application), given(call, "handle_call")
    review = read(first, 3, 4, 4)
    seen = Review.objects.visible_to
    assert list(seen(first.reviewer)) == [review]
    assert list(seen(officer)) == [review]
    assert not seen(second.reviewer).exists()
    mine = read(second, 4, 4, 4)
    assert set(seen(second.reviewer)) == {review, mine} == set(seen(first.reviewer))
    application.stage.shares_reviews = False
    application.stage.save()
    assert list(seen(second.reviewer)) == [mine]


def test_an_officer_who_also_reads_gives_theirs_first(call, application):
    officer = given(call, "handle_call")
    mine = confided(application, reviewer=officer)
    review = read(confided(application), 3, 4, 4)
    assert not Review.objects.visible_to(officer).exists()
    own = read(mine, 4, 4, 4)
    assert set(Review.objects.visible_to(officer)) == {review, own}


def test_nobody_sees_the_readings_of_what_they_write(call):
    manager = given(call, "manage_call")
    application = brought_to(Status.UNDER_REVIEW, call=call, owner=manager)
    read(confided(application), 3, 4, 4)
    assert not Review.objects.visible_to(manager).exists()
    assert not Review.objects.visible_to(UserFactory()).exists()
    assert not Review.objects.visible_to(given(published_call(), "manage_call")).exists()


def test_notes_are_kept_as_typed_and_leave_with_the_reading(application):
    assignment = confided(application)
    criterion = application.stage.criteria.first()
    keep_notes(
        assignment=assignment,
        actor=assignment.reviewer,
        marks={criterion.pk: Given("4", "à revoir")},
        comment="En",
    )
    assignment.refresh_from_db()
    assert assignment.draft == {"comment": "En", "marks": {str(criterion.pk): ["4", "à revoir"]}}
    read(assignment, 3, 4, 4)
    assignment.refresh_from_db()
    assert assignment.draft == {}


def test_a_dossier_that_moved_on_takes_no_reading(call, application):
    assignment = confided(application)
    application.stage = call.stages.last()
    application.save()
    with pytest.raises(NotAllowed) as refusal:
        give(assignment, typed(call.stages.first(), 3, 3, 4))
    assert refusal.value.message == (
        "Ce dossier n’est plus à lire. Ce que vous avez noté reste sur cet appareil."
    )


def test_whoever_declined_once_is_not_asked_again(call, application):
    assignment = confided(application)
    recuse(assignment=assignment, actor=assignment.reviewer)
    application.stage = call.stages.last()
    application.save()
    with pytest.raises(Refused) as refusal:
        assign(application=application, actor=given(call, "handle_call"), reviewer=assignment.reviewer)
    assert refusal.value.message == f"{assignment.reviewer} s’est récusé pour ce dossier."
