from django.urls import path

from tdpf.apps.jobs import views

app_name = "jobs"
urlpatterns = [
    path("jobs", views.jobs, name="jobs"),
    path("jobs/<str:job>/retry", views.retry, name="retry"),
    path("jobs/<str:job>/cancel", views.cancel, name="cancel"),
]
