"""The collective's meeting of 2 July 2020, retold; an assembly to come; a committee that has decided."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils.timezone import get_default_timezone

import clock
from meetings import services
from meetings.demo_story import ACTIONS, AGENDA, INTRODUCTION, KINDS, MINUTES, SYNTHESES, WORKSHOPS
from meetings.enums import BodyKind, ItemKind
from meetings.models import Action, AgendaItem, Body, BodyMember, College, KindCount, Meeting
from people.models import User

COLLECTIVE = "Le collectif de l’ESS Grand Poitiers"
ASSEMBLY = "L’assemblée de La Caserne"
SLUG = "rencontre-du-2-juillet-2020"
COLLEGES = ("Structures occupantes", "Habitantes et habitants", "Membres actifs", "Partenaires")


def load(people: dict[str, User], at: datetime) -> None:
    """Tell the story once; loading again changes nothing."""
    if Meeting.objects.filter(slug=SLUG).exists():
        return
    admin, manager = people["admin"], people["gestion"]
    for name, kind, rules in [
        (COLLECTIVE, BodyKind.COLLECTIVE, {}),
        (ASSEMBLY, BodyKind.ASSEMBLY, {"quorum_percent": 50, "proxies_per_holder": 2}),
    ]:
        services.establish(name=name, kind=kind, by=admin, **rules)  # type: ignore[arg-type]
        services.establish(name=name, kind=kind, by=manager)
    _second_of_july(Body.objects.get(name=COLLECTIVE), manager)
    _assembly_to_come(Body.objects.get(name=ASSEMBLY), people, at)


def _second_of_july(body: Body, by: User) -> None:
    """Kept as its paper sheet was: numbers, and no name."""
    zone = get_default_timezone()
    day = date(2020, 7, 2)
    hours = {
        name: datetime.combine(day, time(hour), tzinfo=zone)
        for name, hour in (("starts_at", 14), ("ends_at", 18))
    }
    meeting = Meeting.objects.create(
        body=body, title="Rencontre du 2 juillet 2020", slug=SLUG, status="signed", where="Poitiers",
        introduction=INTRODUCTION, is_public=True, secretary=by, minutes=MINUTES, paper_present=42,
        paper_excused=12, convened_at=hours["starts_at"] - timedelta(days=14), opened_at=hours["starts_at"],
        closed_at=hours["ends_at"], signed_at=hours["ends_at"] + timedelta(days=6), signed_by=by, **hours,
    )  # fmt: skip
    KindCount.objects.bulk_create(
        KindCount(meeting=meeting, kind=kind, organisations=count) for kind, count in KINDS
    )
    items = [(ItemKind.WORKSHOP, "", title, text) for title, text in WORKSHOPS]
    items += [(ItemKind.SYNTHESIS, letter, title, text) for letter, title, text in SYNTHESES]
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, position=position, kind=kind, letter=letter, title=title, text=text)
        for position, (kind, letter, title, text) in enumerate(items, start=1)
    )
    Action.objects.bulk_create(
        Action(meeting=meeting, what=what, who=who, due_on=due, done_on=done)
        for what, who, due, done in ACTIONS
    )


def _assembly_to_come(body: Body, people: dict[str, User], at: datetime) -> None:
    """An assembly in three weeks: some have answered, one gave a proxy, one has no account."""
    by = people["gestion"]
    colleges = [College.objects.create(body=body, name=name) for name in COLLEGES]
    sitting = {
        "residente": 0,
        "resident": 0,
        "porteuse": 1,
        "mentor": 2,
        "jury": 3,
        "gestion": 2,
        "incubateur": 2,
    }
    zone = get_default_timezone()
    day = clock.local(at, zone).date()
    for account, college in sitting.items():
        BodyMember.objects.create(
            body=body, user=people[account], college=colleges[college], starts_on=day - timedelta(days=365)
        )
    when = datetime.combine(day + timedelta(days=21), time(18), tzinfo=zone)
    meeting = services.prepare(
        body=body, title="Assemblée générale", starts_at=when, ends_at=when + timedelta(hours=2), by=by,
        where="Halle aux camions", introduction="Nous arrêtons les comptes, nous élisons le conseil, puis on mange.",
    )  # fmt: skip
    for title in AGENDA:
        services.write_item(meeting=meeting, by=by, title=title)
    services.put(meeting=meeting, by=by, title="Approuver les comptes de l’année ?")
    services.call(meeting=meeting, by=by, name="Zoé Marchand", email="zoe@exemple.example", votes=True)
    services.convene(meeting=meeting, by=by)
    rows = {row.user_id: row for row in meeting.attendances.select_related("user", "meeting")}
    for account in ("resident", "mentor"):
        row = rows[people[account].pk]
        services.answer(attendance=row, by=people[account], coming=True)
    services.give_proxy(
        attendance=rows[people["jury"].pk], holder=rows[people["mentor"].pk], by=people["jury"]
    )
    services.add_action(
        meeting=meeting, by=by, what="Préparer la salle avec l’équipe du bar", user=people["residente"],
        due_on=day + timedelta(days=20),
    )  # fmt: skip
