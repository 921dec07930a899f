//! Things in the order of files, taken file by file.

use std::collections::BTreeMap;

/// Things that name their file, such as labels, in the order in which the manifest has the files.
pub struct ByFile<'m, I: Iterator> {
    things: std::iter::Peekable<I>,
    file_of: fn(&I::Item) -> &str,
    places: &'m BTreeMap<&'m str, usize>,
}

impl<'m, I: Iterator> ByFile<'m, I> {
    /// `places` has the place of each file; `file_of` says which one a thing is of.
    pub fn new(things: I, places: &'m BTreeMap<&'m str, usize>, file_of: fn(&I::Item) -> &str) -> Self {
        Self { things: things.peekable(), file_of, places }
    }

    /// Hands over what comes next and is of the file at `place`. What is of no file, or of one before, is a stray.
    pub fn take(&mut self, place: usize, mut each: impl FnMut(I::Item), mut stray: impl FnMut(I::Item)) {
        while let Some(thing) = self.things.next_if(|thing| {
            // Of a later file: its turn comes.
            self.places.get((self.file_of)(thing)).is_none_or(|found| *found <= place)
        }) {
            if self.places.get((self.file_of)(&thing)) == Some(&place) { each(thing) } else { stray(thing) }
        }
    }

    /// What comes behind the last file.
    pub fn rest(self) -> impl Iterator<Item = I::Item> {
        self.things
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_out_of_order_is_a_stray() {
        let places = BTreeMap::from([("a", 0), ("b", 1), ("c", 2)]);
        let things = ["a", "a", "x", "c", "b", "c", "a"].into_iter();
        let mut by_file = ByFile::new(things, &places, |thing| thing);
        let mut taken = Vec::new();
        for place in 0..3 {
            let (mut own, mut strays) = (Vec::new(), Vec::new());
            by_file.take(place, |thing| own.push(thing), |thing| strays.push(thing));
            taken.push((own.concat(), strays.concat()));
        }
        let expected = [("aa", "x"), ("", ""), ("cc", "ba")];
        assert_eq!(taken, expected.map(|(own, strays)| (own.to_owned(), strays.to_owned())));
        assert_eq!(by_file.rest().count(), 0);
    }
}
