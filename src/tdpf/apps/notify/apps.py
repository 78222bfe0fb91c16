from django.apps import AppConfig

DAY_S = 86_400


class NotifyConfig(AppConfig):
    name = "tdpf.apps.notify"
    label = "notify"

    def ready(self) -> None:
        from tdpf.apps.jobs.service import Kind, register
        from tdpf.core.findings import Text

        register(
            Kind(
                name="links",
                title=Text(ja="リンクの点検", en="Link check"),
                work="tdpf.apps.notify.tasks:links",
                every_s=DAY_S,
            )
        )
        register(
            Kind(
                name="notify",
                title=Text(ja="担当者への知らせ", en="Letters to publishers"),
                work="tdpf.apps.notify.tasks:letters",
                every_s=DAY_S,
            )
        )
