from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


@register_setting(icon="home", order=1)
class HouseSettings(BaseSiteSetting):
    """What pages say of the house, whatever the page."""

    opening_text = models.CharField(
        _("une phrase sur l’ouverture"),
        max_length=160,
        blank=True,
        help_text=_("Par exemple : L’accueil ferme une demi-heure avant la maison."),
    )
    join_text = models.TextField(_("comment nous rejoindre"), blank=True)
    contact_email = models.EmailField(_("courriel de contact"), blank=True)
    neighbours_phone = models.CharField(_("téléphone pour les voisins"), max_length=30, blank=True)
    neighbours_text = models.CharField(_("qui répond aux voisins, et quand"), max_length=200, blank=True)
    publisher = models.CharField(_("directrice ou directeur de la publication"), max_length=120, blank=True)

    panels = [
        MultiFieldPanel([FieldPanel("opening_text")], heading=_("Ouverture")),
        MultiFieldPanel([FieldPanel("join_text"), FieldPanel("contact_email")], heading=_("Nous rejoindre")),
        MultiFieldPanel(
            [FieldPanel("neighbours_phone"), FieldPanel("neighbours_text")], heading=_("Voisinage")
        ),
        FieldPanel("publisher"),
    ]

    class Meta:
        verbose_name = _("la maison")
