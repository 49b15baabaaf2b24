//! Tells cargo to embed the web files anew when a web build has changed them. The folders may be missing.

fn main() {
    for folder in ["widget", "docs"] {
        println!("cargo::rerun-if-changed=../../web/{folder}/dist");
    }
}
