//! Where a program may be sent by an address that somebody typed: to the open internet over TLS, and to what the operator
//! has named. A name is looked up, every address that comes back is judged, and the connection is made to one of those that
//! passed, so that nobody can show one address to the check and another to the call.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;
use std::sync::Arc;

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use touchstone_domain::network::{Network, is_public};
use url::Host;

/// Characters of an address.
pub const TARGET_CHARS: usize = 2_000;

/// Something of their own that operators allow: a network, or the name of a host, whatever addresses it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetRule {
    Network(Network),
    Host(String),
}

/// The text names neither a network nor a host.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither a network such as 10.1.0.0/16 nor the name of a host")]
pub struct TargetRuleError(String);

impl FromStr for TargetRule {
    type Err = TargetRuleError;

    fn from_str(text: &str) -> Result<Self, TargetRuleError> {
        if let Ok(network) = text.parse() {
            return Ok(Self::Network(network));
        }
        match Host::parse(text) {
            Ok(Host::Domain(name)) if !text.contains('/') => Ok(Self::Host(name)),
            _ => Err(TargetRuleError(text.to_owned())),
        }
    }
}

/// Why an address is not called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TargetRefused {
    #[error("it is no address of the form https://host/path")]
    Malformed,
    #[error("it is longer than {TARGET_CHARS} characters")]
    TooLong,
    #[error("it does not begin with https://")]
    NotHttps,
    #[error("it holds a user name or a password")]
    Credentials,
    #[error("it leads into a private network, to this machine, or to a service of the provider")]
    Private,
}

impl TargetRefused {
    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::TooLong => "too_long",
            Self::NotHttps => "not_https",
            Self::Credentials => "credentials",
            Self::Private => "private_target",
        }
    }
}

/// Which addresses may be called.
#[derive(Debug, Clone, Default)]
pub struct Targets {
    allowed: Arc<[TargetRule]>,
}

impl Targets {
    /// The open internet, and these.
    pub fn new(allowed: Vec<TargetRule>) -> Self {
        Self {
            allowed: allowed.into(),
        }
    }

    /// An address as far as it can be judged without looking its name up. Only what the operator has named may be called
    /// without TLS.
    pub fn judge(&self, text: &str) -> Result<Url, TargetRefused> {
        if text.chars().count() > TARGET_CHARS {
            return Err(TargetRefused::TooLong);
        }
        let url = Url::parse(text.trim()).map_err(|_| TargetRefused::Malformed)?;
        let host = url.host().ok_or(TargetRefused::Malformed)?.to_owned();
        let literal = match &host {
            Host::Domain(_) => None,
            Host::Ipv4(address) => Some(IpAddr::V4(*address)),
            Host::Ipv6(address) => Some(IpAddr::V6(*address)),
        };
        let own = match (&host, literal) {
            (Host::Domain(name), _) => self.allows_host(name),
            (_, literal) => literal.is_some_and(|address| self.allows_address(address)),
        };
        match url.scheme() {
            "https" => {}
            "http" if own => {}
            "http" => return Err(TargetRefused::NotHttps),
            _ => return Err(TargetRefused::Malformed),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(TargetRefused::Credentials);
        }
        if literal.is_some_and(|address| !own && !is_public(address)) {
            return Err(TargetRefused::Private);
        }
        Ok(url)
    }

    fn allows_host(&self, name: &str) -> bool {
        let name = name.trim_end_matches('.');
        self.allowed
            .iter()
            .any(|rule| matches!(rule, TargetRule::Host(host) if host.eq_ignore_ascii_case(name)))
    }

    fn allows_address(&self, address: IpAddr) -> bool {
        self.allowed
            .iter()
            .any(|rule| matches!(rule, TargetRule::Network(network) if network.contains(address)))
    }

    /// Of the addresses of a name those that may be called.
    fn passed(
        &self,
        name: &str,
        found: impl Iterator<Item = SocketAddr>,
    ) -> Result<Vec<SocketAddr>, TargetRefused> {
        let own = self.allows_host(name);
        let passed: Vec<SocketAddr> = found
            .filter(|at| own || is_public(at.ip()) || self.allows_address(at.ip()))
            .collect();
        if passed.is_empty() {
            Err(TargetRefused::Private)
        } else {
            Ok(passed)
        }
    }
}

