"""An open call and the dossiers around it, written through the services that everybody uses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

import clock
from incubator.demo_answers import PROJECTS, Project, values_of
from incubator.demo_calls import open_call
from incubator.demo_ideas import load_ideas
from incubator.demo_projects import load_projects
from incubator.demo_review import load_review
from incubator.enums import FieldType, Role
from incubator.models import Application, Call, Stage
from incubator.presets import simple_call
from incubator.services import (
    add_file,
    assign,
    declare,
    enter_on_paper,
    invite,
    save_answers,
    start,
    write_message,
)
from incubator.transitions import transition
from people.models import User
from people.services import open_account
from spaces.models import Place

SLUG = "services-de-proximite"
DAYS_OPEN = 66
EMPTY_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def load(people: dict[str, User], at: datetime) -> None:
    """Open the call and bring its dossiers where they are; loading again changes nothing."""
    place = Place.objects.front()
    if place is None or Call.objects.filter(slug=SLUG).exists():
        return
    call = _open_call(place, people, at)
    for project in PROJECTS:
        _write(call, project, people)
    # Arrived by post this morning, not written out yet; its holder has no e-mail.
    enter_on_paper(
        call=call,
        actor=people["incubateur"],
        title="Le banc des anciens",
        name="Odette Gaborit",
        phone="05 49 36 12 90",
        received_at=at,
        scans=[SimpleUploadedFile("dossier-odette-gaborit.pdf", EMPTY_PDF)],
    )
    load_projects(place, people, at)
    load_ideas(place, people, at, call)
    load_review(place, people, at)


def _open_call(place: Place, people: dict[str, User], at: datetime) -> Call:
    today = clock.local(at, place.zone).date()
    closing = today + timedelta(days=DAYS_OPEN)
    call = Call.objects.create(
        place=place,
        title="Services de proximité",
        slug=SLUG,
        summary="Ce qui manque au bout de la rue : dites-le, montez-le, nous avançons 7\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}€ et un an d’appui.",
        presentation=(
            "Une laverie, une épicerie, un atelier où l’on répare, quelqu’un qui garde les enfants à six heures "
            "du matin : ce sont des services que personne n’ouvrira à votre place, et qui changent une rue.\n\n"
            "Nous cherchons des projets petits et têtus. Le soutien est de 7\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}€ par projet, avec un "
            "accompagnement de douze mois : un rendez-vous par mois, des ateliers avec les autres, et une "
            "marraine ou un parrain qui est passé par là."
        ),
        audience=(
            "Des habitantes et des habitants, des associations, des coopératives, des entreprises de l’économie "
            "sociale, installés à Grand Poitiers ou qui veulent y ouvrir. Un seul projet par dossier, et "
            "l’on peut s’y mettre à plusieurs structures."
        ),
        support_amount=7000,
        opens_at=datetime.combine(today - timedelta(days=12), time(9), tzinfo=place.zone),
        closes_at=datetime.combine(closing, time(23, 59, 59), tzinfo=place.zone),
        readers=3,
        read_by=closing + timedelta(days=42),
        answers_on=closing + timedelta(days=50),
        contact_name="Fatou",
        contact_phone="05 36 49 12 27",
        contact_hours="le matin",
        checklist="Le projet se passe à Grand Poitiers\nIl rend un service de proximité\nUn seul projet dans le dossier",
        form_blocks=simple_call(),
    )
    Stage.objects.create(call=call, position=1, name="Première lecture", minimum_reviews=1, is_anonymous=True)
    Stage.objects.create(call=call, position=2, name="Jury des partenaires", minimum_reviews=1)
    rights = [
        ("incubateur", "manage_call"),
        ("incubateur", "handle_call"),
        ("gestion", "handle_call"),
        ("jury", "review_call"),
    ]
    open_call(call=call, people=people, rights=rights)
    return call


def _write(call: Call, project: Project, people: dict[str, User]) -> None:
    owner = people.get(project.owner) or open_account(
        email=f"{project.owner}@dossiers.caserne.example", name=project.name
    )
    application = start(call=call, owner=owner, title=project.title)
    application = save_answers(
        application=application,
        actor=owner,
        values=values_of(application.form_version.form, project.answers),
        based_on=application.revision,
    )
    if project.with_quote:
        for question in application.form_version.form.questions:
            if question.type == FieldType.FILE and question.required:
                add_file(
                    application=application,
                    actor=owner,
                    key=question.key,
                    upload=SimpleUploadedFile("devis.pdf", EMPTY_PDF),
                )
    for move in project.moves:
        MOVES[move](application, people)
        application.refresh_from_db()


def _submit(application: Application, people: dict[str, User]) -> None:
    transition(application=application, name="submit", actor=application.owner)


def _accept(application: Application, people: dict[str, User]) -> None:
    team = people["incubateur"]
    transition(
        application=application, name="declare_eligible", actor=team, checklist=application.call.criteria
    )
    application.refresh_from_db()
    given = assign(application=application, actor=team, reviewer=people["jury"])
    declare(assignment=given, actor=people["jury"])


def _ask_more(application: Application, people: dict[str, User]) -> None:
    unlocked = [q.key for q in application.form_version.form.questions if q.type == FieldType.FILE]
    transition(
        application=application,
        name="request_changes",
        actor=people["incubateur"],
        message="Le devis s’arrête à la première page. Pouvez-vous nous envoyer la suite ?",
        due_at=clock.now() + timedelta(days=10),
        unlocked=unlocked,
    )


def _set_aside(application: Application, people: dict[str, User]) -> None:
    transition(
        application=application,
        name="declare_ineligible",
        actor=people["incubateur"],
        reason="le projet est hors du territoire",
        message="Le projet est beau, mais il se passe à Thouars : cet appel s’arrête à Grand Poitiers.",
        redirected_to="la fabrique à initiatives des Deux-Sèvres",
    )


def _withdraw(application: Application, people: dict[str, User]) -> None:
    transition(application=application, name="withdraw", actor=application.owner)


def _gather(application: Application, people: dict[str, User]) -> None:
    invite(
        application=application,
        actor=application.owner,
        email="yasmine@dossiers.caserne.example",
        name="Yasmine Leroy",
        role=Role.EDITOR,
    )
    invite(
        application=application,
        actor=application.owner,
        email=people["mentor"].email,
        name=people["mentor"].name,
        role=Role.HELPER,
    )
    write_message(
        application=application,
        actor=application.owner,
        body="Bonjour, faut-il déjà avoir choisi le statut de l’association ? Nous hésitons encore.",
    )


MOVES: dict[str, Callable[[Application, dict[str, User]], None]] = {
    "gather": _gather,
    "submit": _submit,
    "accept": _accept,
    "ask_more": _ask_more,
    "set_aside": _set_aside,
    "withdraw": _withdraw,
}
