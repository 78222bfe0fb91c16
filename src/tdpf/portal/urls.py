from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from tdpf.apps.catalog.views import sitemap, sitemap_part
from tdpf.portal import views

handler500 = "tdpf.portal.views.failed"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tdpf.apps.catalog.urls")),
    path("", include("tdpf.apps.harvest.urls")),
    path("", include("tdpf.apps.jobs.urls")),
    path("", include("tdpf.apps.notify.urls")),
    path("", include("tdpf.apps.ckan.urls")),
    path("", include("tdpf.apps.accounts.urls")),
    path("admin/", admin.site.urls),
    path("about", views.about, name="about"),
    path("developers", views.developers, name="developers"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", sitemap_part, name="sitemap-part"),
    path(f"{settings.STATIC_URL.lstrip('/')}site.css", views.site_css, name="stylesheet"),
]
