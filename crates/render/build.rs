//! Rebuilds the crate when an embedded file is added or removed; changes inside files are tracked by the embedding itself.

fn main() {
    for directory in ["templates", "locales", "../web/assets/vendor/tabler-icons"] {
        println!("cargo::rerun-if-changed={directory}");
    }
}
