//! Variants of a mistake: one is drawn, and where it does not suit the value, the next one is tried.

use retailgen_synth::Stream;

/// One way of making the mistake; `None` where the value does not allow it.
pub type Variant = fn(&str, &mut Stream) -> Option<String>;

/// The text as a variant drawn from `variants` leaves it, which is never the text itself.
pub fn draw(variants: &[Variant], text: &str, stream: &mut Stream) -> Option<String> {
    let first = stream.below(variants.len() as u64) as usize;
    let (before, from) = variants.split_at(first);
    from.iter().chain(before).find_map(|variant| variant(text, stream).filter(|spoiled| spoiled != text))
}

/// A name in snake case as programs in other languages spell it.
pub fn camel_case(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |whole, part| {
        let (initial, rest) = part.split_at(part.len().min(1));
        whole + &initial.to_ascii_uppercase() + rest
    })
}

/// An entry of a list that is not empty, each equally likely.
pub fn pick<T: Copy>(list: &[T], stream: &mut Stream) -> T {
    list[stream.below(list.len() as u64) as usize]
}
