"""The blocks with which editors compose the form of a call. `incubator.compiler` turns them into a version."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from incubator.enums import FieldType


class ConditionBlock(blocks.StructBlock):
    """Show only after a given answer to an earlier question."""

    question = blocks.CharBlock(
        label=_("Question d’avant"),
        required=False,
        help_text=_("Son intitulé exact. Vide : toujours montrée."),
    )
    answer = blocks.CharBlock(
        label=_("Réponse attendue"),
        required=False,
        help_text=_("Le choix exact. Vide : dès qu’il y a une réponse."),
    )

    class Meta:
        label = _("Montrée seulement si")
        collapsed = True


class QuestionBlock(blocks.StructBlock):
    """What every question has."""

    label = blocks.CharBlock(label=_("Question"), max_length=200)
    short = blocks.CharBlock(
        label=_("En deux mots"),
        required=False,
        max_length=60,
        help_text=_("Pour dire ce qui manque : « l’année de démarrage »."),
    )
    help = blocks.CharBlock(label=_("Précision"), required=False, max_length=300)
    required = blocks.BooleanBlock(label=_("Obligatoire"), required=False, default=True)
    half = blocks.BooleanBlock(label=_("Demi-largeur"), required=False)
    personal = blocks.BooleanBlock(label=_("Donnée personnelle"), required=False)
    hidden_from_jury = blocks.BooleanBlock(label=_("Cachée au jury"), required=False)
    eligibility = blocks.BooleanBlock(label=_("Sert à l’éligibilité"), required=False)
    shown_when = ConditionBlock(required=False)


class SectionBlock(blocks.StructBlock):
    """An intertitle and a few words."""

    label = blocks.CharBlock(label=_("Intertitre"), max_length=120)
    help = blocks.TextBlock(label=_("Quelques mots"), required=False)
    shown_when = ConditionBlock(required=False)


class TextBlock(QuestionBlock):
    """A line."""

    max_length = blocks.IntegerBlock(label=_("Signes au plus"), required=False, min_value=1, max_value=500)
    names_project = blocks.BooleanBlock(label=_("C’est le nom du projet"), required=False)


class LongTextBlock(QuestionBlock):
    """A text with a number of words."""

    word_limit = blocks.IntegerBlock(label=_("Mots au plus"), required=False, min_value=1, max_value=10_000)


class ChoiceBlock(QuestionBlock):
    """One answer among some."""

    choices = blocks.ListBlock(blocks.CharBlock(label=_("Réponse")), label=_("Réponses proposées"), min_num=2)
    as_list = blocks.BooleanBlock(label=_("En liste déroulante"), required=False)


class MultipleBlock(QuestionBlock):
    """Several answers among some."""

    choices = blocks.ListBlock(blocks.CharBlock(label=_("Réponse")), label=_("Réponses proposées"), min_num=2)


class NumberBlock(QuestionBlock):
    """A whole number between bounds."""

    minimum = blocks.IntegerBlock(label=_("Au moins"), required=False)
    maximum = blocks.IntegerBlock(label=_("Au plus"), required=False)
    message = blocks.CharBlock(
        label=_("Message si la réponse ne convient pas"),
        required=False,
        help_text=_("« Écrivez une année. »"),
    )


class MoneyBlock(QuestionBlock):
    """An amount in euros."""

    maximum = blocks.DecimalBlock(label=_("Au plus (€)"), required=False, min_value=0)


class FileBlock(QuestionBlock):
    """Documents or pictures."""

    max_files = blocks.IntegerBlock(label=_("Fichiers au plus"), default=1, min_value=1, max_value=10)
    pictures_only = blocks.BooleanBlock(label=_("Images seulement"), required=False)


class BudgetBlock(QuestionBlock):
    """Charges and resources, side by side."""

    charges = blocks.ListBlock(blocks.CharBlock(label=_("Poste")), label=_("Charges"))
    resources = blocks.ListBlock(blocks.CharBlock(label=_("Poste")), label=_("Ressources"))
    must_balance = blocks.BooleanBlock(label=_("Doit être équilibré"), required=False, default=True)


class FieldsBlock(blocks.StreamBlock):
    """What a page asks."""

    section = SectionBlock(label=FieldType.SECTION.label)
    text = TextBlock(label=FieldType.TEXT.label)
    long_text = LongTextBlock(label=FieldType.LONG_TEXT.label)
    choice = ChoiceBlock(label=FieldType.CHOICE.label)
    multiple = MultipleBlock(label=FieldType.MULTIPLE.label)
    number = NumberBlock(label=FieldType.NUMBER.label)
    money = MoneyBlock(label=FieldType.MONEY.label)
    date = QuestionBlock(label=FieldType.DATE.label)
    file = FileBlock(label=FieldType.FILE.label)
    organisation = QuestionBlock(label=FieldType.ORGANISATION.label)
    address = QuestionBlock(label=FieldType.ADDRESS.label)
    budget = BudgetBlock(label=FieldType.BUDGET.label)
    consent = QuestionBlock(label=FieldType.CONSENT.label)


class PageBlock(blocks.StructBlock):
    """A step of the form."""

    title = blocks.CharBlock(label=_("Titre de l’étape"), max_length=60)
    intro = blocks.TextBlock(label=_("Introduction"), required=False)
    shown_when = ConditionBlock(required=False)
    fields = FieldsBlock(label=_("Questions"))

    class Meta:
        label = _("Étape")
        icon = "form"
        label_format = "{title}"


class PageStreamBlock(blocks.StreamBlock):
    """A form: one step after another."""

    page = PageBlock()
