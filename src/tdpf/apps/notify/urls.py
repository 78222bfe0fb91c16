from django.urls import path

from tdpf.apps.notify import views

app_name = "notify"
urlpatterns = [path("notify/stop/<str:token>", views.stop, name="stop")]
