//! `touchstone demo`: a marketplace with 90 days of history, made through the same commands as everything else.

mod cast;
mod corpus;
mod day;
mod filling;
mod mix;
mod random;
mod rhythm;
mod roster;
mod story;
#[cfg(test)]
mod texts_test;
