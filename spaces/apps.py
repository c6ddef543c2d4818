from django.apps import AppConfig


class SpacesConfig(AppConfig):
    name = "spaces"
    verbose_name = "Espaces"

    def ready(self) -> None:
        """Say which grants on a place open the back office."""
        from people.grants import opens_back_office_with
        from spaces.models import Place

        opens_back_office_with(Place, {"manage_place", "edit_place"})
