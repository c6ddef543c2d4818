"""The register of processing (article 30 of the GDPR), written from what applications declare."""

from __future__ import annotations

from privacy.holdings import holdings
from privacy.purposes import purposes
from privacy.retention import rules

HEAD = (
    "# Registre des traitements\n\n"
    "Écrit par `manage.py processing_register` d’après ce que chaque application déclare ; un essai refuse un "
    "registre qui n’est plus à jour. Le responsable du traitement est la structure qui tient le lieu : "
    "complétez avec son nom, son adresse et la personne à qui écrire.\n"
)


def register_of_processing() -> str:
    """The whole page, in Markdown."""
    lines = [HEAD]
    for holding in holdings():
        lines += [
            f"## {holding.label}",
            "",
            f"- **Pourquoi** : {holding.purpose}",
            f"- **Base légale** : {holding.basis}",
            f"- **Durée** : {holding.kept}",
            f"- **Qui lit** : {holding.read_by}",
            f"- **Si la personne se fait effacer** : {holding.erased}",
            f"- **Tables** : {', '.join(f'`{trace.path}`' for trace in holding.traces)}",
            "",
        ]
    lines += [
        "## Durées appliquées par `manage.py apply_retention`",
        "",
        "| Quoi | Durée | Puis | Prévenu 30 jours avant |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {rule.label} | {rule.words} | {rule.then} | {'oui' if rule.person else '—'} |" for rule in rules()
    ]
    if purposes():
        lines += ["", "## Ce qui demande un consentement", "", "| Quoi | Version | Texte |", "|---|---|---|"]
        lines += [f"| {asked.label} | {asked.version} | {asked.text} |" for asked in purposes()]
    return "\n".join(lines) + "\n"
