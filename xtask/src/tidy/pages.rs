//! How long the front page and the book are.

use std::fs;
use std::path::Path;

use super::TidyError;

/// The most words of the front page: a newcomer decides on it in three minutes.
const FRONT_PAGE: (&str, usize) = ("README.md", 700);
/// The most words of all pages in `docs/`, tables apart, which are looked up and grow with each kind of fault: two hours' reading,
/// which a contributor still does.
const BOOK: (&str, usize) = ("docs", 20_000);

/// The pages, by path, and their texts.
pub fn texts(root: &Path) -> Result<Vec<(String, String)>, TidyError> {
    let mut texts = vec![(FRONT_PAGE.0.to_owned(), super::read(&root.join(FRONT_PAGE.0))?)];
    let folder = root.join(BOOK.0);
    for entry in fs::read_dir(&folder).map_err(TidyError::io(&folder))? {
        let path = entry.map_err(TidyError::io(&folder))?.path();
        if path.extension().is_some_and(|extension| extension == "md") {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            texts.push((format!("{}/{name}", BOOK.0), super::read(&path)?));
        }
    }
    Ok(texts)
}

/// The pages that are too long.
pub fn problems(texts: &[(String, String)]) -> Vec<String> {
    let too_long = |(path, most): (&str, usize), found: usize| {
        (found > most).then(|| {
            format!("{path} has {found} words, and {most} are the most: shorten what you added, or another part")
        })
    };
    let front = texts.iter().filter(|(path, _)| path == FRONT_PAGE.0).map(|(_, text)| text.split_whitespace().count());
    let book = texts.iter().filter(|(path, _)| path != FRONT_PAGE.0).map(|(_, text)| words_outside_tables(text));
    [too_long(FRONT_PAGE, front.sum()), too_long(BOOK, book.sum())].into_iter().flatten().collect()
}

fn words_outside_tables(text: &str) -> usize {
    text.lines().filter(|line| !line.starts_with('|')).map(|line| line.split_whitespace().count()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(path: &str, words: usize) -> (String, String) {
        (path.to_owned(), "word ".repeat(words))
    }

    #[test]
    fn the_front_page_and_the_book_have_their_limits() {
        assert_eq!(problems(&[page("README.md", 700), page("docs/a.md", 19_000), page("docs/b.md", 1_000)]), [""; 0]);
        let found = problems(&[page("README.md", 701), page("docs/a.md", 19_000), page("docs/b.md", 1_001)]);
        assert!(
            found[0].starts_with("README.md has 701 words") && found[1].starts_with("docs has 20001 words"),
            "{found:?}"
        );
        let table = "|a|b|\n|---|---|\n|many words|of a table|\n".repeat(9_000);
        assert_eq!(problems(&[("docs/a.md".to_owned(), table), page("docs/b.md", 20_000)]), [""; 0]);
    }
}
