//! Embedded files are part of the crate: a changed one makes it be built again.

fn main() {
    println!("cargo::rerun-if-changed=assets");
}
