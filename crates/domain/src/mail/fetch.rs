//! Mail that is fetched from other servers: where the next fetch begins, and how long to rest when it fails.

use crate::time::Span;

/// The first rest after a failure, in seconds; each further one doubles it.
const FIRST_REST: i64 = 5;
/// The longest, in seconds: a server that comes back is noticed by then.
const LONGEST_REST: i64 = 300;

codes! {
    /// Why mail cannot be fetched.
    pub enum FetchProblem ("fetch problem") {
        /// No connection, or a lost one.
        Unreachable = "unreachable",
        /// No protected connection came about.
        Insecure = "insecure",
        /// The server does not accept who logs in.
        LogIn = "log_in",
        NoFolder = "no_folder",
        /// The server says what cannot be understood.
        Protocol = "protocol",
        /// No answer in time.
        Late = "late",
        /// Our own store took nothing.
        NotKept = "not_kept",
    }
}

/// Where a fetch begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FetchStart {
    /// Behind this number.
    Behind(u32),
    /// The server has numbered everything anew: whatever came since we first looked, known by itself where it was kept.
    Again,
    /// Nothing was ever fetched: what comes from now on.
    Now,
}

/// From what is remembered (the numbering and the last number) and the numbering that the server has now. `all`: whatever is in the
/// folder when it is first seen.
pub fn fetch_start(remembered: Option<(u32, u32)>, validity: u32, all: bool) -> FetchStart {
    match remembered {
        Some((known, place)) if known == validity => FetchStart::Behind(place),
        Some(_) if all => FetchStart::Behind(0),
        Some(_) => FetchStart::Again,
        None if all => FetchStart::Behind(0),
        None => FetchStart::Now,
    }
}

/// How long to rest after so many failures in a row.
pub fn fetch_rest(failures: u32) -> Span {
    let doubled = FIRST_REST << failures.saturating_sub(1).min(10);
    Span::seconds(doubled.min(LONGEST_REST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fetch_goes_on_where_it_was() {
        assert_eq!(fetch_start(Some((7, 41)), 7, false), FetchStart::Behind(41));
        assert_eq!(fetch_start(None, 7, false), FetchStart::Now);
        assert_eq!(fetch_start(None, 7, true), FetchStart::Behind(0));
        assert_eq!(fetch_start(Some((7, 41)), 8, false), FetchStart::Again);
        assert_eq!(fetch_start(Some((7, 41)), 8, true), FetchStart::Behind(0));
    }

    #[test]
    fn rests_grow_and_end_growing() {
        let rests: Vec<i64> = (1..=8).map(|n| fetch_rest(n).as_micros() / 1_000_000).collect();
        assert_eq!(rests, [5, 10, 20, 40, 80, 160, 300, 300]);
        assert_eq!(fetch_rest(u32::MAX), fetch_rest(8));
    }
}
