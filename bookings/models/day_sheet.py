from django.db import models
from django.utils.translation import gettext_lazy as _


class DaySheetChoice(models.Model):
    """Whether a person gets the sheet of the day by mail; without a row, whoever holds the desk does."""

    user = models.ForeignKey(
        "people.User", verbose_name=_("personne"), on_delete=models.CASCADE, related_name="+"
    )
    place = models.ForeignKey(
        "spaces.Place", verbose_name=_("lieu"), on_delete=models.CASCADE, related_name="+"
    )
    is_wanted = models.BooleanField(_("recevoir la feuille du jour"))

    class Meta:
        verbose_name = _("envoi de la feuille du jour")
        verbose_name_plural = _("envois de la feuille du jour")
        constraints = [
            models.UniqueConstraint(fields=["user", "place"], name="bookings_daysheet_chosen_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} : {'oui' if self.is_wanted else 'non'}"
