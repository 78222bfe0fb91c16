from django.urls import path

from tdpf.apps.ckan.views import action

app_name = "ckan"
urlpatterns = [
    path("api/3/action/<str:name>", action),
    path("api/action/<str:name>", action),
]
