//! What an operator says about the identity provider.

use touchstone_domain::role::RoleChoice;
use touchstone_domain::sign_on::RoleRule;
use zeroize::Zeroizing;

/// One identity provider.
#[derive(Debug, Clone)]
pub struct SignOnSettings {
    /// Its address, exactly as it names itself; `/.well-known/openid-configuration` is read below it.
    pub issuer: String,
    pub client_id: String,
    /// None for a public client, which PKCE alone protects.
    pub client_secret: Option<Zeroizing<String>>,
    /// What people call it: "Sign in with …".
    pub name: String,
    /// Asked for beside `openid`.
    pub scopes: Vec<String>,
    /// Where the provider says which groups somebody is in.
    pub role_claim: String,
    /// Empty when roles are given here and not by the provider.
    pub roles: Vec<RoleRule>,
    /// For those whom no rule meets. Without it, and with rules, they are refused.
    pub default_role: Option<RoleChoice>,
    /// Whether somebody unknown becomes a user.
    pub create_users: bool,
    /// Whether the provider asks for a second factor itself, so that ours is not asked for as well.
    pub second_factor: bool,
}
