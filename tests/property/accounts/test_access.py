"""Laws of rights: what nobody can get by any role, scope or token."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tdpf.adapters.accounts.null import MemoryAccounts
from tdpf.adapters.accounts.operator import OPERATOR, WithOperatorToken
from tdpf.core.access import ANONYMOUS, Action, Actor, Role, Scope, may
from tdpf.core.tokens import token_hash, token_text

organisations = st.sampled_from(["minato", "shibuya", "ota"])
roles = st.dictionaries(organisations, st.sampled_from(Role))
scopes = st.frozensets(st.sampled_from(Scope))
actors = st.builds(Actor, roles=roles, scopes=scopes, is_operator=st.booleans())
actions = st.sampled_from(Action)


@given(actions, st.none() | organisations)
def test_nobody_in_particular_may_do_nothing_that_needs_a_right(action, where):
    assert not may(ANONYMOUS, action, where)


@given(actors, actions, organisations)
def test_a_right_needs_a_role_there_or_an_operator_and_a_scope_that_reaches(actor, action, where):
    if may(actor, action, where):
        assert actor.is_operator or where in actor.roles
        assert actor.scopes
        if action in {Action.WRITE, Action.REVIEW, Action.MANAGE}:
            assert actor.scopes != {Scope.READ}


@given(actors, actions)
def test_what_belongs_to_no_organisation_is_for_operators_alone(actor, action):
    assert actor.is_operator or not may(actor, action, None)


@given(actors, actions, organisations, scopes)
def test_another_scope_never_takes_a_right_away(actor, action, where, more):
    wider = Actor(actor.name, actor.roles, actor.scopes | more, actor.is_operator)
    assert may(wider, action, where) >= may(actor, action, where)


@given(actors, actions, organisations)
def test_the_list_of_organisations_says_the_same_as_the_question(actor, action, where):
    listed = actor.organisations(action)
    assert may(actor, action, where) == (listed is None or where in listed)


@pytest.mark.parametrize("role", Role)
def test_only_owners_give_roles_and_only_they_and_officers_write(role):
    actor = Actor("x", {"minato": role}, frozenset(Scope))
    assert may(actor, Action.MANAGE, "minato") == (role == Role.OWNER)
    assert may(actor, Action.WRITE, "minato") == (role in {Role.OWNER, Role.OFFICER})
    assert may(actor, Action.READ, "minato")


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_different_secrets_are_different_tokens_that_fit_into_a_header(one, other):
    text = token_text(one)
    assert text.startswith("tdpf_")
    assert text.isascii()
    assert len(text.split()) == 1
    assert (token_hash(text) == token_hash(token_text(other))) == (one == other)


@given(st.text(max_size=31), st.text(max_size=40))
def test_a_short_operator_token_opens_nothing(short, shown):
    assert WithOperatorToken(short, MemoryAccounts()).actor(shown, at=None) is None
    assert WithOperatorToken(short, MemoryAccounts()).actor(short, at=None) is None
    long = short + "k" * 32
    assert WithOperatorToken(long, MemoryAccounts()).actor(long, at=None) == OPERATOR
