//! The few productions of XML 1.0 (fifth edition) that quick-xml leaves to its callers.

/// Production 2, `Char`.
pub(super) fn is_char(c: char) -> bool {
    let allowed = [0x9..=0xA, 0xD..=0xD, 0x20..=0xD7FF, 0xE000..=0xFFFD, 0x10000..=0x10FFFF];
    allowed.iter().any(|range| range.contains(&u32::from(c)))
}

/// Production 3, `S`, one character of it.
pub(super) fn is_blank(c: char) -> bool {
    [' ', '\t', '\n', '\r'].contains(&c)
}

/// Production 5, `Name`.
pub(super) fn is_name(text: &str) -> bool {
    let is_in = |c: char, ranges: &[(u32, u32)]| {
        ranges.iter().any(|(first, last)| (*first..=*last).contains(&u32::from(c)))
    };
    !text.is_empty()
        && text.chars().all(|c| is_in(c, NAME_START) || is_in(c, NAME))
        && text.chars().next().is_some_and(|c| is_in(c, NAME_START))
}

/// Reads `(S Name S? '=' S? AttValue)* S?`, as productions 40, 41 and 10 have it, but for
/// references in values.
pub(super) fn attributes(text: &str) -> Option<Vec<(&str, &str)>> {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        let trimmed = rest.trim_start_matches(is_blank);
        if trimmed.is_empty() {
            return Some(found);
        }
        if trimmed.len() == rest.len() {
            return None;
        }
        let (name, behind) = trimmed.split_once('=')?;
        let name = name.trim_end_matches(is_blank);
        let behind = behind.trim_start_matches(is_blank);
        let quote = behind.chars().next().filter(|c| ['"', '\''].contains(c))?;
        let (value, behind) = behind.get(1..)?.split_once(quote)?;
        if !is_name(name) || value.contains('<') {
            return None;
        }
        found.push((name, value));
        rest = behind;
    }
}

/// Production 23, `XMLDecl`, without its marks. Version and encoding are the caller's to judge.
pub(super) fn is_declaration(text: &str) -> bool {
    let fields = text.strip_prefix("xml").and_then(attributes).unwrap_or_default();
    let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    let order = [
        &["version"][..],
        &["version", "encoding"],
        &["version", "standalone"],
        &["version", "encoding", "standalone"],
    ];
    order.contains(&&names[..])
        && fields.iter().all(|(name, value)| *name != "standalone" || ["yes", "no"].contains(value))
}

/// Production 4, `NameStartChar`.
const NAME_START: &[(u32, u32)] = &[
    (0x3A, 0x3A),
    (0x41, 0x5A),
    (0x5F, 0x5F),
    (0x61, 0x7A),
    (0xC0, 0xD6),
    (0xD8, 0xF6),
    (0xF8, 0x2FF),
    (0x370, 0x37D),
    (0x37F, 0x1FFF),
    (0x200C, 0x200D),
    (0x2070, 0x218F),
    (0x2C00, 0x2FEF),
    (0x3001, 0xD7FF),
    (0xF900, 0xFDCF),
    (0xFDF0, 0xFFFD),
    (0x10000, 0xEFFFF),
];

/// Production 4a, `NameChar`, beyond those.
const NAME: &[(u32, u32)] =
    &[(0x2D, 0x2E), (0x30, 0x39), (0xB7, 0xB7), (0x300, 0x36F), (0x203F, 0x2040)];
