"""Our paint in Wagtail's administration."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks

from tierslieu.panels import register_panels

register_panels()


@hooks.register("insert_global_admin_css")
def paint_the_administration() -> SafeString:
    """Set Wagtail's theme variables and lend our panels the letters and drawings of the house."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/back-office.css"))
