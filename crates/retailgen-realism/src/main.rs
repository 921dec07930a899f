//! Writes the measured figures into the document named as the only argument.

use std::{env, error::Error, fs};

use retailgen_realism::{Facts, measure, to_markdown};

const BEGIN: &str = "<!-- figures: written by `cargo xtask realism` -->\n";
const END: &str = "<!-- end of figures -->";

fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args().nth(1).ok_or("name the document to write the figures into")?;
    let text = fs::read_to_string(&path)?;
    let (head, rest) = text.split_once(BEGIN).ok_or("the document has no place for figures")?;
    let (_, tail) = rest.split_once(END).ok_or("the document does not say where the figures end")?;
    let figures = to_markdown(&measure(&Facts::collect()));
    fs::write(&path, format!("{head}{BEGIN}{figures}\n{END}{tail}"))?;
    Ok(())
}
