"""Which objects of the demo stand behind the parameters of each address."""

from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern

import clock
from bookings.models import Booking, BookingSeries, DoorSign, Report, VisitorRequest
from bookings.private_links import report_path, request_path
from incubator.enums import Status
from incubator.models import Application, CollectiveDay, Idea, Project
from people.demo import DOMAIN
from people.models import Membership
from spaces.models import Message
from spaces.private_links import message_path


@dataclass
class Targets:
    """Values for the parameters of routes, by the beginning of the route that takes them."""

    values: dict[str, dict[str, Any]]

    def path(self, route: str, pattern: URLPattern) -> str:
        """A concrete address of the route."""
        path = "/" + route.removeprefix("^").removesuffix("$")
        for name, value in self._values_of(route).items():
            for kind in ("uuid", "slug", "str", "int", "path"):
                path = path.replace(f"<{kind}:{name}>", str(value))
            path = path.replace(f"(?P<{name}>.*)", str(value)).replace(f"<{name}>", str(value))
        assert "<" not in path, f"{route} takes a parameter that tests/access/targets.py does not give"
        return path

    def _values_of(self, route: str) -> dict[str, Any]:
        beginnings = sorted((begin for begin in self.values if route.startswith(begin)), key=len)
        return self.values[beginnings[-1]] if beginnings else {}


def targets_of() -> Targets:
    """The objects of the demo: a booking of residente@, the draft of porteuse@, a dossier given to jury@."""
    mine = Booking.objects.confirmed().filter(organiser__email=f"residente@{DOMAIN}").not_over(clock.now())
    booking = mine.filter(title="Point sur les commandes").get()
    draft = Application.objects.get(owner__email=f"porteuse@{DOMAIN}", status=Status.DRAFT)
    read = Application.objects.get(title="Le vélo de Saint-Éloi")
    membership = Membership.objects.get(user__email=f"residente@{DOMAIN}")
    project = Project.objects.published().get(mentorships__mentor__email=f"mentor@{DOMAIN}")
    return Targets(
        {
            "^media/": {"path": "rien.png"},
            "espaces/<slug:place>/": {"place": "pont-achard", "space": "salle-du-clain"},
            "espaces/<slug:place>/<slug:space>/sans-compte/": {
                "place": "pont-achard",
                "space": "potager-partage",
            },
            "portes/": {"sign": DoorSign.objects.get(space__slug="salle-du-clain").secret},
            "signalements/": {"token": report_path(Report.objects.earliest("created_at")).split("/")[2]},
            "ma-demande/": {"token": request_path(VisitorRequest.objects.get()).split("/")[2]},
            "mon-espace/reservations/": {"pk": booking.pk},
            "mon-espace/regulieres/": {"pk": BookingSeries.objects.get(title="Cours de couture").pk},
            "mon-espace/invites/": {"pk": booking.pk},
            "invite/": {"token": "faux"},
            "mon-espace/validations/": {"pk": booking.pk},
            "mon-espace/attente/": {"pk": booking.pk},
            "accueil/": {"pk": booking.pk},
            "projets/": {"pk": project.pk},
            "accompagnement/": {"pk": project.pk, "session": 0, "milestone": 0},
            "journees/": {"pk": CollectiveDay.objects.order_by("pk").first().pk},
            "chiffres/": {"token": "faux"},
            "nous-ecrire/": {"token": message_path(Message.objects.waiting().get()).split("/")[2]},
            "besoins/suivi/": {"token": "faux"},
            "idees/": {"pk": Idea.objects.published().order_by("pk").first().pk},
            "appels/": {"slug": "services-de-proximite"},
            "dossiers/": {"pk": draft.pk, "guest": 0, "slug": "le-besoin"},
            "dossiers/<uuid:pk>/lire/": {"pk": read.pk},
            "rencontres/": {
                "slug": "rencontre-du-2-juillet-2020",
                "pk": "00000000-0000-4000-8000-000000000000",
            },
            "mon-espace/donnees/": {"purpose": "rien"},
            "mon-espace/rencontres/": {"pk": "00000000-0000-4000-8000-000000000000"},
            "mon-espace/rencontres/actions/": {"pk": 0},
            "jury/lien/": {"token": "faux"},
            "jury/etapes/": {"stage": read.stage_id},
            "jury/lectures/": {"pk": read.assignments.get(reviewer__email=f"jury@{DOMAIN}").pk},
            "fichiers/": {"pk": "00000000-0000-4000-8000-000000000000"},
            "travaux/": {"pk": "00000000-0000-4000-8000-000000000000"},
            "notifications/": {"pk": 0},
            "rappels/desinscription/": {"token": "faux"},
            "pas-cette-fois/": {"token": "faux"},
            "occupation/": {"token": "faux"},
            "convocation/": {"token": "faux"},
            "mon-espace/jetons/": {"pk": 0},
            "mon-espace/agendas/": {"pk": booking.pk},
            "agendas/": {"token": "faux"},
            "api/v1/": {"path": "rien", "booking_id": booking.pk},
            "invitation/": {"token": "faux"},
            "mon-espace/structure/": {
                "pk": membership.organisation_id,
                "membership": membership.pk,
                "invitation": 0,
                "paper": 0,
            },
            "relogement/": {"token": "faux"},
            "demo/courriels/": {"name": "rien", "index": 0},
        }
    )
