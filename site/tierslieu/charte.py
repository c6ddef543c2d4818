"""What the charter shows: invented names and figures, so that each component has something to say."""

from typing import Any

from django import forms

from drawings.facade import Bay, DoorState, Facade, Room, Storey
from drawings.plan import Access, FloorPlan, PlanRoom
from drawings.section import SectionFloor, SectionRoom

PAINTS = (
    ("toile", "Toile", "#F4ECDD", "#181412", "fond"),
    ("chaux", "Chaux", "#FCF8F0", "#221D1A", "champs"),
    ("sable", "Sable", "#E4D6BC", "#342C27", "réservé"),
    ("suie", "Suie", "#1D1917", "#F1E7D6", "texte, 14,9:1"),
    ("fumee", "Fumée", "#5E534B", "#BBAD9C", "secondaire"),
    ("brique", "Brique", "#A3361F", "#9C341E", "aplats"),
    ("brique-a-ecrire", "Brique à écrire", "#9A3019", "#F08F72", "liens, erreurs"),
    ("tableau", "Tableau", "#1D1917", "#0D0B0A", "panneaux"),
    ("signal", "Signal", "#F6C515", "#F6C515", "maintenant"),
)
FIRST_FLOOR = (
    ("11", "Salle de garde", 46.0, True),
    ("12", "Salle du Clain", 31.2, True),
    ("14", "Salle de la Boivre", 24.0, True),
    ("15", "Bocal", 4.0, True),
    ("16", "Coworking La Remise", 118.0, True),
    ("18", "Cuisine partagée", 29.0, True),
    ("101", "Bureau 101", 18.4, False),
    ("102", "Bureau 102", 18.4, False),
    ("103", "Bureau 103", 22.0, False),
    ("104", "Bureau 104", None, False),
)
SHARES = (None, 0.1, 0.3, 0.8, 0.9, 0.4, 0.2, 0.5, 0.7, 1.0, 0.6, 0.2)


