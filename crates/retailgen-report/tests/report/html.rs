//! Whether a page is well formed, stands alone, and says in words what it shows.

use std::collections::BTreeSet;

/// Elements without an end.
const VOID: [&str; 4] = ["meta", "br", "wbr", "link"];

/// Fails where anything is wrong with the page as such.
pub fn assert_sound(page: &str) {
    assert!(page.len() < 1_000_000, "{} bytes", page.len());
    for reference in ["http:", "https:", "//www", "<script", "<link", "<img", "src=", "url(", "@import", "onclick"] {
        assert!(!page.contains(reference), "the page has {reference}");
    }
    for number in ["NaN", ">inf", " inf", "-inf"] {
        assert!(!page.contains(number), "the page has {number}");
    }
    let (_, body) = page.split_once("</head>").unwrap();
    let mut open: Vec<&str> = Vec::new();
    let mut anchors = BTreeSet::new();
    let mut links = BTreeSet::new();
    for tag in body.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').unwrap_or_else(|| panic!("<{tag} has no end"));
        let name = tag.split([' ', '/']).find(|name| !name.is_empty()).unwrap();
        if tag.starts_with('/') {
            if name != "html" {
                assert_eq!(open.pop(), Some(name), "</{name}> closes another element");
            }
            continue;
        }
        if let Some(anchor) = attribute(tag, "id") {
            assert!(anchors.insert(anchor), "{anchor} is there twice");
        }
        if name == "a" {
            links.insert(attribute(tag, "href").unwrap().strip_prefix('#').unwrap());
        }
        if name == "svg" {
            assert!(
                attribute(tag, "aria-label").is_some_and(|words| words.len() > 10),
                "a picture without words: {tag}"
            );
        }
        if !VOID.contains(&name) && !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert_eq!(open, [""; 0], "elements are left open");
    let dead: Vec<_> = links.difference(&anchors).collect();
    assert!(dead.is_empty(), "links lead nowhere: {dead:?}");
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(rest.split_once('"')?.0)
}
