from django.urls import path

from tdpf.apps.catalog import views

app_name = "catalog"
urlpatterns = [
    path("", views.home, name="home"),
    path("search", views.search, name="search"),
    path("sets", views.sets, name="sets"),
    path("sets/<str:slug>", views.standard_set, name="set"),
    path("publishers", views.publishers, name="publishers"),
    path("publishers/<str:code6>", views.publisher, name="publisher"),
    path("datasets/<str:name>", views.dataset, name="dataset"),
    path("datasets/<str:name>/files/<str:file>", views.original, name="original"),
    path("datasets/<str:name>/report.json", views.report, name="report"),
]
