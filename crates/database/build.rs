//! A new migration file recompiles this crate, which embeds them all.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
    println!("cargo:rerun-if-changed=migrations/console");
    println!("cargo:rerun-if-changed=migrations/provider");
}
