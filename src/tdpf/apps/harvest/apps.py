from django.apps import AppConfig

TICK_S = 600


class HarvestConfig(AppConfig):
    name = "tdpf.apps.harvest"
    label = "harvest"

    def ready(self) -> None:
        from tdpf.apps.jobs.service import Kind, register
        from tdpf.core.findings import Text

        register(
            Kind(
                name="harvest",
                title=Text(ja="収集", en="Harvest"),
                work="tdpf.apps.harvest.tasks:harvest",
                deadline_s=7 * 86_400,  # the first polite run of a large source takes days
            )
        )
        register(
            Kind(
                name="harvest-tick",
                title=Text(ja="収集の予定", en="Harvest schedule"),
                work="tdpf.apps.harvest.tasks:tick",
                deadline_s=600,
                every_s=TICK_S,
            )
        )
