//! Ini files of which it is known what they say, as people and tools write them.

/// A file, and what its section `default` says.
pub(crate) struct Written {
    pub(crate) text: String,
    pub(crate) id: String,
    pub(crate) secret: String,
    pub(crate) region: String,
}

/// Writes a file. Each choice takes a byte; when there are no more, the first of the possibilities is taken.
pub(crate) fn written(bytes: &[u8]) -> Written {
    let mut choices = Choices(bytes);
    let end = *choices.of(&["\n", "\r\n"]);
    let mut lines: Vec<String> = Vec::new();
    others(&mut choices, &mut lines);
    let header = *choices.of(&["[default]", "[ default ]", "[default]\t"]);
    let comment = *choices.of(&COMMENTS_BEHIND);
    lines.push(format!("{header}{comment}"));
    let (id, secret, region) = (value(&mut choices), value(&mut choices), value(&mut choices));
    let mut pairs = vec![
        pair(&mut choices, "type", &("access_key".to_owned(), "access_key".to_owned())),
        pair(&mut choices, "access_key_id", &id),
        pair(&mut choices, "access_key_secret", &secret),
        pair(&mut choices, "region_id", &region),
    ];
    while !pairs.is_empty() {
        for _ in 0..choices.below(3) {
            lines.push((*choices.of(&NOISE)).to_owned());
        }
        lines.push(pairs.remove(choices.below(pairs.len())));
    }
    others(&mut choices, &mut lines);
    let mark = *choices.of(&["", "\u{feff}"]);
    let last = *choices.of(&["", end]);
    let text = format!("{mark}{}{last}", lines.join(end));
    Written { text, id: id.1, secret: secret.1, region: region.1 }
}

/// Sections that nobody asked for, with mistakes in them.
fn others(choices: &mut Choices<'_>, lines: &mut Vec<String>) {
    for _ in 0..choices.below(3) {
        lines.push(
            (*choices.of(&["[other]", "[Default]", "[a b] # c", "[default2]", "[]"])).to_owned(),
        );
        for _ in 0..choices.below(4) {
            lines.push((*choices.of(&MISTAKES)).to_owned());
        }
    }
}

/// A line that sets a key.
fn pair(choices: &mut Choices<'_>, key: &str, value: &(String, String)) -> String {
    let key = if choices.below(2) == 0 { key.to_owned() } else { key.to_ascii_uppercase() };
    let indent = *choices.of(&["", " ", "\t"]);
    let comment = *choices.of(&COMMENTS_BEHIND);
    let signs: &[&str] = if value.0.contains('=') || comment.contains('=') {
        &["=", " = "]
    } else {
        &["=", " = ", ": ", "\t=\t"]
    };
    let sign = *choices.of(signs);
    format!("{indent}{key}{sign}{}{comment}", value.0)
}

/// A value as it is written, and as it is meant.
fn value(choices: &mut Choices<'_>) -> (String, String) {
    let quote = *choices.of(&["", "\"", "'"]);
    let mut meant = String::new();
    for _ in 0..=choices.below(8) {
        let c = *choices.of(&CHARACTERS);
        let is_fine = match quote {
            // Without quotes, white space ends it if a comment follows, and a mark at the start means something.
            "" => c != ' ' && !(meant.is_empty() && "\"'#;".contains(c)),
            // Behind a quotation mark nothing but a comment may stand.
            quote => !quote.contains(c),
        };
        if is_fine {
            meant.push(c);
        }
    }
    if meant.is_empty() {
        meant.push('x');
    }
    (format!("{quote}{meant}{quote}"), meant)
}

const CHARACTERS: [char; 23] = [
    'a',
    'Z',
    '0',
    '+',
    '/',
    '=',
    '_',
    '-',
    '.',
    '$',
    '%',
    '\\',
    '#',
    ';',
    '"',
    '\'',
    'é',
    '[',
    ']',
    ':',
    '\u{1f511}',
    '@',
    ' ',
];

const COMMENTS_BEHIND: [&str; 5] =
    ["", " # mine", "\t; mine", " # see [1]", " # \"it's\" = 'mine'"];

const NOISE: [&str; 8] =
    ["", " ", "# access_key_id = no", "; c", "  # indented", "\t; indented", "; a = b", "#[x]"];

const MISTAKES: [&str; 8] = [
    "nothing",
    "k=1",
    "k=2",
    "access_key_id = wrong",
    "",
    "; c",
    "= 1",
    "access_key_secret : wrong",
];

/// Choices, a byte each.
struct Choices<'a>(&'a [u8]);

impl Choices<'_> {
    fn below(&mut self, count: usize) -> usize {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        usize::from(*first) % count
    }

    fn of<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        let index = self.below(all.len());
        &all[index]
    }
}
