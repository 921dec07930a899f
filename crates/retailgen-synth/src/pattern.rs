//! Codes by pattern: the finite language of a pattern such as `CUST-[A-Z0-9]{8}`, numbered, and unique codes from it.

use regex_syntax::{
    ParserBuilder,
    hir::{Class, Hir, HirKind},
};

use crate::{key::Key, permutation::Permutation};

/// Why a pattern cannot be used for codes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PatternError {
    /// It is not a regular expression.
    #[error("pattern {pattern:?} does not parse: {reason}")]
    Syntax {
        /// The pattern as given.
        pattern: String,
        /// What the parser said.
        reason: String,
    },
    /// It is a regular expression, but not a sequence of literals, ASCII classes and fixed repetitions.
    #[error("pattern {pattern:?} has a part that codes cannot have; use literals, ASCII classes and {{n}} only")]
    Unsupported {
        /// The pattern as given.
        pattern: String,
    },
    /// It stands for more codes than 64 bits can number.
    #[error("pattern {pattern:?} stands for more than 2^62 codes")]
    TooLarge {
        /// The pattern as given.
        pattern: String,
    },
}

/// All codes of a pattern, in a fixed order.
///
/// ```
/// use retailgen_synth::pattern::CodeSpace;
///
/// let space = CodeSpace::parse("AB-[0-9]{3}")?;
/// assert_eq!(space.len(), 1_000);
/// assert_eq!(space.code(42), "AB-042");
/// # Ok::<(), retailgen_synth::pattern::PatternError>(())
/// ```
#[derive(Debug, Clone)]
pub struct CodeSpace {
    positions: Vec<Vec<u8>>,
    len: u64,
}

impl CodeSpace {
    /// Reads a pattern of literals, ASCII classes and fixed repetitions.
    ///
    /// # Errors
    /// [`PatternError`] where the pattern is malformed, uses anything else, or stands for more than 2⁶² codes.
    pub fn parse(pattern: &str) -> Result<Self, PatternError> {
        let hir = ParserBuilder::new()
            .unicode(false)
            .utf8(false)
            .build()
            .parse(pattern)
            .map_err(|error| PatternError::Syntax { pattern: pattern.to_owned(), reason: error.to_string() })?;
        let mut positions = Vec::new();
        expand(&hir, &mut positions).ok_or_else(|| PatternError::Unsupported { pattern: pattern.to_owned() })?;
        let len = positions
            .iter()
            .try_fold(1_u64, |len, choices| len.checked_mul(choices.len() as u64))
            .filter(|&len| len <= 1 << 62)
            .ok_or_else(|| PatternError::TooLarge { pattern: pattern.to_owned() })?;
        Ok(Self { positions, len })
    }

    /// How many codes there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Always false: even an empty pattern stands for one code.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Appends code number `index` (taken modulo the number of codes) to `out`.
    pub fn write(&self, index: u64, out: &mut String) {
        let start = out.len();
        let mut rest = index % self.len;
        // Least significant last, so that codes sort as their numbers do.
        let mut bytes = [0_u8; 64];
        let width = self.positions.len();
        if width <= bytes.len() {
            for (slot, choices) in bytes[..width].iter_mut().zip(&self.positions).rev() {
                let choice = rest % choices.len() as u64;
                rest /= choices.len() as u64;
                *slot = choices[choice as usize];
            }
            out.extend(bytes[..width].iter().map(|&byte| char::from(byte)));
        } else {
            let mut reversed: Vec<u8> = Vec::with_capacity(width);
            for choices in self.positions.iter().rev() {
                reversed.push(choices[(rest % choices.len() as u64) as usize]);
                rest /= choices.len() as u64;
            }
            out.extend(reversed.iter().rev().map(|&byte| char::from(byte)));
        }
        debug_assert_eq!(out.len() - start, width);
    }

    /// Code number `index` as text of its own.
    #[must_use]
    pub fn code(&self, index: u64) -> String {
        let mut code = String::with_capacity(self.positions.len());
        self.write(index, &mut code);
        code
    }
}

fn expand(hir: &Hir, positions: &mut Vec<Vec<u8>>) -> Option<()> {
    match hir.kind() {
        HirKind::Empty => Some(()),
        HirKind::Literal(literal) => {
            positions.extend(literal.0.iter().map(|&byte| vec![byte]));
            literal.0.is_ascii().then_some(())
        }
        HirKind::Class(Class::Bytes(class)) => {
            let choices: Vec<u8> = class.ranges().iter().flat_map(|range| range.start()..=range.end()).collect();
            let usable = !choices.is_empty() && choices.is_ascii();
            positions.push(choices);
            usable.then_some(())
        }
        HirKind::Class(Class::Unicode(class)) => {
            let choices: Vec<u8> = class
                .ranges()
                .iter()
                .flat_map(|range| range.start()..=range.end())
                .map(|letter| u8::try_from(letter).ok().filter(u8::is_ascii))
                .collect::<Option<_>>()?;
            positions.push(choices);
            Some(())
        }
        HirKind::Repetition(repetition) if repetition.max == Some(repetition.min) && repetition.min <= 64 => {
            (0..repetition.min).try_for_each(|_| expand(&repetition.sub, positions))
        }
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| expand(part, positions)),
        _ => None,
    }
}

/// Codes of a pattern that differ for different entities, with no memory of those already given.
///
/// The entity's number is permuted within the pattern's space, so the codes show no order; they are unique as long as
/// there are no more entities than codes.
#[derive(Debug, Clone)]
pub struct UniqueCodes {
    space: CodeSpace,
    order: Permutation,
}

impl UniqueCodes {
    /// Unique codes of `space` in the order that belongs to `key`.
    #[must_use]
    pub fn new(space: CodeSpace, key: Key) -> Self {
        let order = Permutation::new(key, space.len());
        Self { space, order }
    }

    /// Writes the code of `entity` into `out`, replacing what is there.
    pub fn write(&self, entity: u64, out: &mut String) {
        out.clear();
        self.space.write(self.order.at(entity % self.space.len()), out);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::Seed;

    #[test]
    fn numbers_every_code_once() {
        let space = CodeSpace::parse("X[AB][0-2]{2}").unwrap();
        let all: BTreeSet<String> = (0..space.len()).map(|index| space.code(index)).collect();
        assert_eq!(all.len(), 18);
        assert_eq!(all.first().map(String::as_str), Some("XA00"));
        assert_eq!(all.last().map(String::as_str), Some("XB22"));
    }

    #[test]
    fn unique_codes_are_unique() {
        let codes = UniqueCodes::new(CodeSpace::parse("[A-F]{4}").unwrap(), Seed(1).key("codes"));
        let mut code = String::new();
        let all: BTreeSet<String> = (0..6_u64.pow(4))
            .map(|entity| {
                codes.write(entity, &mut code);
                code.clone()
            })
            .collect();
        assert_eq!(all.len(), 6_usize.pow(4));
    }

    #[test]
    fn refuses_what_is_not_a_fixed_code() {
        for pattern in ["a*", "a|b*", "[A-Z]+", "a{2,3}", "é", "^a"] {
            assert!(matches!(CodeSpace::parse(pattern), Err(PatternError::Unsupported { .. })), "{pattern}");
        }
        assert!(matches!(CodeSpace::parse("["), Err(PatternError::Syntax { .. })));
        assert!(matches!(CodeSpace::parse("[A-Z0-9]{60}"), Err(PatternError::TooLarge { .. })));
    }
}
