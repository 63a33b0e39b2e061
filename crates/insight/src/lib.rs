//! Language and statistics: pure functions over plain values, which know nothing of requests, storage or people.

pub mod forecast;
pub mod histogram;
