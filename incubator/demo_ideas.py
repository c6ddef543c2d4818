"""What people of the demo say is missing, and the ideas that came of it, each brought where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pgtrigger
from django.core.files.uploadedfile import SimpleUploadedFile

from incubator.enums import NeedStatus
from incubator.idea_steps import step_idea
from incubator.models import Call, Idea, IdeaScout, IdeaStep, Need, OpportunityStudy, Project
from incubator.services import add_document, add_partner, read_need, report_need, write_study
from people.models import User
from spaces.models import Place

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass(frozen=True)
class Told:
    """A need, as somebody said it."""

    what: str
    title: str = ""
    where: str = ""
    whom: str = ""
    name: str = ""
    status: str = NeedStatus.RECEIVED
    answer: str = ""
    scout: bool = False


@dataclass(frozen=True)
class Born:
    """An idea, the needs it answers, and how far it went."""

    title: str
    summary: str
    needs: Sequence[Told]
    steps: Sequence[str] = ()
    reason: str = ""
    study: Sequence[str] = field(default=())
    public_summary: str = ""
    project: str = ""


LONELY = (
    Told(
        "Il n’y a plus de médecin à moins de vingt minutes, et personne pour y conduire ma mère.",
        name="Chantal",
        where="Bellejouanne",
    ),
    Told(
        "Un endroit au chaud pour attendre le car du matin, avec une prise pour le téléphone.",
        "Attendre le car au chaud",
        "Gare routière",
        "Aux lycéennes et aux lycéens",
        status=NeedStatus.HEARD,
        scout=True,
    ),
    Told(
        "Où faire réparer un grille-pain ? Je l’ai jeté en me bouchant les yeux.",
        "Faire réparer les petits appareils",
        "Gibauderie",
        status=NeedStatus.ANSWERED,
        answer="Le Repair café répare ici même, un mardi sur deux, sans rendez-vous.",
    ),
    Told(
        "Quelqu’un qui vienne lire le courrier des vieux du quartier, les yeux fatiguent.",
        "Lire le courrier avec quelqu’un",
        "Les Couronneries",
        "Aux personnes âgées",
        status=NeedStatus.HEARD,
    ),
)
IDEAS = (
    Born(
        "Laver son linge au pied de la tour",
        "Depuis que la laverie a fermé, il faut deux bus avec ses sacs. Une laverie tenue par celles et ceux "
        "qui s’en servent, dans un local vide, avec un café et quelqu’un pour aider.",
        (
            Told(
                "La laverie a fermé, on prend deux bus avec les sacs.",
                "Une laverie",
                "Pré-l’Abbesse",
                scout=True,
            ),
            Told("Je lave à la main depuis mars.", "Laver son linge", "Pré-l’Abbesse", "Aux familles"),
            Told("Un endroit pour laver, et pour parler un peu.", "Laver et se parler", "Pré-l’Abbesse"),
        ),
        ("qualify", "study", "validate", "seek_holder"),
        study=(
            (
                "Cent quatre-vingts logements sans branchement, une laverie fermée depuis un an, trois mois "
                "d’entretiens au pied des tours."
            ),
            (
                "Un pressing à deux kilomètres, trop cher pour une famille. Une laverie automatique a essayé, et "
                "fermé faute de présence."
            ),
            "Une association d’usagers, six machines, quatre heures de présence par semaine.",
            "Environ 14 000 € la première année, dont la moitié vendue en lavages.",
            "Le bailleur prête le local, la régie de quartier répare, l’atelier de réemploi fournit.",
            "Chercher qui la porte, par l’appel « Services de proximité ».",
        ),
        public_summary="Le besoin est établi : cent quatre-vingts logements, un local prêté, des voisines "
        "décidées. Il manque quelqu’un pour la tenir les six premiers mois.",
    ),
    Born(
        "Garder les enfants avant sept heures",
        "Celles qui font le ménage des bureaux commencent à cinq heures et demie. Rien n’ouvre avant sept "
        "heures et demie.",
        (
            Told(
                "Je commence à 5 h 30, ma voisine garde la petite quand elle peut.",
                "Garder tôt",
                "Trois Cités",
            ),
            Told("Une garde le matin, même deux jours par semaine.", "Une garde le matin", scout=True),
        ),
        ("qualify", "study"),
        study=("Quarante-deux familles ont répondu au questionnaire de l’école.",),
    ),
    Born(
        "Une salle de répétition qui ne coûte rien",
        "Quatre groupes répètent dans une cave. Ils demandent un endroit chauffé, deux soirs par semaine.",
        (Told("Un lieu pour répéter, pas trop cher.", "Répéter au chaud", whom="Aux jeunes"),),
        ("qualify",),
    ),
    Born(
        "Un camion de légumes le jeudi",
        "Le marché du jeudi a perdu son maraîcher.",
        (Told("Plus de légumes au marché du jeudi.", "Des légumes le jeudi", "Place de Bretagne"),),
        ("qualify", "hold"),
        reason="Deux maraîchers s’installent au printemps : nous attendons de voir.",
    ),
    Born(
        "Prêter des outils entre voisins",
        "Une perceuse sert treize minutes dans sa vie. On pourrait la prêter.",
        (Told("Prêter les outils au lieu de tous en acheter.", "Prêter les outils"),),
        ("qualify", "drop"),
        reason="L’outilthèque de la Blaiserie le fait déjà très bien : nous y envoyons tout le monde.",
    ),
    Born(
        "Manger à midi quand on travaille ici",
        "Trente personnes déjeunent d’un sandwich, debout. Une cuisine existe, et la coopérative voisine "
        "cherche où livrer.",
        (
            Told("Un vrai repas à midi, assis.", "Manger assis à midi", "Pont-Achard"),
            Told("Des repas pour ceux qui sont de passage.", "Un repas de passage", "Pont-Achard"),
        ),
        ("qualify", "study", "validate", "seek_holder", "transfer"),
        study=("Soixante repas par jour.",) * 6,
        public_summary="Soixante repas par jour suffisent, et une cuisine attend qu’on l’allume.",
        project="La cantine de Pont-Achard",
    ),
)


# How many days after an idea was noted each step was made.
AFTER = {
    "qualify": 9,
    "study": 21,
    "hold": 30,
    "drop": 45,
    "validate": 52,
    "seek_holder": 60,
    "transfer": 180,
}


def load_ideas(place: Place, people: dict[str, User], at: datetime, call: Call) -> None:
    """Write what was said, and bring each idea where it stands; loading again changes nothing."""
    if Need.objects.filter(place=place).exists():
        return
    scout = IdeaScout.objects.create(
        place=place, name="Odile Prévost", standing="la tournée du courrier", code="courrier"
    )
    team = people["incubateur"]
    for rank, told in enumerate(LONELY):
        need = _told(place, told, scout, at - timedelta(days=4 + 9 * rank))
        if told.status != NeedStatus.RECEIVED:
            read_need(
                need=need,
                actor=team,
                status=told.status,
                title=told.title,
                answer=told.answer,
                is_public=True,
            )
    for rank, born in enumerate(IDEAS):
        project = Project.objects.filter(name=born.project).first()
        sought = call if project is None else project.application.call
        when = (
            at - timedelta(days=70 + 20 * rank) if project is None else sought.opens_at - timedelta(days=62)
        )
        idea = _captured(place, born, team, when, sought)
        for days, told in enumerate(born.needs):
            need = _told(place, told, scout, when - timedelta(days=3 + 5 * days))
            read_need(
                need=need,
                actor=team,
                status=NeedStatus.JOINED,
                idea=idea,
                title=told.title,
                is_public=True,
            )
        _bring(idea, born, team, project)


def _told(place: Place, told: Told, scout: IdeaScout, when: datetime) -> Need:
    need = report_need(
        place=place,
        what=told.what,
        where=told.where,
        whom=told.whom,
        name=told.name,
        scout=scout if told.scout else None,
    )
    Need.objects.filter(pk=need.pk).update(reported_at=when)
    return need


def _captured(place: Place, born: Born, team: User, when: datetime, call: Call) -> Idea:
    return Idea.objects.create(
        place=place,
        title=born.title,
        summary=born.summary,
        lead=team,
        is_public=True,
        captured_at=when,
        call=call if "seek_holder" in born.steps else None,
    )


def _bring(idea: Idea, born: Born, team: User, project: Project | None) -> None:
    for name in born.steps:
        step_idea(idea=idea, name=name, actor=team, **_said(name, born, idea.captured_at.date(), project))
        if name == "study":
            _write(idea, born, team)
    _long_ago(idea)


def _long_ago(idea: Idea) -> None:
    """Spread the steps over the weeks after it was noted: told on one day, the story would read backwards."""
    with pgtrigger.ignore("incubator.IdeaStep:immutable"):
        for step in idea.steps.all():
            days = AFTER[step.name]
            IdeaStep.objects.filter(pk=step.pk).update(at=idea.captured_at + timedelta(days=days))
    OpportunityStudy.objects.filter(idea=idea).update(
        started_at=idea.captured_at + timedelta(days=AFTER["study"])
    )


def _said(name: str, born: Born, captured: date, project: Project | None) -> dict[str, Any]:
    said: dict[str, dict[str, Any]] = {
        "study": {"decided_on": captured + timedelta(days=21)},
        "seek_holder": {"decided_on": captured + timedelta(days=60)},
        "transfer": {"project": project},
        "hold": {"reason": born.reason},
        "drop": {"reason": born.reason},
    }
    return said.get(name, {})


def _write(idea: Idea, born: Born, team: User) -> None:
    idea.refresh_from_db()
    study = idea.study
    numbers = study.sections.values_list("pk", flat=True)
    write_study(
        study=study,
        actor=team,
        chapters=dict(zip(numbers, born.study, strict=False)),
        public_summary=born.public_summary,
        is_summary_public=bool(born.public_summary),
        due_on=None,
    )
    add_partner(study=study, actor=team, name="La régie de quartier", part="elle connaît tout le monde")
    add_document(study=study, actor=team, upload=SimpleUploadedFile("entretiens.pdf", PDF))
