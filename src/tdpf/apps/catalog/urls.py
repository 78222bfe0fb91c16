from django.urls import path

from tdpf.apps.catalog import feeds, views

app_name = "catalog"
urlpatterns = [
    path("", views.home, name="home"),
    path("search", views.search, name="search"),
    path("search.<str:kind>", feeds.search_feed, name="search-feed"),
    path("sets", views.sets, name="sets"),
    path("sets/<str:slug>", views.standard_set, name="set"),
    path("sets/<str:slug>/changes.<str:kind>", feeds.set_feed, name="set-feed"),
    path("publishers", views.publishers, name="publishers"),
    path("publishers/<str:code6>", views.publisher, name="publisher"),
    path("publishers/<str:code6>/new.<str:kind>", feeds.publisher_feed, name="publisher-feed"),
    path("series/<str:name>", views.series, name="series"),
    path("datasets/<str:name>", views.dataset, name="dataset"),
    path("datasets/<str:name>/files/<str:file>", views.original, name="original"),
    path("datasets/<str:name>/report.json", views.report, name="report"),
]