class SpecimenForm(forms.Form):
    """One field of each shape, one of them wrong."""

    organisation = forms.CharField(label="Nom de la structure", help_text="Comme dans les statuts.")
    people = forms.IntegerField(
        label="Nombre de personnes",
        max_value=15,
        error_messages={"max_value": "La salle tient 15 personnes au plus."},
    )
    layout = forms.ChoiceField(
        label="Disposition",
        choices=[("meeting", "Réunion"), ("class", "Classe")],
        widget=forms.RadioSelect,
    )
    equipment = forms.ChoiceField(
        label="Équipement", choices=[("", "Peu importe"), ("screen", "Écran")], required=False
    )
    why = forms.CharField(
        label="Ce que vous y faites", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    wheelchair = forms.BooleanField(label="Accessible en fauteuil", required=False)


def _form(side: str) -> SpecimenForm:
    data = {
        f"{side}-organisation": "Les Petites Mains du Clain",
        f"{side}-people": "19",
        f"{side}-layout": "meeting",
        f"{side}-wheelchair": "on",
    }
    return SpecimenForm(data, prefix=side)


def _house() -> Facade:
    return Facade(
        place="la maison",
        year="1963",
        bays=(
            Bay("1", "Nord", DoorState.BUSY),
            Bay("2", "Centre", DoorState.OPEN),
            Bay("3", "Sud", DoorState.CLOSED),
        ),
        storeys=(
            Storey("2e étage", (Room("Dortoir", lit=True), Room("Studio"), Room("Salle de la Tour"))),
            Storey("1er étage", tuple(Room(name, lit=number == "12") for number, name, _, _ in FIRST_FLOOR)),
        ),
    )


def specimens() -> dict[str, Any]:
    """Everything that the charter’s templates read."""
    return {
        "band": ["La charte de Tierslieu : ce qui est peint sur le mur, et ce qui ne l’est pas."],
        "paints": [
            dict(zip(("key", "name", "day", "night", "role"), paint, strict=True)) for paint in PAINTS
        ],
        "floors": [
            {"level": 0, "name": "rez-de-chaussée"},
            {"level": 1, "name": "1er"},
            {"level": 2, "name": "2e"},
            {"level": None, "name": "dehors"},
        ],
        "tags": [
            {"label": "Confirmée", "kind": "firm"},
            {"label": "En attente", "kind": "waiting"},
            {"label": "Option", "kind": ""},
            {"label": "Ouvert au public", "kind": "public"},
            {"label": "Refusée", "kind": "refused"},
            {"label": "Terminé", "kind": "past"},
            {"label": "En ce moment", "kind": "now"},
        ],
        "day_form": _form("jour"),
        "night_form": _form("nuit"),
        "table": {
            "caption": "Prêté aux associations",
            "heads": [
                {"label": "Espace"},
                {"label": "Heures", "number": True},
                {"label": "Valeur", "number": True},
            ],
            "rows": [["Salle du Clain", "412", "7 416 €"], ["Halle", "186", "8 184 €"]],
            "total": ["Total", "598", "15 600 €"],
        },
        "rooms": [
            {
                "number": "11",
                "name": "Salle de garde",
                "facts": "46 m², 18 personnes",
                "now": True,
                "tag": "En ce moment",
                "tag_kind": "now",
            },
            {
                "number": "E2",
                "name": "Potager partagé",
                "facts": "120 m², point d’eau",
                "tag": "Option",
                "tag_kind": "",
                "now": False,
            },
        ],
        "steps": [
            {"label": "Vous", "href": "/charte/", "state": "done"},
            {"label": "Le besoin", "href": "/charte/", "state": "done"},
            {"label": "Le budget", "state": "current", "note": "3 points à revoir"},
            {"label": "Les pièces", "state": "ahead"},
            {"label": "Relire et déposer", "state": "ahead"},
        ],
        "figure": {
            "value": "46",
            "label": "Taux de réservation",
            "scope": "octobre, 17 espaces",
            "numerator": {
                "value": "2 738 h réservées",
                "label": "réservations confirmées, dans les heures d’ouverture",
            },
            "denominator": {"value": "5 952 h ouvertes", "label": "fermetures et travaux déjà retirés"},
            "exclusions": [
                {"label": "Espaces sous convention", "value": "7"},
                {"label": "Heures hors ouverture", "value": "61 h"},
            ],
        },
        "options": [
            {
                "number": "12",
                "what": "Salle du Clain, de 16 h à 17 h",
                "why": "Même salle, une heure seulement",
                "label": "Prendre 16 h",
            },
            {
                "number": "24",
                "what": "Salle de la Tour, de 17 h à 19 h",
                "why": "10 places, au 2e sans ascenseur",
                "label": "Prendre 17 h",
            },
        ],
        "price": {
            "total": 12,
            "lines": [
                {"label": "Tarif public, 2 h", "amount": 36},
                {"label": "Association adhérente, moitié prix", "amount": -18},
                {"label": "Tarif solidaire, choisi par vous", "amount": -6},
            ],
            "note": "La maison vous prête l’équivalent de 24 €.",
        },
        "slots": [
            {
                "name": "Mardi 24",
                "slots": [
                    {"label": "16 h – 17 h", "href": "/charte/"},
                    {"label": "19 h – 22 h", "href": "/charte/"},
                ],
            },
            {"name": "Jeudi 26", "slots": [{"label": "17 h – 22 h", "href": "/charte/"}]},
            {"name": "Samedi 28"},
        ],
        "days": [
            {
                "name": name,
                "number": number,
                "href": "/charte/",
                "shares": SHARES[i:] + SHARES[:i],
                "what": "",
                "today": number == 24,
                "says": "plein à moitié",
            }
            for i, (name, number) in enumerate(
                zip(("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."), range(23, 30), strict=True)
            )
        ],
        "plan": FloorPlan(
            "Premier étage",
            tuple(PlanRoom(number, name, area, bookable) for number, name, area, bookable in FIRST_FLOOR),
            Access.LIFT,
            "couloir des vestiaires",
        ),
        "layouts": [
            {"kind": "meeting", "seats": 12, "name": "Réunion", "note": "Une table, tout le monde se voit"},
            {"kind": "classroom", "seats": 10, "name": "Classe", "note": "Cinq tables, face à l’écran"},
            {
                "kind": "conference",
                "seats": 15,
                "name": "Conférence",
                "note": "Limité par l’effectif autorisé",
            },
            {"kind": "standing", "seats": 15, "name": "Debout", "note": "Limité par l’effectif autorisé"},
        ],
        "house": _house(),
        "section": (
            SectionFloor(
                "1er étage",
                1,
                (
                    *(
                        SectionRoom(number, name, area, lit=number == "12")
                        for number, name, area, bookable in FIRST_FLOOR
                        if bookable
                    ),
                    SectionRoom("101–104", "Bureaux", 80, "sous convention", let=True),
                ),
            ),
        ),
    }
