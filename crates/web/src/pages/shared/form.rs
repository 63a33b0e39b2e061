//! Forms that come back: what was typed, and what is wrong with it.

use touchstone_render::view::{FieldProblem, Problems};

use crate::failure::Failure;

/// What a refusal says about a form. `field_of` gives the form's name of a field where it differs from the
/// application's.
pub(in crate::pages) fn problems(failure: &Failure, field_of: impl Fn(&str) -> String) -> Problems {
    let fields = failure.field_errors().iter().map(|error| {
        let (field, code) = place(&error.field, error.code);
        let mut problem = FieldProblem::new(field_of(field), code);
        for (name, value) in &error.args {
            problem = problem.with(*name, value);
        }
        problem
    });
    let mut fields: Vec<_> = fields.collect();
    // What cannot end because others use it is said with how many they are.
    if let Some(what) = failure.code().strip_suffix("_in_use") {
        let problem = FieldProblem::new(what, failure.code());
        let told = failure.args().iter();
        fields.push(told.fold(problem, |problem, (name, value)| problem.with(*name, value)));
    }
    let code = fields.is_empty().then(|| form_code(failure.code()).into());
    Problems { code, fields }
}

/// Where a form shows a problem: at the list as a whole, not at its n-th entry; for files, where they are chosen.
fn place<'a>(field: &'a str, code: &'static str) -> (&'a str, &'static str) {
    match field.split_once('[').map_or(field, |(list, _)| list) {
        "attachments" => ("files", if code == "not_found" { "file_gone" } else { code }),
        list => (list, code),
    }
}

/// Keys are the machine's concern: to people the form was sent before, with something else in it.
fn form_code(code: &'static str) -> &'static str {
    match code {
        "idempotency_conflict" => "form_sent_already",
        other => other,
    }
}

/// What was typed into a field; empty when it did not come.
pub(in crate::pages) fn typed(pairs: &[(String, String)], name: &str) -> String {
    pairs
        .iter()
        .find(|(field, _)| field == name)
        .map(|(_, text)| text.clone())
        .unwrap_or_default()
}

/// Every value of a field that may come several times.
pub(in crate::pages) fn typed_all<'a>(
    pairs: &'a [(String, String)],
    name: &'a str,
) -> impl Iterator<Item = &'a str> {
    pairs
        .iter()
        .filter(move |(field, _)| field == name)
        .map(|(_, text)| text.as_str())
}

/// A key for one showing of a form, so that sending it twice does one thing.
pub(in crate::pages) fn form_key() -> String {
    let mut bytes = [0; 16];
    match getrandom::fill(&mut bytes) {
        Ok(()) => data_encoding::HEXLOWER.encode(&bytes),
        // Without a key the form still works; it is only not protected from being sent twice.
        Err(_) => String::new(),
    }
}
