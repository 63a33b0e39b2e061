//! The copy of everything held about a person: gathered by a job, kept as one archive that is sealed with the person's own
//! key, handed out for a week to them and to those who look after people's data, then removed.

mod content;
mod gather;
mod make;
mod take;

pub(in crate::privacy) use make::package_want;
pub(crate) use make::{PACKAGE_JOB, package_make, packages_expire};
pub use take::{PackageFile, package_take, package_take_own};
