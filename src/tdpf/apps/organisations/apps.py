from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "tdpf.apps.organisations"
    label = "organisations"
    verbose_name = _("Members of organisations")
