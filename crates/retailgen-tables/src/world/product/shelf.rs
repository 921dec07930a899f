//! The shelf: the styles that are drawn most, with their products and lives, in a table of fixed size.

use std::sync::atomic::{AtomicU64, Ordering};

use super::{SubcategoryId, assortment::Style};

/// Styles of a subcategory that are remembered: all of them up to scale 4, and 900 kB in all.
const REMEMBERED: u64 = 1_024;
/// Bits of a day since the predecessor began.
pub const DAY_BITS: u32 = 14;
/// The day on which a style ends that outlives the model.
pub const NEVER: i32 = (1 << DAY_BITS) - 1;
/// Bits that hold how many articles a style has: thirty at most. Two days stand beside them, and the style's first product
/// takes the bits that are left.
const ARTICLE_BITS: u32 = 6;
const FIRST_BITS: u32 = u64::BITS - 2 * DAY_BITS - ARTICLE_BITS;

/// First day on sale and the day from which a style is no longer sold, in days since the predecessor began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Life {
    pub launched: i32,
    pub ends: i32,
}

/// A style with its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ranged {
    pub style: Style,
    pub life: Life,
}

/// Remembers styles by their number in a subcategory, since a draw looks at several before it takes one.
#[derive(Debug)]
pub struct Shelf {
    /// By subcategory and number; 0 where nobody has asked.
    words: Box<[AtomicU64]>,
}

impl Shelf {
    /// An empty shelf.
    pub fn new(subcategories: usize) -> Self {
        Self { words: (0..subcategories * REMEMBERED as usize).map(|_| AtomicU64::new(0)).collect() }
    }

    /// The style with a number in its subcategory; `work_out` must give the same whenever it is asked.
    #[inline]
    pub fn recall(&self, subcategory: SubcategoryId, number: u64, work_out: impl FnOnce() -> Ranged) -> Ranged {
        if number >= REMEMBERED {
            return work_out();
        }
        let word = &self.words[subcategory * REMEMBERED as usize + number as usize];
        let held = word.load(Ordering::Relaxed);
        if held != 0 {
            let bits = |from: u32, width: u32| held >> from & ((1 << width) - 1);
            return Ranged {
                style: Style {
                    subcategory,
                    number,
                    articles: bits(2 * DAY_BITS, ARTICLE_BITS),
                    first: held >> (2 * DAY_BITS + ARTICLE_BITS),
                },
                life: Life { launched: bits(DAY_BITS, DAY_BITS) as i32, ends: bits(0, DAY_BITS) as i32 },
            };
        }
        let found = work_out();
        let Ranged { style, life } = found;
        // A style has an article at least, so no word of one is 0.
        if style.articles < 1 << ARTICLE_BITS && style.first < 1 << FIRST_BITS {
            let days = (life.launched as u64) << DAY_BITS | life.ends as u64;
            word.store((style.first << ARTICLE_BITS | style.articles) << (2 * DAY_BITS) | days, Ordering::Relaxed);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_what_was_worked_out() {
        let shelf = Shelf::new(2);
        let ranged = |number, first, articles| Ranged {
            style: Style { subcategory: 1, number, first, articles },
            life: Life { launched: 7_000, ends: NEVER },
        };
        let known = [ranged(0, 0, 1), ranged(REMEMBERED - 1, (1 << FIRST_BITS) - 1, 63)];
        let unknown = [ranged(5, 1 << FIRST_BITS, 1), ranged(6, 9, 64), ranged(REMEMBERED, 9, 1)];
        let mut worked_out = 0;
        for one in known.into_iter().chain(unknown).cycle().take(10) {
            let found = shelf.recall(1, one.style.number, || {
                worked_out += 1;
                one
            });
            assert_eq!(found, one);
        }
        assert_eq!(worked_out, 2 + 2 * 3);
    }
}
