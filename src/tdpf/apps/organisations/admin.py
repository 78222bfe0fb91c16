"""Staff screens (/admin/) for roles in organisations; each change stands in the audit log."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from tdpf.apps.organisations.actions import remove_member, set_role
from tdpf.apps.organisations.models import Membership
from tdpf.apps.organisations.policy_admin import DatasetAccessAdmin, TableAccessAdmin
from tdpf.apps.publishing.service import Deed
from tdpf.core.access import Role

__all__ = ["DatasetAccessAdmin", "MembershipAdmin", "TableAccessAdmin"]


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("user", "organisation", "role", "since")
    list_filter = ("role",)
    list_select_related = ("user", "organisation")
    search_fields = ("user__email", "organisation__title", "organisation__code6")
    fields = ("user", "organisation", "role")

    def get_readonly_fields(
        self, request: HttpRequest, obj: Membership | None = None
    ) -> tuple[str, ...]:
        """Another person or organisation is another membership."""
        del request
        return ("user", "organisation") if obj else ()

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        del form, change
        set_role(obj.user, obj.organisation, Role(obj.role), deed=_deed(request))
        obj.pk = Membership.objects.get(user=obj.user, organisation=obj.organisation).pk

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        remove_member(obj.user, obj.organisation, deed=_deed(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        for each in queryset.select_related("user", "organisation"):
            self.delete_model(request, each)


def _deed(request: HttpRequest) -> Deed:
    return Deed(actor=str(request.user), at=timezone.now())
