//! Whose call it is, as far as the network can say: the peer's address, or the one a trusted proxy vouches for.

use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use http::HeaderMap;

/// A block of addresses, written as `10.0.0.0/8`, `fd00::/8` or one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    base: IpAddr,
    bits: u8,
}

/// The text is not an address with an optional prefix length.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an address or a network such as 10.0.0.0/8")]
pub struct NetworkError(String);

impl FromStr for Network {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let wrong = || NetworkError(text.to_owned());
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse::<u8>().map_err(|_| wrong())?)),
            None => (text, None),
        };
        let base: IpAddr = address.parse().map_err(|_| wrong())?;
        let most = if base.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(most);
        if bits > most {
            Err(wrong())
        } else {
            Ok(Self { base, bits })
        }
    }
}

impl Network {
    /// Whether the address lies in this block. An IPv4 address mapped into IPv6 counts as the IPv4 one.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.base, address.to_canonical()) {
            (IpAddr::V4(base), IpAddr::V4(other)) => {
                same_prefix(base.to_bits().into(), other.to_bits().into(), 32, self.bits)
            }
            (IpAddr::V6(base), IpAddr::V6(other)) => {
                same_prefix(base.to_bits(), other.to_bits(), 128, self.bits)
            }
            _ => false,
        }
    }
}

fn same_prefix(a: u128, b: u128, width: u32, bits: u8) -> bool {
    let shift = width - u32::from(bits);
    shift >= 128 || (a >> shift) == (b >> shift)
}

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
    fn mapped_addresses_and_edges_of_blocks() {
        let block: Network = "192.168.0.0/16".parse().unwrap();
        assert!(block.contains(ip("::ffff:192.168.255.255")));
        assert!(!block.contains(ip("192.169.0.0")));
        assert!("0.0.0.0/0".parse::<Network>().unwrap().contains(ip("8.8.8.8")));
        assert!("::/0".parse::<Network>().unwrap().contains(ip("2001:db8::1")));
        assert!("10.0.0.0/33".parse::<Network>().is_err());
        assert_eq!(limited_as(ip("2001:db8::1:2:3:4")), ip("2001:db8::"));
    }
}
