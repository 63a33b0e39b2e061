//! Rebuilds the crate when an embedded file is added or removed; changes inside files are tracked by the embedding itself.

#[expect(clippy::print_stdout, reason = "this is how a build script talks to cargo")]
fn main() {
    for directory in ["templates", "locales", "../web/assets/vendor/tabler-icons"] {
        println!("cargo::rerun-if-changed={directory}");
    }
}
