//! One look over the bytes of a JSON text before it is parsed: how deep it nests, and whether a string holds NUL.

/// What was seen.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) depth: usize,
    pub(super) nul: bool,
}

/// Scans in one pass without allocating. Says nothing about validity; the parser does.
pub(super) fn scan(text: &str) -> Seen {
    let mut seen = Seen { depth: 0, nul: false };
    let (mut depth, mut in_string) = (0usize, false);
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match (in_string, byte) {
            (true, b'\\') => {
                seen.nul |= bytes.get(at + 1..at + 6) == Some(b"u0000");
                at += 1;
            }
            (_, b'"') => in_string = !in_string,
            (false, b'{' | b'[') => {
                depth += 1;
                seen.depth = seen.depth.max(depth);
            }
            (false, b'}' | b']') => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_strings_do_not_nest() {
        assert_eq!(scan(r#"{"a":"[[[\"{"}"#), Seen { depth: 1, nul: false });
        assert_eq!(scan("[[[]],[]]").depth, 3);
    }

    #[test]
    fn an_escaped_backslash_before_u0000_is_no_nul() {
        assert!(scan(r#"{"a":"x\u0000y"}"#).nul);
        assert!(!scan(r#"{"a":"x\\u0000y"}"#).nul);
    }
}
