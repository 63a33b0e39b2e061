//! How long to wait before something that failed is tried again.

use touchstone_domain::time::Span;

/// Waits grow fourfold from this …
const FIRST: Span = Span::seconds(2);
/// … up to this.
const LAST: Span = Span::minutes(30);

/// The wait after `failures` failures in a row: 2 s, 8 s, 32 s, … at most half an hour.
pub fn pause_after(failures: u32) -> Span {
    let factor = 4i64.saturating_pow(failures.saturating_sub(1));
    Span::from_micros(FIRST.as_micros().saturating_mul(factor)).min(LAST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_stay_bounded() {
        assert_eq!(pause_after(0), Span::seconds(2));
        assert_eq!(pause_after(1), Span::seconds(2));
        assert_eq!(pause_after(2), Span::seconds(8));
        assert_eq!(pause_after(3), Span::seconds(32));
        assert_eq!(pause_after(20), Span::minutes(30));
        assert_eq!(pause_after(u32::MAX), Span::minutes(30));
    }
}
