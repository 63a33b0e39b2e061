//! Whose call it is, as far as the network can say: the peer's address, or the one a trusted proxy vouches for.

use std::net::{IpAddr, Ipv6Addr};

use http::HeaderMap;

pub use touchstone_domain::network::{Network, NetworkError};

/// The caller's address. Behind trusted proxies it is the right-most address of `X-Forwarded-For` that is not itself a
/// trusted proxy; from anybody else the header says nothing.
pub fn caller_address(peer: Option<IpAddr>, headers: &HeaderMap, trusted: &[Network]) -> Option<IpAddr> {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let peer = peer?.to_canonical();
    if !is_trusted(peer) {
        return Some(peer);
    }
    let forwarded: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    let mut nearest = peer;
    for hop in forwarded.iter().rev() {
        let Ok(address) = hop.parse::<IpAddr>() else { break };
        nearest = address.to_canonical();
        if !is_trusted(nearest) {
            break;
        }
    }
    Some(nearest)
}

/// What one party can be held to: an IPv4 address, or the /64 an IPv6 host can roam in freely.
pub fn limited_as(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(forwarded: &str) -> HeaderMap {
        let mut map = HeaderMap::new();
        map.insert("x-forwarded-for", forwarded.parse().unwrap());
        map
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_stranger_cannot_name_another_address() {
        let seen = caller_address(Some(ip("203.0.113.9")), &headers("198.51.100.1"), &[]);
        assert_eq!(seen, Some(ip("203.0.113.9")));
    }

    #[test]
    fn the_nearest_untrusted_hop_counts() {
        let trusted = ["10.0.0.0/8".parse().unwrap(), "::1".parse().unwrap()];
        let seen = caller_address(
            Some(ip("10.1.2.3")),
            &headers("1.1.1.1, 198.51.100.7, 10.9.9.9"),
            &trusted,
        );
        assert_eq!(seen, Some(ip("198.51.100.7")));
        let seen = caller_address(Some(ip("::1")), &headers("nonsense"), &trusted);
        assert_eq!(seen, Some(ip("::1")));
    }

    #[test]
    fn a_network_of_one_household_is_counted_as_one() {
        assert_eq!(limited_as(ip("2001:db8::1:2:3:4")), ip("2001:db8::"));
    }
}
