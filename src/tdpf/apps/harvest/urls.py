from django.urls import path

from tdpf.apps.harvest import views

app_name = "harvest"
urlpatterns = [
    path("harvest", views.harvest, name="harvest"),
    path("harvest/ledger.csv", views.ledger_csv, name="ledger_csv"),
    path("harvest/ledger.rss", views.ledger_rss, name="ledger_rss"),
]
