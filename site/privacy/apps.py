from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule


class PrivacyConfig(AppConfig):
    name = "privacy"
    verbose_name = "Données personnelles"

    def ready(self) -> None:
        """Hear what each application holds, teach the reminders our notice, and hear who signs in.

        As Django finds `admin` modules: an application that holds something of people has a module
        `personal`, whose `register()` says so. Nothing above is imported by name.
        """
        from privacy import notices, own, signals

        own.register()
        for config in apps.get_app_configs():
            if module_has_submodule(config.module, "personal"):
                import_module(f"{config.name}.personal").register()
        notices.register_kinds()
        signals.connect()
