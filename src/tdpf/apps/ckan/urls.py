from django.urls import path

from tdpf.apps.ckan import former
from tdpf.apps.ckan.views import action

app_name = "ckan"
urlpatterns = [
    path("api/3/action/<str:name>", action),
    path("api/action/<str:name>", action),
    path("dataset", former.datasets),
    path("dataset/", former.datasets),
    path("dataset/<str:name>", former.dataset),
    path("dataset/<str:name>/resource/<str:resource>", former.dataset),
    path("dataset/<str:name>/resource/<str:resource>/download", former.download),
    path("dataset/<str:name>/resource/<str:resource>/download/<path:file>", former.download),
    path("organization", former.organizations),
    path("organization/", former.organizations),
    path("organization/<str:name>", former.organization),
    path("group", former.group),
    path("group/", former.group),
    path("group/<str:name>", former.group),
]