/// Looks names up with the machine's resolver and passes on what may be called. There is nothing else by which a client
/// with it reaches a name.
#[derive(Debug, Clone)]
pub(crate) struct Guard(pub(crate) Targets);

/// A name that has no address at all.
#[derive(Debug, thiserror::Error)]
#[error("{0} has no address")]
pub(crate) struct Unresolved(String);

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let targets = self.0.clone();
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0))
                .await
                .map_err(|_| Unresolved(name.as_str().to_owned()))?
                .collect();
            if found.is_empty() {
                return Err(Unresolved(name.as_str().to_owned()).into());
            }
            let passed = targets.passed(name.as_str(), found.into_iter())?;
            let addresses: Addrs = Box::new(passed.into_iter());
            Ok(addresses)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn targets(rules: &[&str]) -> Targets {
        Targets::new(rules.iter().map(|rule| rule.parse().unwrap()).collect())
    }

    #[test]
    fn only_the_open_internet_is_called_over_tls() {
        let open = targets(&[]);
        for good in [
            "https://hooks.example/a?b=c",
            "https://1.1.1.1/",
            "https://[2606:4700::1]:8443/x",
        ] {
            assert!(open.judge(good).is_ok(), "{good}");
        }
        for (wrong, why) in [
            ("http://hooks.example/", TargetRefused::NotHttps),
            ("ftp://hooks.example/", TargetRefused::Malformed),
            ("file:///etc/passwd", TargetRefused::Malformed),
            ("hooks.example", TargetRefused::Malformed),
            ("https://", TargetRefused::Malformed),
            ("https://me:secret@hooks.example/", TargetRefused::Credentials),
            ("https://127.0.0.1/", TargetRefused::Private),
            ("https://2130706433/", TargetRefused::Private),
            ("https://0x7f.1/", TargetRefused::Private),
            ("https://0177.0.0.1/", TargetRefused::Private),
            ("https://169.254.169.254/latest/meta-data", TargetRefused::Private),
            ("https://[::1]/", TargetRefused::Private),
            ("https://[::ffff:10.0.0.1]/", TargetRefused::Private),
            ("https://[fd00:ec2::254]/", TargetRefused::Private),
        ] {
            assert_eq!(open.judge(wrong).unwrap_err(), why, "{wrong}");
        }
        let long = format!("https://hooks.example/{}", "x".repeat(TARGET_CHARS));
        assert_eq!(open.judge(&long).unwrap_err(), TargetRefused::TooLong);
    }

    #[test]
    fn what_the_operator_named_may_be_called() {
        let own = targets(&["10.1.0.0/16", "erp.intern.example", "::1"]);
        for good in [
            "http://10.1.2.3:8080/",
            "https://10.1.2.3/",
            "http://ERP.intern.example/x",
            "http://[::1]/",
        ] {
            assert!(own.judge(good).is_ok(), "{good}");
        }
        for wrong in [
            "https://10.2.0.1/",
            "http://other.intern.example/",
            "http://1.1.1.1/",
        ] {
            assert!(own.judge(wrong).is_err(), "{wrong}");
        }
        for wrong in ["", "10.1.0.0/33", "a b", "http://x"] {
            assert!(wrong.parse::<TargetRule>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn of_a_name_only_judged_addresses_are_connected_to() {
        let at = |text: &str| SocketAddr::new(text.parse().unwrap(), 0);
        let found = || [at("10.0.0.1"), at("1.1.1.1"), at("169.254.169.254")].into_iter();
        assert_eq!(
            targets(&[]).passed("mixed.example", found()),
            Ok(vec![at("1.1.1.1")])
        );
        assert_eq!(
            targets(&["10.0.0.0/8"]).passed("mixed.example", found()),
            Ok(vec![at("10.0.0.1"), at("1.1.1.1")])
        );
        assert_eq!(
            targets(&["mixed.example"])
                .passed("mixed.example", found())
                .unwrap()
                .len(),
            3
        );
        assert_eq!(
            targets(&[]).passed("rebound.example", [at("127.0.0.1")].into_iter()),
            Err(TargetRefused::Private)
        );
    }

    proptest! {
        #[test]
        fn no_text_reaches_a_private_address(text in "https?://[0-9a-fx.:\\[\\]]{1,24}/?") {
            if let Ok(url) = targets(&[]).judge(&text) {
                let literal = match url.host() {
                    Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
                    Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
                    _ => None,
                };
                prop_assert!(literal.is_none_or(is_public), "{url}");
            }
        }
    }
}
