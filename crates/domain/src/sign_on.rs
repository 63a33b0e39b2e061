//! Which role somebody gets whom an identity provider vouches for. How the provider is asked is not here.

use crate::access::Role;
use crate::role::RoleChoice;
use serde_json::Value;
use std::str::FromStr;

/// Whoever the provider says this of gets this role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleRule {
    /// One of the values of the role claim: usually the name of a group.
    pub value: String,
    pub role: RoleChoice,
}

impl FromStr for RoleRule {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wanted = || format!("`{text}` is not of the form group=role, such as service-leads=team_lead");
        let (value, role) = text.rsplit_once('=').ok_or_else(wanted)?;
        let (value, role) = (value.trim(), role.trim());
        if value.is_empty() {
            return Err(wanted());
        }
        Ok(Self {
            value: value.to_owned(),
            role: role_read(role)?,
        })
    }
}

/// A role by its code, or one of the installation's own by its id.
pub fn role_read(text: &str) -> Result<RoleChoice, String> {
    text.parse().map_err(|_| {
        let known: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
        format!(
            "`{text}` is none of the roles: {}, or rol_… of an own one",
            known.join(", ")
        )
    })
}

/// The role of the first rule that one of the values meets, else the one for everybody else, if there is one.
pub fn role_by_rules(
    rules: &[RoleRule],
    values: &[String],
    otherwise: Option<RoleChoice>,
) -> Option<RoleChoice> {
    let met = rules.iter().find(|rule| values.contains(&rule.value));
    met.map(|rule| rule.role).or(otherwise)
}

/// The texts a claim holds, alone or in a list. The name may be a path into nested objects (`realm_access.roles`); a claim
/// whose own name has dots comes first.
pub fn claim_values(claims: &Value, name: &str) -> Vec<String> {
    let found = claims
        .get(name)
        .or_else(|| name.split('.').try_fold(claims, |inside, part| inside.get(part)));
    match found {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(several)) => several
            .iter()
            .filter_map(|one| one.as_str().map(str::to_owned))
            .collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rules(texts: &[&str]) -> Vec<RoleRule> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    fn role(values: &[&str], otherwise: Option<Role>) -> Option<RoleChoice> {
        let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
        let rules = rules(&["ops=administrator", "cn=care,ou=x = agent", "care=team_lead"]);
        role_by_rules(&rules, &values, otherwise.map(RoleChoice::from))
    }

    #[test]
    fn the_first_rule_that_is_met_decides() {
        assert_eq!(role(&["care", "ops"], None), Some(Role::Administrator.into()));
        assert_eq!(role(&["care"], None), Some(Role::TeamLead.into()));
        assert_eq!(role(&["cn=care,ou=x"], None), Some(Role::Agent.into()));
        assert_eq!(role(&["Care", ""], None), None);
        assert_eq!(role(&[], Some(Role::Executive)), Some(Role::Executive.into()));
    }

    #[test]
    fn a_rule_that_cannot_be_read_says_why() {
        for (text, reason) in [
            ("care", "group=role"),
            ("=agent", "group=role"),
            ("care=boss", "none of the roles: administrator"),
        ] {
            let error = text.parse::<RoleRule>().unwrap_err();
            assert!(error.contains(reason), "{error}");
        }
    }

    #[test]
    fn claims_are_found_alone_in_lists_and_inside() {
        let claims = json!({"groups": ["a", 7, "b"], "role": "c", "realm_access": {"roles": ["d"]}, "x.y": ["e"], "n": null});
        assert_eq!(claim_values(&claims, "groups"), ["a", "b"]);
        assert_eq!(claim_values(&claims, "role"), ["c"]);
        assert_eq!(claim_values(&claims, "realm_access.roles"), ["d"]);
        assert_eq!(claim_values(&claims, "x.y"), ["e"]);
        for absent in ["n", "realm_access", "realm_access.roles.0", "", "."] {
            assert!(claim_values(&claims, absent).is_empty(), "{absent}");
        }
    }
}
