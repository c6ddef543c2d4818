from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock
from wagtail.images.blocks import ImageChooserBlock


class PictureBlock(StructBlock):
    """A photograph, what one sees in it, and who took it."""

    image = ImageChooserBlock(label=_("Image"))
    description = CharBlock(
        label=_("Ce qu’on y voit"), required=False, help_text=_("Lu à voix haute à qui ne voit pas l’image.")
    )
    caption = CharBlock(label=_("Légende"), required=False)
    credit = CharBlock(label=_("Crédit"), required=False)

    class Meta:
        label = _("Photographie")
        icon = "image"
        template = "cms/blocks/picture.html"
