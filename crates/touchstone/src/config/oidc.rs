//! `[oidc]`: the identity provider that vouches for staff.

use super::settings::Draft;
use super::source::Source;
use touchstone_app::account::SignOnSettings;
use zeroize::Zeroizing;

pub(super) fn oidc(source: &mut Source, draft: &Draft) -> Option<SignOnSettings> {
    let Some(issuer) = draft.oidc_issuer.clone() else {
        let given = [
            ("oidc.client_id", draft.oidc_client_id.is_some()),
            ("oidc.client_secret", draft.oidc_client_secret.is_some()),
            ("oidc.name", draft.oidc_name.is_some()),
            ("oidc.roles", draft.oidc_roles.is_some()),
            ("oidc.default_role", draft.oidc_default_role.is_some()),
            ("oidc.create_users", draft.oidc_create_users.is_some()),
        ];
        if let Some((setting, _)) = given.iter().find(|(_, given)| *given) {
            source.wrong(
                setting,
                "oidc.issuer is missing: the address of the identity provider",
            );
        }
        return None;
    };
    let loopback = ["http://127.0.0.1", "http://[::1]", "http://localhost"];
    if !issuer.starts_with("https://") && !loopback.iter().any(|known| issuer.starts_with(known)) {
        source.wrong(
            "oidc.issuer",
            format!("`{issuer}` must begin with https://, exactly as the provider names itself"),
        );
    }
    let Some(client_id) = draft.oidc_client_id.clone() else {
        source.wrong(
            "oidc.issuer",
            "oidc.client_id is missing: the provider's name for this installation",
        );
        return None;
    };
    let roles = draft.oidc_roles.clone().unwrap_or_default();
    let create_users = draft.oidc_create_users.unwrap_or(false);
    if create_users && roles.is_empty() && draft.oidc_default_role.is_none() {
        source.wrong(
            "oidc.create_users",
            "a new user needs a role: give oidc.roles, oidc.default_role, or both",
        );
    }
    Some(SignOnSettings {
        issuer,
        client_id,
        client_secret: draft.oidc_client_secret.clone().map(Zeroizing::new),
        name: draft.oidc_name.clone().unwrap_or_else(|| "SSO".to_owned()),
        scopes: draft
            .oidc_scopes
            .clone()
            .unwrap_or_else(|| ["profile", "email"].map(str::to_owned).to_vec()),
        role_claim: draft
            .oidc_role_claim
            .clone()
            .unwrap_or_else(|| "groups".to_owned()),
        roles,
        default_role: draft.oidc_default_role,
        create_users,
        second_factor: draft.oidc_second_factor.unwrap_or(false),
    })
}
