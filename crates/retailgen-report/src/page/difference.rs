//! A clean and a dirty value side by side, with what differs marked.

use maud::{Markup, html};

use crate::draw::shown;

/// Characters of what is alike that stay on either side, and of what differs.
const AROUND: usize = 22;
const MOST: usize = 60;

/// The two values, cut to what differs.
pub struct Difference {
    clean: Option<Parts>,
    dirty: Option<Parts>,
}

/// A value in three parts; the middle one differs.
struct Parts {
    before: String,
    middle: String,
    after: String,
}

impl Difference {
    /// Of two values, where nothing is null.
    pub fn new(clean: Option<&str>, dirty: Option<&str>) -> Self {
        let [one, other] = [clean, dirty].map(|value| value.unwrap_or_default().chars().collect::<Vec<char>>());
        let both = clean.is_some() && dirty.is_some();
        let alike = |pairs: &mut dyn Iterator<Item = (&char, &char)>| pairs.take_while(|(a, b)| a == b).count();
        let before = if both { alike(&mut one.iter().zip(&other)) } else { 0 };
        let room = one.len().min(other.len()) - before;
        let after = if both { alike(&mut one.iter().rev().zip(other.iter().rev())).min(room) } else { 0 };
        let parts = |text: &[char], value: Option<&str>| value.map(|_| Parts::new(text, before, after));
        Self { clean: parts(&one, clean), dirty: parts(&other, dirty) }
    }

    /// The value as it should be.
    pub fn clean(&self) -> Markup {
        self.clean.as_ref().map_or_else(null, |parts| parts.render("was"))
    }

    /// The value as it is.
    pub fn dirty(&self) -> Markup {
        self.dirty.as_ref().map_or_else(null, |parts| parts.render("is"))
    }
}

impl Parts {
    fn new(text: &[char], before: usize, after: usize) -> Self {
        let (first, last) = (before, text.len() - after);
        let cut = |part: &[char]| shown(&part.iter().collect::<String>());
        let begin = first.saturating_sub(AROUND);
        let end = (last + AROUND).min(text.len());
        let before = format!("{}{}", if begin > 0 { "…" } else { "" }, cut(&text[begin..first]));
        let after = format!("{}{}", cut(&text[last..end]), if end < text.len() { "…" } else { "" });
        let middle = &text[first..last];
        let middle = if middle.len() > MOST { cut(&middle[..MOST]) + "…" } else { cut(middle) };
        Self { before, middle, after }
    }

    fn render(&self, class: &str) -> Markup {
        html! {
            code.value { (self.before) @if !self.middle.is_empty() { mark class=(class) { (self.middle) } } (self.after) }
        }
    }
}

fn null() -> Markup {
    html! { span.null { "null" } }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(clean: Option<&str>, dirty: Option<&str>) -> [String; 2] {
        let difference = Difference::new(clean, dirty);
        [difference.clean(), difference.dirty()]
            .map(|markup| markup.into_string().replace("<code class=\"value\">", ""))
    }

    #[test]
    fn what_differs_is_marked() {
        let [clean, dirty] = both(Some("jun@mail.example"), Some("jun@@mail.example"));
        assert_eq!(clean, "jun@mail.example</code>");
        assert_eq!(dirty, "jun@<mark class=\"is\">@</mark>mail.example</code>");
        let [clean, dirty] = both(Some("<b>"), None);
        assert_eq!(clean, "<mark class=\"was\">&lt;b&gt;</mark></code>");
        assert_eq!(dirty, "<span class=\"null\">null</span>");
        // The same letters on both sides of what is cut out are not counted twice.
        assert_eq!(both(Some("aaa"), Some("aa"))[1], "aa</code>");
        let long = "x".repeat(500);
        assert!(both(Some(&long), Some(&format!("{long}é")))[1].starts_with("…xxx"));
        assert!(both(None, Some(&long))[1].len() < 120);
    }
}
