//! What a page holds, as far as the tests ask: headings, links and fenced blocks.

use std::collections::HashMap;

/// A page of Markdown.
pub struct Page {
    /// Its path below the repository's folder, parted by `/`.
    pub path: String,
    /// Its lines.
    pub lines: Vec<String>,
    /// The anchors of its headings, as GitHub makes them.
    pub anchors: Vec<String>,
    /// Its links, in order.
    pub links: Vec<Link>,
    /// Its fenced blocks, in order.
    pub blocks: Vec<Block>,
}

/// A link, or an image.
pub struct Link {
    /// The line it stands on, from 1.
    pub line: usize,
    /// Where it leads, as written.
    pub target: String,
}

/// A fenced block.
pub struct Block {
    /// The line of its opening fence, from 1.
    pub line: usize,
    /// What stands behind the opening fence.
    pub language: String,
    /// Its lines.
    pub lines: Vec<String>,
    /// The comments right above it, without their signs.
    pub comments: Vec<String>,
}

impl Block {
    /// What a comment above it says behind `name:`.
    pub fn says(&self, name: &str) -> Option<&str> {
        let mut said = self.comments.iter().filter_map(|comment| comment.strip_prefix(name)?.strip_prefix(':'));
        said.next().map(str::trim)
    }
}

impl Page {
    /// Reads a page.
    pub fn parse(path: &str, text: &str) -> Self {
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let (mut blocks, mut comments, mut prose) = (Vec::new(), Vec::new(), Vec::new());
        let mut open: Option<(usize, Block)> = None;
        for (number, line) in lines.iter().enumerate() {
            let bare = line.trim_start();
            if let Some((indent, block)) = &mut open {
                prose.push("");
                if bare.trim_end() == "```" {
                    blocks.extend(open.take().map(|(_, block)| block));
                } else {
                    block.lines.push(line.get(*indent..).unwrap_or_default().to_owned());
                }
                continue;
            }
            if let Some(language) = bare.strip_prefix("```") {
                let comments = std::mem::take(&mut comments);
                let block =
                    Block { line: number + 1, language: language.trim().to_owned(), lines: Vec::new(), comments };
                open = Some((line.len() - bare.len(), block));
                prose.push("");
                continue;
            }
            match bare.strip_prefix("<!--").and_then(|rest| rest.trim_end().strip_suffix("-->")) {
                Some(comment) => comments.push(comment.trim().to_owned()),
                None if bare.is_empty() => {}
                None => comments.clear(),
            }
            prose.push(line);
        }
        assert!(open.is_none(), "{path}: a fenced block does not end");
        Self {
            path: path.to_owned(),
            anchors: anchors(prose.iter().copied()),
            links: links(&without_code(&prose.join("\n"))),
            lines,
            blocks,
        }
    }

    /// Names a line for messages.
    pub fn place(&self, line: usize) -> String {
        format!("{}:{line}", self.path)
    }
}

fn anchors<'l>(lines: impl Iterator<Item = &'l str>) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let headings =
        lines.filter_map(|line| line.trim_start_matches('#').strip_prefix(' ').filter(|_| line.starts_with('#')));
    let anchors = headings.map(|heading| {
        let anchor = anchor(heading);
        let before = seen.entry(anchor.clone()).or_default();
        *before += 1;
        if *before == 1 { anchor } else { format!("{anchor}-{}", *before - 1) }
    });
    anchors.collect()
}

/// What GitHub makes of a heading: small letters, digits, `-` and `_`, and `-` for each space.
fn anchor(heading: &str) -> String {
    let kept = |letter: char| match letter {
        ' ' => Some('-'),
        '-' | '_' => Some(letter),
        letter => letter.is_alphanumeric().then_some(letter),
    };
    shown(heading.trim()).to_lowercase().chars().filter_map(kept).collect()
}

/// A heading with only the text of its links.
fn shown(heading: &str) -> String {
    let Some((head, rest)) = heading.split_once("](") else { return heading.to_owned() };
    let tail = rest.split_once(')').map_or("", |(_, tail)| tail);
    format!("{head}{}", shown(tail))
}

/// The text with blanks for its code spans, which hold no links.
fn without_code(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(begin) = rest.find('`') {
        let ticks = rest[begin..].len() - rest[begin..].trim_start_matches('`').len();
        let (head, behind) = rest.split_at(begin + ticks);
        out.push_str(head);
        let paragraph = behind.split("\n\n").next().unwrap_or_default();
        let fence = "`".repeat(ticks);
        let end = paragraph
            .match_indices(&fence)
            .map(|(at, _)| at)
            .find(|&at| !paragraph[..at].ends_with('`') && !paragraph[at + ticks..].starts_with('`'));
        let code = &behind[..end.unwrap_or_default()];
        out.extend(code.chars().map(|letter| if letter == '\n' { '\n' } else { ' ' }));
        rest = &behind[code.len()..];
        if end.is_some() {
            out.push_str(&fence);
            rest = &rest[ticks..];
        }
    }
    out + rest
}

fn links(text: &str) -> Vec<Link> {
    let mut links = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let inline = line.match_indices("](").filter_map(|(at, _)| line[at + 2..].split([')', ' ']).next());
        let reference = line.strip_prefix('[').and_then(|rest| rest.split_once("]: ")).map(|(_, target)| target.trim());
        links.extend(inline.chain(reference).map(|target| Link { line: number + 1, target: target.to_owned() }));
    }
    links
}

#[test]
fn anchors_are_those_of_github() {
    let page = "# Kinds & `orders_lines`\n## What is *not* there, yet\n## [A link](b.md): 2\n```\n# no heading\n```\n# A link 2\n#no\n";
    let anchors = Page::parse("p.md", page).anchors;
    assert_eq!(anchors, ["kinds--orders_lines", "what-is-not-there-yet", "a-link-2", "a-link-2-1"]);
}

#[test]
fn links_are_those_outside_of_code() {
    let page = "[a](b.md#c) `[x](y)` and ``[x](`y)``, ![d](e.png \"title\")\nlone ` and [f\ng](h.md)\n\n[i]: j.md\n```\n[x](y)\n```\n";
    let page = Page::parse("p.md", page);
    let found: Vec<(usize, &str)> = page.links.iter().map(|link| (link.line, link.target.as_str())).collect();
    assert_eq!(found, [(1, "b.md#c"), (1, "e.png"), (3, "h.md"), (5, "j.md")]);
}

#[test]
fn blocks_know_the_comments_above_them() {
    let page = "<!-- gone -->\ntext\n<!-- file: a.toml -->\n<!-- exit code: 3 -->\n\n  ```sh\n  one\n    two\n  ```\n```\n```\n";
    let page = Page::parse("p.md", page);
    let [block, other] = &page.blocks[..] else { panic!("{}", page.blocks.len()) };
    assert_eq!((block.line, block.language.as_str()), (6, "sh"));
    assert_eq!(block.lines, ["one", "  two"]);
    assert_eq!((block.says("file"), block.says("exit code"), block.says("gone")), (Some("a.toml"), Some("3"), None));
    assert!(other.comments.is_empty() && other.language.is_empty());
}
