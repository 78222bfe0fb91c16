"""Who belongs to which organisation, as what, and who sees what is not everybody's.

What a role may do and what a policy means is `tdpf.core.access`.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tdpf.apps.catalog.service import Dataset, Organisation
from tdpf.core.access import Role


class Membership(models.Model):
    """One person's role in one organisation."""

    ROLES = (
        (Role.OWNER.value, _("Owner")),
        (Role.OFFICER.value, _("Officer")),
        (Role.REVIEWER.value, _("Reviewer")),
        (Role.READER.value, _("Reader")),
    )

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="memberships",
        verbose_name=_("user"),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,
        related_name="memberships",
        verbose_name=_("organisation"),
    )
    role = models.CharField(_("role"), max_length=10, choices=ROLES)
    since = models.DateTimeField(_("since"), editable=False)

    class Meta:
        db_table = "organisations_membership"
        ordering = ("organisation", "user")
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = (
            models.UniqueConstraint(fields=["user", "organisation"], name="membership_once"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.organisation_id}"


class DatasetAccess(models.Model):
    """Who sees a dataset that is not public, besides its owner's people and operators.

    The data server reads this without Django (`tdpf.adapters.manifest`), as the next one.
    """

    dataset = models.OneToOneField(
        Dataset,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="access",
        verbose_name=_("dataset"),
    )
    readers = models.TextField(_("readers"))  # ids of organisations; see `core.access.readers_text`
    since = models.DateTimeField(_("since"), editable=False)

    class Meta:
        db_table = "organisations_dataset_access"
        verbose_name = _("audience of a dataset")
        verbose_name_plural = _("audiences of datasets")

    def __str__(self) -> str:
        return f"{self.dataset_id}:{self.readers}"


class TableAccess(models.Model):
    """Columns and rows of a table that not everybody sees who sees the table."""

    table = models.OneToOneField(
        "publishing.Table",
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="access",
        verbose_name=_("table"),
    )
    limits = models.TextField(_("limits"))  # `core.access.Limits` as JSON
    since = models.DateTimeField(_("since"), editable=False)

    class Meta:
        db_table = "organisations_table_access"
        verbose_name = _("limits of a table")
        verbose_name_plural = _("limits of tables")

    def __str__(self) -> str:
        return f"{self.table_id}: {self.limits}"
