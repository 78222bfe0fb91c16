from django.apps import AppConfig


class CkanConfig(AppConfig):
    name = "tdpf.apps.ckan"
    label = "ckan"

    def ready(self) -> None:
        from tdpf.apps.jobs.service import Kind, register
        from tdpf.core.findings import Text

        register(
            Kind(
                name="fetch-resource",
                title=Text(ja="登録されたURLの取得", en="Fetch of a registered address"),
                work="tdpf.apps.ckan.fetching:fetch",
                deadline_s=3600,
                is_open=False,
            )
        )
        register(
            Kind(
                name="read-upload",
                title=Text(ja="送られたファイルを読む", en="Reading of a file that was sent"),
                work="tdpf.apps.ckan.uploads:read_upload",
                deadline_s=3600,
                is_open=False,
            )
        )
