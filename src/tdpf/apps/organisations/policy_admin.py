"""Staff screens (/admin/) for access policies: to look at. They are set by `tdpf access`."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from tdpf.apps.organisations.models import DatasetAccess, TableAccess


class LookedAt(admin.ModelAdmin):  # type: ignore[type-arg]
    """Seen by operators and changed by nobody: a preview and a check belong to every change."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        del request, obj
        return False


@admin.register(DatasetAccess)
class DatasetAccessAdmin(LookedAt):
    list_display = ("dataset", "readers", "since")
    list_select_related = ("dataset",)
    search_fields = ("dataset__name", "dataset__title")


@admin.register(TableAccess)
class TableAccessAdmin(LookedAt):
    list_display = ("table", "limits", "since")
    list_select_related = ("table",)
    search_fields = ("table__name", "table__title")
