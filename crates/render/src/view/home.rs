//! The front page.

use serde::Serialize;
use touchstone_domain::time::Span;

use super::{Code, View};

/// `/`
#[derive(Clone, Debug, Default, Serialize)]
pub struct HomeView {
    /// What the standards in force promise, by kind of request.
    pub pledges: Vec<Pledge>,
}

impl View for HomeView {
    const TEMPLATE: &'static str = "public/home.html";
}

/// First answer and solution within these spans for this kind of request, from the web form.
#[derive(Clone, Debug, Serialize)]
pub struct Pledge {
    pub kind: Code,
    pub first_response: Option<Span>,
    pub resolution: Option<Span>,
}
