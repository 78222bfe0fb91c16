from django.apps import AppConfig


class HarvestConfig(AppConfig):
    name = "tdpf.apps.harvest"
    label = "harvest"

    def ready(self) -> None:
        from tdpf.apps.harvest.tasks import register_kinds

        register_kinds()
