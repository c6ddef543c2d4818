from django.apps import AppConfig


class BackofficeConfig(AppConfig):
    name = "backoffice"
    verbose_name = "Gestion"

    def ready(self) -> None:
        """Take off pictures what cameras write in them."""
        from backoffice.pictures import strip_new_pictures

        strip_new_pictures()
