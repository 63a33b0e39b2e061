//! Privacy requests on their way in and out, the same for the API and the pages: a step with its fields, a package as a
//! download.

use axum::body::Body;
use axum::response::Response;
use http::StatusCode;
use serde_json::json;
use touchstone_app::core::FieldError;
use touchstone_app::person::PersonPatch;
use touchstone_app::privacy::package::PackageFile;
use touchstone_app::privacy::request::Step;
use touchstone_domain::privacy::{IdentityProof, PrivacyRefusal, PrivacyStep};

use crate::export::download;
use crate::failure::Failure;

/// Everything a step may carry; each step takes only its own.
#[derive(Debug, Default)]
pub(crate) struct StepFields {
    pub(crate) proof: Option<IdentityProof>,
    pub(crate) refusal: Option<PrivacyRefusal>,
    pub(crate) days: Option<u32>,
    pub(crate) reason: Option<String>,
    pub(crate) answer: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) phone: Option<String>,
}

fn required<T>(field: &'static str, value: Option<T>) -> Result<T, Failure> {
    value.ok_or_else(|| Failure::fields(vec![FieldError::new(field, "required")]))
}

impl StepFields {
    /// Names of the fields that came.
    fn given(&self) -> Vec<&'static str> {
        let all = [
            ("proof", self.proof.is_some()),
            ("refusal", self.refusal.is_some()),
            ("days", self.days.is_some()),
            ("reason", self.reason.is_some()),
            ("answer", self.answer.is_some()),
            ("name", self.name.is_some()),
            ("email", self.email.is_some()),
            ("phone", self.phone.is_some()),
        ];
        all.into_iter()
            .filter_map(|(name, given)| given.then_some(name))
            .collect()
    }

    /// The step, or what is missing or too much.
    pub(crate) fn step(self, step: PrivacyStep) -> Result<Step, Failure> {
        let own: &[&str] = match step {
            PrivacyStep::Identify => &["proof"],
            PrivacyStep::Extend => &["days", "reason"],
            PrivacyStep::Package => &[],
            PrivacyStep::Complete => &["answer", "name", "email", "phone"],
            PrivacyStep::Refuse => &["refusal", "reason"],
        };
        let strange = self.given().into_iter().filter(|name| !own.contains(name));
        let strange: Vec<FieldError> = strange
            .map(|name| FieldError::new(name, "unknown_field"))
            .collect();
        if !strange.is_empty() {
            return Err(Failure::fields(strange));
        }
        Ok(match step {
            PrivacyStep::Identify => Step::Identify {
                proof: required("proof", self.proof)?,
            },
            PrivacyStep::Extend => Step::Extend {
                days: required("days", self.days)?,
                reason: self.reason.unwrap_or_default(),
            },
            PrivacyStep::Package => Step::Package,
            PrivacyStep::Complete => Step::Complete {
                answer: self.answer.unwrap_or_default(),
                patch: PersonPatch {
                    name: self.name,
                    email: self.email,
                    phone: self.phone,
                    ..PersonPatch::default()
                },
            },
            PrivacyStep::Refuse => Step::Refuse {
                refusal: required("refusal", self.refusal)?,
                reason: self.reason.unwrap_or_default(),
            },
        })
    }
}

/// The step of a path.
pub(crate) fn step_named(name: &str) -> Result<PrivacyStep, Failure> {
    name.parse().map_err(|_| {
        Failure::new(StatusCode::NOT_FOUND, "unknown_action").member("known", json!(PrivacyStep::NAMES))
    })
}

/// A package as a download.
pub(crate) fn package_response(package: PackageFile) -> Response {
    download(&package.name, "application/zip", Body::from_stream(package.bytes))
}
