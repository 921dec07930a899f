//! Text put together piece by piece, without formatting machinery.

/// Appends a whole number.
pub fn push_number(out: &mut String, number: u64) {
    out.push_str(itoa::Buffer::new().format(number));
}

/// Appends a whole number with at least `width` digits.
pub fn push_padded(out: &mut String, number: u64, width: usize) {
    let mut buffer = itoa::Buffer::new();
    let digits = buffer.format(number);
    out.extend(std::iter::repeat_n('0', width.saturating_sub(digits.len())));
    out.push_str(digits);
}

/// Appends `name` in the letters that the local part of an e-mail address usually has: ASCII, lower case, no marks,
/// spaces, hyphens or apostrophes.
pub fn push_folded(out: &mut String, name: &str) {
    for letter in name.chars() {
        match letter {
            'a'..='z' | '0'..='9' => out.push(letter),
            'A'..='Z' => out.push(letter.to_ascii_lowercase()),
            'ä' | 'Ä' | 'æ' | 'Æ' => out.push_str("ae"),
            'ö' | 'Ö' | 'œ' | 'ø' | 'Ø' => out.push_str("oe"),
            'ü' | 'Ü' => out.push_str("ue"),
            'ß' => out.push_str("ss"),
            'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'Á' | 'À' | 'Å' => out.push('a'),
            'ç' | 'Ç' | 'ć' | 'č' | 'Č' => out.push('c'),
            'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'É' | 'È' => out.push('e'),
            'ğ' => out.push('g'),
            'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' | 'İ' => out.push('i'),
            'ł' | 'Ł' => out.push('l'),
            'ñ' | 'ń' | 'ň' => out.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ō' | 'Ó' => out.push('o'),
            'ř' => out.push('r'),
            'ś' | 'š' | 'Š' | 'ş' | 'Ş' => out.push('s'),
            'ù' | 'ú' | 'û' | 'ū' => out.push('u'),
            'ý' | 'ÿ' => out.push('y'),
            'ź' | 'ż' | 'ž' | 'Ž' => out.push('z'),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_names() {
        let fold = |name: &str| {
            let mut out = String::new();
            push_folded(&mut out, name);
            out
        };
        assert_eq!(fold("O'Brien"), "obrien");
        assert_eq!(fold("Müller"), "mueller");
        assert_eq!(fold("Smith-Jones"), "smithjones");
        assert_eq!(fold("François"), "francois");
    }

    #[test]
    fn every_letter_of_every_name_folds() {
        let names = include_str!("../data/names.toml");
        let letters = names.lines().filter(|line| !line.starts_with('#')).flat_map(str::chars);
        for letter in letters.filter(|letter| letter.is_alphabetic()) {
            let mut out = String::new();
            push_folded(&mut out, letter.encode_utf8(&mut [0; 4]));
            assert!(!out.is_empty(), "{letter}");
        }
    }

    #[test]
    fn pads() {
        let mut out = String::new();
        push_padded(&mut out, 7, 3);
        push_number(&mut out, 42);
        assert_eq!(out, "00742");
    }
}
