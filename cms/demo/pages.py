"""How to come, the neighbours, and what the law asks for."""

from __future__ import annotations

from wagtail.models import Site

from cms.demo.writing import blocks, publish, text
from cms.models import HomePage, HouseSettings, PlainPage
from people.models import User

# In the range that is kept for fiction.
NEIGHBOURS = "05 36 49 18 18"


def write(home: HomePage, author: User) -> None:
    """Publish the pages that the foot of every page leads to."""
    for title, slug, introduction, body in _pages():
        publish(home, PlainPage(title=title, slug=slug, introduction=introduction, body=body), author)
    site = Site.objects.get(is_default_site=True)
    HouseSettings.objects.get_or_create(
        site=site,
        defaults={
            "opening_text": "L’accueil ferme en même temps que la maison.",
            "join_text": "On devient membre à l’accueil, en cinq minutes et avec une pièce d’identité.",
            "contact_email": "bonjour@caserne.example",
            "neighbours_phone": NEIGHBOURS,
            "neighbours_text": "Samir décroche jusqu’à minuit.",
            "publisher": "Camille Renaud",
        },
    )


def _pages() -> list[tuple[str, str, str, str]]:
    return [
        (
            "Venir",
            "venir",
            "À dix minutes à pied de la gare, au bord de la Boivre.",
            blocks(
                (
                    "facts",
                    {
                        "title": "Sur place",
                        "facts": [
                            {"label": "Entrée", "value": "par la cour, de plain-pied"},
                            {
                                "label": "Vélos",
                                "value": "arceaux dans la cour, local fermé au rez-de-chaussée",
                            },
                            {"label": "Ascenseur", "value": "jusqu’au premier étage"},
                            {"label": "Deuxième étage", "value": "par l’escalier seulement"},
                        ],
                    },
                ),
                (
                    "text",
                    (
                        "<h2>En fauteuil</h2><p>La cour, le rez-de-chaussée et le premier étage se parcourent sans "
                        "marche. Le deuxième étage n’a pas d’ascenseur : quand une rencontre y est prévue, "
                        "demandez-nous, nous la changeons de salle.</p><h2>Nous rejoindre</h2><p>On devient membre "
                        "à l’accueil, en cinq minutes.</p>"
                    ),
                ),
            ),
        ),
        (
            "Vous habitez à côté ?",
            "voisinage",
            "Ce qui se passe ce soir est dans l’agenda. Après 22 h, la cour se tait.",
            text(
                f"Trop de bruit ? Appelez le {NEIGHBOURS} : quelqu’un décroche jusqu’à minuit et va voir.",
                "Les soirées de la halle se terminent portes fermées. Les livraisons ne passent jamais avant "
                "8 h.",
            ),
        ),
        (
            "Mentions légales",
            "mentions-legales",
            "Qui publie ce site, et ce qu’il garde de vous.",
            text(
                "<h2>Éditeur</h2>",
                "Association La Caserne, Pont-Achard, Poitiers. Ce site est une démonstration : les personnes, "
                "les prix et les réservations y sont inventés.",
                "<h2>Données personnelles</h2>",
                "Lire ce site ne demande aucun compte et ne dépose aucun traceur. Un seul témoin de connexion "
                "est posé quand vous vous connectez. Votre compte, vos réservations et vos dossiers vous "
                "appartiennent : demandez-les, corrigez-les ou effacez-les à l’accueil.",
                "<h2>Logiciel</h2>",
                "Le site fonctionne avec Tierslieu, logiciel libre sous licence AGPL.",
            ),
        ),
        (
            "Accessibilité",
            "accessibilite",
            "Déclaration d’accessibilité du site.",
            text(
                "<h2>Où nous en sommes</h2>",
                "Aucun audit n’a encore été mené par un tiers : nous ne déclarons donc aucun taux. Le site est "
                "conçu pour le clavier, le lecteur d’écran, un texte agrandi à 200 % et un écran de 320 points "
                "de large ; des vérifications automatiques tournent à chaque changement.",
                "<h2>Une difficulté ?</h2>",
                '<a href="/nous-ecrire/">Écrivez-nous</a> ou passez à l’accueil : nous répondons, et nous vous donnons '
                "l’information autrement en attendant. Sans réponse, le Défenseur des droits peut être saisi.",
                "<h2>Le bâtiment</h2>",
                "Le registre public d’accessibilité se consulte à l’accueil.",
            ),
        ),
        (
            "Données ouvertes",
            "donnees-ouvertes",
            "Ce que la maison publie, et comment le reprendre.",
            text(
                "L’agenda se suit depuis n’importe quel calendrier, les nouvelles par RSS. Les chiffres "
                "d’occupation seront publiés ici, sans un nom, avec leur calcul.",
            ),
        ),
    ]
