//! Every link leads somewhere, every page of the book is in its contents and says for whom it is.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    markdown::{Link, Page},
    repository::{BOOK, CONTENTS, pages, root},
};

#[test]
fn links_lead_somewhere() {
    let pages: BTreeMap<String, Page> = pages().into_iter().map(|page| (page.path.clone(), page)).collect();
    let mut broken = Vec::new();
    for page in pages.values() {
        for link in page.links.iter().filter(|link| is_relative(link)) {
            if let Err(problem) = follow(page, link, &pages) {
                broken.push(format!("{}: {}: {problem}", page.place(link.line), link.target));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn every_page_of_the_book_is_reached_from_its_contents() {
    let pages: BTreeMap<String, Page> = pages().into_iter().map(|page| (page.path.clone(), page)).collect();
    let mut reached = BTreeSet::from([CONTENTS.to_owned()]);
    let mut next = vec![CONTENTS.to_owned()];
    while let Some(page) = next.pop().and_then(|path| pages.get(&path)) {
        for link in page.links.iter().filter(|link| is_relative(link)) {
            let target = place(page, link).unwrap_or_default();
            if target.starts_with(BOOK) && reached.insert(target.clone()) {
                next.push(target);
            }
        }
    }
    let lost: Vec<&String> = pages.keys().filter(|path| path.starts_with(BOOK) && !reached.contains(*path)).collect();
    assert!(lost.is_empty(), "no link leads from {CONTENTS} to {lost:?}");
}

#[test]
fn every_page_of_the_book_says_for_whom_it_is_and_leads_back() {
    let told = |page: &Page| {
        page.lines.get(2).is_some_and(|line| line.starts_with("*For ") && line.ends_with(". [Contents](README.md)*"))
    };
    let pages = pages();
    let book = pages.iter().filter(|page| page.path.starts_with(BOOK) && page.path != CONTENTS);
    let untold: Vec<&str> = book.filter(|page| !told(page)).map(|page| page.path.as_str()).collect();
    assert!(untold.is_empty(), "their third line is not `*For … . [Contents](README.md)*`: {untold:?}");
}

fn is_relative(link: &Link) -> bool {
    !link.target.contains("://") && !link.target.starts_with("mailto:")
}

/// Says what is wrong with a link.
fn follow(page: &Page, link: &Link, pages: &BTreeMap<String, Page>) -> Result<(), String> {
    let target = place(page, link)?;
    if !root().join(&target).exists() {
        return Err(format!("there is no {target}"));
    }
    let Some((_, anchor)) = link.target.split_once('#') else { return Ok(()) };
    let page = pages.get(&target).ok_or_else(|| format!("{target} has no headings"))?;
    if page.anchors.iter().any(|one| one == anchor) {
        return Ok(());
    }
    Err(format!("{target} has no such heading, but {}", page.anchors.join(", ")))
}

/// Where a relative link leads, below the repository's folder.
fn place(page: &Page, link: &Link) -> Result<String, String> {
    let path = link.target.split('#').next().unwrap_or_default();
    if path.is_empty() {
        return Ok(page.path.clone());
    }
    let mut parts: Vec<&str> = page.path.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop().ok_or("it leaves the repository")?),
            part => parts.push(part),
        }
    }
    Ok(parts.join("/"))
}

#[test]
fn a_link_that_leads_nowhere_is_seen() {
    let text = "# One\n[a](../README.md) [b](#one) [c](#two) [d](../no.md) [e](../../x.md) [f](README.md#one) [g](../Cargo.toml#x)\n";
    let page = Page::parse("docs/start.md", text);
    let pages = BTreeMap::from([
        ("docs/start.md".to_owned(), Page::parse("docs/start.md", text)),
        ("docs/README.md".to_owned(), Page::parse("docs/README.md", "# Other\n")),
    ]);
    let broken = page.links.iter().filter(|link| follow(&page, link, &pages).is_err());
    let broken: Vec<&str> = broken.map(|link| link.target.as_str()).collect();
    assert_eq!(broken, ["#two", "../no.md", "../../x.md", "README.md#one", "../Cargo.toml#x"]);
}
