"""Staff screens (/admin/) for accounts and tokens. Accounts are disabled, never deleted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tdpf.apps.accounts import actions
from tdpf.apps.accounts.models import Token, User
from tdpf.apps.accounts.sign_in import SignInForm
from tdpf.apps.publishing.service import Deed, record_deed

admin.site.unregister(Group)  # roles stand in memberships
admin.site.login_form = SignInForm
admin.site.site_header = admin.site.site_title = _("Platform operation")
admin.site.index_title = _("Accounts and rights")


def deed_of(request: HttpRequest) -> Deed:
    """By the operator who is signed in, now."""
    return Deed(actor=str(request.user), at=timezone.now())


class NewUserForm(BaseUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ("email", "name", "is_staff")

    def clean_email(self) -> str:
        return actions.email_of(self.cleaned_data["email"])


class UserForm(UserChangeForm):
    class Meta:
        model = User
        fields = ("email", "name", "is_active", "is_staff")

    def clean_email(self) -> str:
        return actions.email_of(self.cleaned_data["email"])


@admin.register(User)
class UserAdmin(DjangoUserAdmin):  # type: ignore[type-arg]
    form = UserForm
    add_form = NewUserForm
    fieldsets = ((None, {"fields": ("email", "name", "password", "is_active", "is_staff")}),)
    add_fieldsets = ((None, {"fields": ("email", "name", "password1", "password2", "is_staff")}),)
    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    ordering = ("email",)
    filter_horizontal = ()

    def save_model(
        self, request: HttpRequest, obj: User, form: forms.ModelForm[User], change: bool
    ) -> None:
        if not change:
            obj.joined_at = timezone.now()
        super().save_model(request, obj, form, change)

    def log_addition(self, request: HttpRequest, obj: User, message: Any) -> Any:
        _record(request, "user.add", obj, message)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: User, message: Any) -> Any:
        """Also where only the password was set, which goes past `save_model`."""
        _record(request, "user.change", obj, message)
        return super().log_change(request, obj, message)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        del request, obj
        return False


@admin.register(Token)
class TokenAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("title", "user", "scopes", "expires_at", "revoked_at", "last_used_on")
    search_fields = ("title", "user__email")
    list_select_related = ("user",)
    actions = ("revoke",)

    @admin.action(description=_("Revoke the chosen tokens"))
    def revoke(self, request: HttpRequest, chosen: QuerySet[Token]) -> None:
        for token in chosen:
            actions.revoke_token(token.id, deed=deed_of(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        del request
        return False  # a token is shown once, by `tdpf token create`

    def has_change_permission(self, request: HttpRequest, obj: Token | None = None) -> bool:
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Token | None = None) -> bool:
        del request, obj
        return False


def _record(request: HttpRequest, action: str, user: User, message: object) -> None:
    told = message if isinstance(message, list) else str(message)
    record_deed(deed_of(request), action, f"user:{user.email}", message=told)
