//! Names of data files, and the table's: UUIDs that follow from the seed.

use retailgen_synth::Key;

use crate::{window::Window, world::World};

/// A UUID of version 8 (RFC 9562: 122 bits of one's own choice) for number `number` of `key`, in its usual spelling.
///
/// Whoever knows the seed can work it out, so it is as unique as the seed and scenario it stands for, not as secret as a
/// random one.
fn uuid(key: Key, number: u64) -> String {
    let high = key.bits(2 * number) & !0xF000 | 0x8000;
    let low = key.bits(2 * number + 1) & !(0b11 << 62) | 0b10 << 62;
    let digits = format!("{high:016x}{low:016x}");
    [0..8, 8..12, 12..16, 16..20, 20..32].map(|group| &digits[group]).join("-")
}

/// The key of a world's and window's names: they hang on nothing else.
fn key(world: &World, window: Window, name: &str) -> Key {
    let key = world.seed().key("returns").key(name).nth(world.scale().nanos());
    // Appended days continue the table, so it keeps its names.
    key.nth(window.first().days() as u64).nth(u64::from(window.base().days()))
}

/// The table's identity.
pub fn table_id(world: &World, window: Window) -> String {
    uuid(key(world, window, "table"), 0)
}

/// The name of data file number `number` of a version.
pub fn data_file(world: &World, window: Window, version: u32, number: usize) -> String {
    let id = uuid(key(world, window, "file").nth(u64::from(version)), number as u64);
    format!("part-{number:05}-{id}-c000.parquet")
}

/// The name of the file that a writer has left without a commit.
pub fn orphan_file(world: &World, window: Window) -> String {
    format!("part-00000-{}-c000.parquet", uuid(key(world, window, "orphan"), 0))
}

#[cfg(test)]
mod tests {
    use retailgen_synth::Seed;

    use super::*;

    #[test]
    fn a_uuid_says_that_it_is_one_of_version_8() {
        let key = Seed(1).key("names");
        for number in 0..1_000 {
            let id = uuid(key, number);
            let groups: Vec<&str> = id.split('-').collect();
            assert_eq!(groups.iter().map(|group| group.len()).collect::<Vec<_>>(), [8, 4, 4, 4, 12], "{id}");
            assert!(id.chars().all(|c| c == '-' || c.is_ascii_digit() || ('a'..='f').contains(&c)), "{id}");
            assert!(groups[2].starts_with('8') && groups[3].starts_with(['8', '9', 'a', 'b']), "{id}");
        }
    }

    #[test]
    fn the_other_122_bits_are_free() {
        let key = Seed(2).key("names");
        let value = |number| u128::from_str_radix(&uuid(key, number).replace('-', ""), 16).unwrap();
        let fixed = 0xF_u128 << 76 | 0b11 << 62;
        let (all, any) = (0..200).fold((u128::MAX, 0), |(all, any), number| (all & value(number), any | value(number)));
        assert_eq!(all & !fixed, 0);
        assert_eq!(any | fixed, u128::MAX);
    }
}
