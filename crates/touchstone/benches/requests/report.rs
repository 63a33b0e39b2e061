//! What this program tells `cargo xtask bench`: one JSON object a line.

use serde_json::{Value, json};

/// Says what is being measured now.
pub(crate) fn working(what: &str, done: usize, of: usize) {
    say(&json!({ "type": "working", "what": what, "done": done, "of": of }));
}

/// A figure without a budget.
pub(crate) fn figure(what: &str, engine: &str, figure: &str) {
    say(&json!({ "type": "row", "what": what, "engine": engine, "figure": figure }));
}

/// A figure held against a budget.
pub(crate) fn judged(what: &str, engine: &str, figure: &str, budget: &str, kept: bool) {
    say(
        &json!({ "type": "row", "what": what, "engine": engine, "figure": figure, "budget": budget, "kept": kept }),
    );
}

#[expect(clippy::print_stdout, reason = "standard output is how the two programs talk")]
fn say(line: &Value) {
    println!("{line}");
}
