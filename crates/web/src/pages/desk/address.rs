//! Addresses of desk pages with their parameters.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// What addresses name instead of a queue: all the reader may see, whatever became of it.
pub(in crate::pages) const EVERY: &str = "every";

/// A path with these parameters; those without a value are left out.
pub(in crate::pages) fn address<'a>(
    path: &str,
    pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> String {
    let mut out = path.to_owned();
    for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
        out.push(if out.contains('?') { '&' } else { '?' });
        out.push_str(name);
        out.push('=');
        out.extend(utf8_percent_encode(value, NON_ALPHANUMERIC));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn values_cannot_break_out_of_their_parameter() {
        assert_eq!(
            address("/desk", [("queue", "mine"), ("team", ""), ("q", "a&b=/ ")]),
            "/desk?queue=mine&q=a%26b%3D%2F%20"
        );
    }
}
