"""A call of the demo in the middle of its reading: twenty-four dossiers, a jury at work, a committee next week."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from incubator.demo_answers import values_of, whole
from incubator.demo_calls import open_call
from incubator.enums import Status
from incubator.forms.schema import Schema
from incubator.models import (
    Application,
    ApplicationRevision,
    Call,
    Criterion,
    NumberSequence,
    Project,
    ReviewAssignment,
    Stage,
    Transition,
)
from incubator.presets import simple_call
from incubator.services import (
    ask_another_slot,
    bring,
    confirm_audition,
    convoke,
    declare,
    give_review,
    note_call,
    plan_auditions,
    recuse,
    share_out,
    spread,
)
from incubator.services.reviews import Given
from meetings import services as meetings
from meetings.enums import BodyKind
from people.demo import DOMAIN
from people.models import User
from people.services import grant, open_account
from spaces.models import Place

SLUG = "manger-ici"
S = Status
# Whoever visits as a holder has one dossier to write, and this one to be heard about.
HEARD = "Nadia Belkacem"
# Who, what, the need in a line, and where the dossier stands.
DOSSIERS = (
    ("Aïcha Benmoussa", "Le marché du soir", "Le marché ferme à midi, quand tout le monde travaille.", S.UNDER_REVIEW),
    ("Denis Fauvel", "Les invendus à vélo", "Chaque soir, trois boulangeries jettent ce que d’autres cherchent.", S.UNDER_REVIEW),
    ("Nadia Belkacem", "La cuisine des voisines", "Neuf femmes cuisinent pour leur immeuble, sans droit ni local.", S.UNDER_REVIEW),
    ("Gaël Tessier", "Un verger au pied des tours", "La pelouse de la résidence ne sert qu’à être tondue.", S.UNDER_REVIEW),
    ("Françoise Mirande", "Le bocal commun", "Les surplus des jardins pourrissent en août et manquent en février.", S.UNDER_REVIEW),
    ("Ilyès Roche", "La cantine mobile", "Sur les chantiers, on mange froid, debout, ou pas du tout.", S.UNDER_REVIEW),
    ("Maud Garnier", "Graines de quai", "Les semences du pays se perdent avec ceux qui les gardaient.", S.UNDER_REVIEW),
    ("Pascal Ouvrard", "Le pain partagé", "Le dernier fournil du plateau a fermé ; la farine, elle, est restée.", S.UNDER_REVIEW),
    ("Lina Sabatier", "Manger à la fac", "Un étudiant sur trois saute un repas la dernière semaine du mois.", S.UNDER_REVIEW),
    ("Théo Barrault", "La table du mercredi", "Le mercredi, les enfants du quartier déjeunent devant un écran.", S.UNDER_REVIEW),
    ("Jeanne Aubry", "Les poules de la rue", "Les déchets de table partent à quarante kilomètres.", S.UNDER_REVIEW),
    ("Simon Leclerc", "Du lait pour la ville", "Deux éleveurs à douze kilomètres vendent à perte à une laiterie lointaine.", S.UNDER_REVIEW),
    ("Odette Chauvin", "L’école du goût", "On n’apprend plus à éplucher un légume.", S.SUBMITTED),
    ("Marc Delage", "Le frigo de palier", "Il manque un endroit où laisser ce qu’on ne mangera pas.", S.SUBMITTED),
    ("Nora Haddad", "Traiteur sans frontières", "Six cuisinières du monde, un seul permis d’exploiter.", S.CHANGES_REQUESTED),
    ("Yves Pelletier", "La ferme de Lusignan", "Une ferme cherche des bras et un marché.", S.INELIGIBLE),
    ("Chloé Marchais", "Champignons de cave", "Les caves de la vieille ville sont vides et fraîches.", S.WAITLISTED),
    ("Bastien Roux", "L’herbier du Clain", "Les plantes du bord de l’eau nourrissaient, plus personne ne les connaît.", S.SELECTED),
    ("Samira Cohen", "Petit déjeuner pour tous", "À l’école du Port, douze enfants arrivent le ventre vide.", S.CONFIRMED),
    ("Hugo Vallet", "Burger local", "Le quartier manque d’un lieu jeune le soir.", S.REJECTED),
    ("Agnès Thibaud", "La soupe du parvis", "Devant la gare, l’hiver, on attend dehors.", S.WITHDRAWN),
    ("Rémi Courtois", "Potager connecté", "Des capteurs pour arroser au bon moment.", S.CLOSED),
    ("Léa Fontaine", "Les confitures d’Hélène", "Les fruits tombent dans les jardins de celles qui ne grimpent plus.", S.DRAFT),
    ("Karim Naceri", "Goûter solidaire", "", S.DRAFT),
)  # fmt: skip
GRID = (
    ("Utilité sociale ou environnementale", "Qui s’en trouvera mieux, et comment on le saura.", 2, 3, 1),
    ("Volonté collective", "Combien sont-ils, et depuis quand.", 1, 3, 2),
    ("Création d’emplois", "Ce qui restera quand le soutien s’arrêtera.", 1, None, None),
    ("Besoin d’accompagnement", "Ce que nous pouvons apporter, et personne d’autre.", 1, None, None),
)
JURY = (("Hélène Baudry", "helene.baudry"), ("Omar Ferrand", "omar.ferrand"))
REMARKS = (
    "Le besoin est montré, pas seulement dit. L’équipe tient debout.",
    "Beau projet, mais tout repose sur une personne.",
    "J’aimerais voir le budget avec elle. Le reste convainc.",
    "Utile demain matin, si le local se trouve.",
    "Déjà proposé ailleurs, en moins bien. À rencontrer.",
)


def load_review(place: Place, people: dict[str, User], at: datetime) -> None:
    """Open the call in the past, bring its dossiers where they are, let part of the jury read."""
    call = _call(place, people, at)
    stage = call.stages.get(position=1)
    _write(call, stage, at)
    jury = [people["jury"], *(_juror(call, *who, people["incubateur"]) for who in JURY)]
    share_out(stage=stage, actor=people["incubateur"], per_dossier=2)
    _read(stage, jury)
    _committee(call, stage, people["incubateur"], at)
    _telephone(call, people["incubateur"], at)
    _auditions(stage, people["incubateur"], at)


def _call(place: Place, people: dict[str, User], at: datetime) -> Call:
    today = at.astimezone(place.zone).date()

    def on(days: int, hour: time) -> datetime:
        return datetime.combine(today + timedelta(days=days), hour, tzinfo=place.zone)

    call = Call.objects.create(
        place=place,
        title="Manger ici",
        slug=SLUG,
        summary="Bien manger à moins de trente kilomètres : produire, cuisiner, partager, ne plus jeter.",
        presentation="De la graine à l’assiette, ce qui se fait ici et pour ici. Cinq projets seront accompagnés un an.",
        audience="Des habitantes et des habitants, des associations, des coopératives de Grand Poitiers.",
        support_amount=5000,
        opens_at=on(-75, time(9)),
        closes_at=on(-21, time(23, 59, 59)),
        readers=2,
        read_by=today + timedelta(days=5),
        answers_on=today + timedelta(days=12),
        contact_name="Fatou",
        contact_phone="05 36 49 12 27",
        contact_hours="le matin",
        checklist="Le projet se passe à Grand Poitiers\nIl parle de manger",
        form_blocks=simple_call("5\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}€"),
    )
    stage = Stage.objects.create(
        call=call,
        position=1,
        name="Première lecture",
        minimum_reviews=2,
        is_anonymous=True,
        total_threshold=Decimal(12),
        ends_on=today + timedelta(days=5),
    )
    Stage.objects.create(call=call, position=2, name="Audition", minimum_reviews=1)
    for position, (name, help_text, weight, threshold, tie_break) in enumerate(GRID, 1):
        Criterion.objects.create(
            stage=stage,
            position=position,
            name=name,
            help_text=help_text,
            weight=weight,
            threshold=threshold,
            tie_break=tie_break,
        )
    rights = [
        ("incubateur", "manage_call"),
        ("incubateur", "handle_call"),
        ("jury", "review_call"),
    ]
    open_call(call=call, people=people, rights=rights)
    return call


def _juror(call: Call, name: str, account: str, by: User) -> User:
    person = open_account(email=f"{account}@jury.caserne.example", name=name)
    grant(user=person, permission="review_call", target=call, given_by=by)
    return person


def _write(call: Call, stage: Stage, at: datetime) -> None:
    """The dossiers as they would be had they been written in those weeks: their dates are in the past."""
    year = call.local(call.closes_at).year
    sequence, _ = NumberSequence.objects.get_or_create(year=year)
    version = call.form_version
    if version is None:
        return
    for n, (name, title, need, status) in enumerate(DOSSIERS):
        sequence.last += 1
        answers = _answers(version.form, name, title, need)
        arrived = call.closes_at - timedelta(days=1 + n % 9, hours=n % 7)
        application = Application.objects.create(
            call=call,
            form_version=version,
            number=str(sequence),
            title=title,
            owner=open_account(email=_address(name), name=name),
            status=status,
            answers=answers,
            revision=1,
            created_at=arrived - timedelta(days=4),
            saved_at=arrived,
            submitted_at=None if status == S.DRAFT else arrived,
            **_standing(status, stage, at),
        )
        if status != S.DRAFT:
            _arrived(application, answers, arrived)
        if status == S.CONFIRMED:
            Project.objects.create(application=application, name=title, started_at=at - timedelta(days=1))
    sequence.save(update_fields=["last"])


def _arrived(application: Application, answers: dict[str, Any], arrived: datetime) -> None:
    revision = ApplicationRevision.objects.create(
        application=application,
        number=1,
        title=application.title,
        form_version=application.form_version,
        answers=answers,
        frozen_at=arrived,
    )
    Transition.objects.create(
        application=application,
        name="submit",
        actor=application.owner,
        at=arrived,
        from_status=S.DRAFT,
        to_status=S.SUBMITTED,
        revision=revision,
    )


def _standing(status: Status, stage: Stage, at: datetime) -> dict[str, Any]:
    """What each state asks for besides itself."""
    decided: dict[str, Any] = {"stage": stage, "decided_at": at - timedelta(days=2)}
    facts: dict[str, dict[str, Any]] = {
        S.UNDER_REVIEW: {"stage": stage},
        S.CHANGES_REQUESTED: {"resume_status": S.SUBMITTED, "changes_due_at": at + timedelta(days=4)},
        S.INELIGIBLE: {
            "decided_at": at - timedelta(days=9),
            "reason": "le projet est hors du territoire",
            "motivation": "Lusignan est hors de Grand Poitiers, et c’est dommage.",
            "redirected_to": "le fonds des territoires ruraux",
        },
        S.WAITLISTED: {**decided, "waitlist_rank": 1, "motivation": "Une place peut se libérer."},
        S.SELECTED: {
            **decided,
            "motivation": "Tout est là, et l’envie avec.",
            "confirm_before": at + timedelta(days=9),
        },
        S.CONFIRMED: {**decided, "motivation": "Ce projet n’attend que nous."},
        S.REJECTED: {
            **decided,
            "reason": "un projet semblable existe tout près",
            "motivation": "Le projet existe déjà à deux rues.",
        },
    }
    return facts.get(status, {})


def _answers(schema: Schema, name: str, title: str, need: str) -> dict[str, Any]:
    asked = "À quoi serviront les 5\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}€ ?"
    told = whole(
        name,
        title,
        need,
        "Commencer petit, dans un lieu prêté, avec ceux qui sont déjà là, et ouvrir au printemps.",
        "Le matériel d’occasion, l’assurance de l’année, et les premières matières.",
        question=asked,
    )
    return values_of(schema, told) if need else {}


def _read(stage: Stage, jury: list[User]) -> None:
    """Part of the jury has read part of its pile; one of them knows a holder and said so."""
    for reader in jury:
        pile = list(
            ReviewAssignment.objects.filter(stage=stage, reviewer=reader)
            .select_related("application")
            .order_by("application__number")
        )
        if reader is jury[1]:
            recuse(assignment=pile.pop(), actor=reader, reason="J’ai travaillé avec cette équipe.")
        for n, assignment in enumerate(pile):
            declare(assignment=assignment, actor=reader)
            if n < len(pile) - (5 if reader is jury[0] else 2):
                _give(assignment, reader, n)


def _give(assignment: ReviewAssignment, reader: User, n: int) -> None:
    number = assignment.application.number
    marks = {}
    for place, criterion in enumerate(assignment.stage.criteria.in_use()):
        # Drawn from the dossier's number, so that the demo tells the same story every day.
        drawn = uuid5(NAMESPACE_URL, f"{number[3:]} {reader.name} {place}").int % 6
        low = drawn == 0
        mark = Decimal(2) if low else Decimal(3) + Decimal(drawn - 1) / 2
        marks[criterion.pk] = Given(str(mark), "Rien ne le montre encore." if low else "")
    give_review(
        assignment=assignment,
        actor=reader,
        key=uuid5(NAMESPACE_URL, f"demo {assignment.pk}"),
        marks=marks,
        comment=REMARKS[(n + len(reader.name)) % len(REMARKS)],
    )


def _committee(call: Call, stage: Stage, by: User, at: datetime) -> None:
    day = at.astimezone(call.place.zone).date() + timedelta(days=7)
    start = datetime.combine(day, time(14), tzinfo=call.place.zone)
    body = meetings.establish(name=f"Comité « {call.title} »", kind=BodyKind.COMMITTEE, by=by)
    meeting = meetings.prepare(
        body=body,
        title=f"Comité « {call.title} »",
        starts_at=start,
        ends_at=start + timedelta(hours=3),
        by=by,
        where="Salle du Clain",
        secretary=by,
    )
    for given in call.grants.filter(permission__codename="review_call").select_related("user"):
        meetings.call(meeting=meeting, by=by, user=given.user, votes=True)
    meetings.convene(meeting=meeting, by=by)
    bring(stage=stage, meeting=meeting, by=by)


def _auditions(stage: Stage, by: User, at: datetime) -> None:
    """Eight people are heard before the committee: one said yes, one would rather come later."""
    day = at.astimezone(stage.call.place.zone).date() + timedelta(days=6)
    start = datetime.combine(day, time(14), tzinfo=stage.call.place.zone)
    plan_auditions(stage=stage, by=by, starts_at=start, minutes=20, count=9, where="Bureau de l’incubateur")
    heard = spread(stage=stage, by=by)[:8]
    convoke(stage=stage, by=by)
    confirm_audition(audition=heard[0], by=heard[0].application.owner)
    ask_another_slot(audition=heard[1], by=heard[1].application.owner, why="Plutôt après 16 h, je travaille.")


def _telephone(call: Call, by: User, at: datetime) -> None:
    """One holder was called: their dossier lacks something, and that is easier said."""
    waiting = call.applications.get(status=S.CHANGES_REQUESTED)
    note_call(
        application=waiting,
        actor=by,
        spoken_with=waiting.owner,
        spoken_at=at - timedelta(days=1),
        body="Le bail commercial arrive mardi. Elle enverra la pièce le jour même, et demande si la cave compte.",
    )


def _address(name: str) -> str:
    if name == HEARD:
        return f"porteuse@{DOMAIN}"
    plain = name.lower().translate(str.maketrans("éèêëïîôçà ", "eeeeiioca."))
    return f"{plain}@dossiers.caserne.example"
