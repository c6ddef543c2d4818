from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock, StructBlock
from wagtail.documents.blocks import DocumentChooserBlock


class FactBlock(StructBlock):
    """One fact: a name and a value."""

    label = CharBlock(label=_("Quoi"))
    value = CharBlock(label=_("Combien, quand, où"))

    class Meta:
        label = _("Repère")


class FactsBlock(StructBlock):
    """Facts one under the other."""

    title = CharBlock(label=_("Titre"), required=False)
    facts = ListBlock(FactBlock(), label=_("Repères"), min_num=1)

    class Meta:
        label = _("Repères")
        icon = "list-ul"
        template = "cms/blocks/facts.html"


class FilesBlock(StructBlock):
    """Documents to take away."""

    title = CharBlock(label=_("Titre"), required=False)
    files = ListBlock(DocumentChooserBlock(), label=_("Documents"), min_num=1)

    class Meta:
        label = _("Documents")
        icon = "doc-full"
        template = "cms/blocks/files.html"
