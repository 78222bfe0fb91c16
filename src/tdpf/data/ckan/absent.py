"""What CKAN has and this site does not: the right empty answer, or a refusal that says why."""

from __future__ import annotations

from tdpf.data.ckan.call import JSON, Call, NotFound
from tdpf.data.ckan.reading import reads

_REASONS = {
    "This site keeps no tag vocabularies: give tags, or subject headings by group_create": (
        "vocabulary_create vocabulary_update vocabulary_delete tag_create tag_delete"
    ),
    "This site keeps no views: every table has a page, a map and an API by itself": (
        "resource_view_create resource_view_update resource_view_delete resource_view_clear "
        "resource_view_reorder"
    ),
    "This site keeps no relationships: use the extras is_part_of and is_replaced_by": (
        "package_relationship_create package_relationship_update package_relationship_delete"
    ),
    "Nobody follows things here by an account: read the feed of a search, /search.atom?q=": (
        "follow_dataset follow_group follow_user unfollow_dataset unfollow_group unfollow_user"
    ),
    "Settings are not changed by the API: see docs/reference/settings.md": (
        "config_option_show config_option_list config_option_update"
    ),
    "Work in the background is shown at /jobs and steered by tdpf jobs": (
        "task_status_update task_status_update_many task_status_delete job_list job_show "
        "job_clear job_cancel"
    ),
    "Rights are given by roles in organizations, not for single datasets": (
        "package_collaborator_create package_collaborator_delete package_collaborator_list "
        "package_collaborator_list_for_user"
    ),
    "Tokens are made and revoked by the operator: see tdpf token": (
        "api_token_create api_token_list api_token_revoke"
    ),
    "This site runs no code of its clients": (
        "datastore_function_create datastore_function_delete datastore_run_triggers"
    ),
    "There is no such user": "get_site_user",
}
REFUSED = {action: why for why, actions in _REASONS.items() for action in actions.split()}
"""Action → why nobody may call it. CKAN itself refuses most of them to most callers."""


@reads
def vocabulary_list(call: Call) -> JSON:
    """No tag vocabularies."""
    del call
    return []


@reads
def vocabulary_show(call: Call) -> JSON:
    """No tag vocabulary is found. Parameter: id."""
    raise NotFound(f'Could not find vocabulary "{call.text("id")}"')


@reads
def resource_view_list(call: Call) -> JSON:
    """No views: every table has a page, a map and an API. Parameter: id of a resource."""
    call.text("id")
    return []


@reads
def resource_view_show(call: Call) -> JSON:
    """No view is found. Parameter: id."""
    call.text("id")
    raise NotFound


@reads
def package_create_default_resource_views(call: Call) -> JSON:
    """No views are needed."""
    del call
    return []


@reads
def resource_create_default_resource_views(call: Call) -> JSON:
    """No views are needed."""
    del call
    return []


@reads
def package_relationships_list(call: Call) -> JSON:
    """No relationships in CKAN's sense. Parameter: id."""
    call.text("id")
    return []


@reads
def task_status_show(call: Call) -> JSON:
    """No task is found: work in the background is shown at /jobs."""
    del call
    raise NotFound


@reads
def dataset_follower_count(call: Call) -> JSON:
    """Nobody follows a dataset by an account. Parameter: id."""
    call.text("id")
    return 0


@reads
def organization_follower_count(call: Call) -> JSON:
    """Nobody follows an organization by an account. Parameter: id."""
    call.text("id")
    return 0


@reads
def group_follower_count(call: Call) -> JSON:
    """Nobody follows a group by an account. Parameter: id."""
    call.text("id")
    return 0
