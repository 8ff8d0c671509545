"""Every rule, listed by hand. A rule is a plain function from a case to findings; rules don't know each other."""

from collections.abc import Callable, Iterable

from inspector.diagnosis.case import Case
from inspector.diagnosis.finding import Finding
from inspector.diagnosis.prose import may_be_refused
from inspector.diagnosis.rules import (
    audience,
    client,
    client_fit,
    exposure,
    flows,
    groups,
    identity,
    issuer,
    lifetime,
    origin,
    proof,
    roles,
    scopes,
    sending,
    signing,
    tenant,
    unreadable,
    writing,
)
from inspector.diagnosis.wanted import names_assertion, names_call
from inspector.tokens.artifact import Kind

Rule = Callable[[Case], Iterable[Finding]]

RULES: tuple[Rule, ...] = (
    origin.flow,
    sending.bearer_without_token,
    writing.cut_off,
    writing.damaged,
    writing.unusual_spelling,
    writing.wrapped_badly,
    writing.ambiguous,
    writing.too_long,
    signing.unsigned,
    signing.symmetric,
    signing.unusual,
    signing.algorithm_missing,
    signing.critical_members,
    signing.key_in_header,
    signing.key_id_missing,
    signing.header_nonce,
    audience.id_token_at_api,
    audience.id_token_sent,
    audience.address_in_version_two,
    audience.audience_differs,
    audience.audience_missing,
    audience.context_names_another_api,
    issuer.version_contradicts,
    issuer.tenant_contradicts,
    issuer.lookalike,
    issuer.other_cloud,
    issuer.practice,
    tenant.other_tenant,
    tenant.tenant_by_name,
    proof.sent_without_proof,
    proof.private_key,
    proof.proof_too_old,
    proof.outer_and_inner,
    lifetime.expired,
    lifetime.within_skew,
    lifetime.not_yet_valid,
    lifetime.in_milliseconds,
    lifetime.unreadable_times,
    lifetime.without_end,
    lifetime.long_lived,
    scopes.scope_missing,
    scopes.scopes_of_application,
    scopes.scope_by_another_name,
    roles.role_missing,
    roles.roles_empty,
    roles.application_without_roles,
    roles.roles_of_user,
    client_fit.unfit_for_client,
    client.secret_instead_of_certificate,
    client.broad_permissions,
    client.token_for_itself,
    groups.overage,
    identity.guest,
    identity.personal_account,
    identity.agent,
    identity.mail_unverified,
    exposure.exposed,
    flows.front_channel,
    flows.password_grant,
    flows.secret_in_request,
    unreadable.encrypted,
    unreadable.opaque,
    unreadable.refresh_token,
    unreadable.authorization_code,
    unreadable.saml_assertion,
)


def rules_for(case: Case) -> tuple[Rule, ...]:
    """Return the rules to ask about `case`; what needs large tables is loaded only where it has something to say."""
    rules = RULES
    if names_call(case):
        from inspector.diagnosis.rules import calling

        rules += (calling.me_without_user, calling.permission_missing, calling.call_not_checked)
    if any(case.of_kind(Kind.DISCOVERY_DOCUMENT, Kind.JWKS)):
        from inspector.diagnosis.rules import documents

        rules += (
            documents.discovery_document,
            documents.many_tenants,
            documents.keys_elsewhere,
            documents.key_set,
            documents.private_keys,
            documents.unusable_keys,
            documents.key_not_in_set,
            documents.document_of_another_issuer,
        )
    if names_assertion(case):
        from inspector.diagnosis.rules import assertion, federated, workload

        rules += (
            assertion.certificate_not_named,
            assertion.wrong_audience,
            assertion.too_long_lived,
            assertion.weak_algorithm,
            federated.compared,
            federated.expected_audience,
            federated.shape,
            federated.another_run,
            workload.unusable,
            workload.credential_form,
            workload.delegated_exchange,
            workload.sent_to_api,
        )
    if may_be_refused(case):
        from inspector.diagnosis.rules import challenges, joined, refusal_context, refusals

        rules += (
            refusals.explain_refusals,
            refusal_context.about_another_token,
            refusal_context.hidden_values,
            refusal_context.unknown_codes,
            challenges.claims_challenge,
            joined.issuer_version,
        )
    return rules
