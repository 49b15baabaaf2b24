//! Prints a file as Markdown.
fn main() {
    for path in std::env::args().skip(1) {
        let mut file = std::io::BufReader::new(std::fs::File::open(&path).unwrap());
        match samovar_documents::read(&mut file, &path, "", &samovar_documents::Limits::default(), &mut |_| {}) {
            Ok(text) => println!("=== {path}: {:?}\n{}", text.title, text.to_markdown()),
            Err(refused) => println!("=== {path}: {refused}"),
        }
    }
}
