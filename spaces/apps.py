from django.apps import AppConfig


class SpacesConfig(AppConfig):
    name = "spaces"
    verbose_name = "Espaces"

    def ready(self) -> None:
        """Say what can be granted on places and spaces, and what is written to those who run them."""
        from spaces import message_notices, todo
        from spaces.explained import register_explanations
        from spaces.grantables import register_grantables
        from spaces.lists import register_lists

        register_grantables()
        register_lists()
        register_explanations()
        message_notices.register_kinds()
        todo.register_tasks()
