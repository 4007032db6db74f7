//! Where a text stands in a source, compared token by token.

use std::fmt;
use std::ops::Range;

use super::source::{Source, is_closing};

/// Why a change cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// The file cannot be read, or is no Rust.
    File(String),
    /// The item of `within` is not there, or several have the name.
    Within(String, usize),
    /// The text is not there, or more than once.
    Found(usize),
    /// The text, or its replacement, is nothing to search or put.
    Text(String),
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(error) => write!(f, "{error}"),
            Self::Within(item, times) => write!(f, "`{item}` found {times} times"),
            Self::Found(times) => write!(f, "found {times} times"),
            Self::Text(error) => write!(f, "{error}"),
        }
    }
}

/// Finds the one place of a text, within the item of a name if there is one, as a range of tokens.
///
/// # Errors
///
/// The text is not there, or several times.
pub(super) fn find_once(
    source: &Source,
    text: &Source,
    within: Option<&Source>,
) -> Result<Range<usize>, Unfit> {
    let scope = match within {
        None => 0..source.len(),
        Some(name) => {
            let items = find_all(source, name, 0..source.len());
            let [item] = items.as_slice() else {
                return Err(Unfit::Within(name.text().to_owned(), items.len()));
            };
            item.start..end_of_item(source, item)
        }
    };
    match find_all(source, text, scope).as_slice() {
        [place] => Ok(place.clone()),
        places => Err(Unfit::Found(places.len())),
    }
}

/// Finds every place of a text.
pub(super) fn find_all(source: &Source, text: &Source, scope: Range<usize>) -> Vec<Range<usize>> {
    let ends = scope.clone().filter_map(|start| Some(start..match_at(source, start, text)?));
    ends.filter(|place| !place.is_empty() && place.end <= scope.end).collect()
}

/// Returns the place behind a text that stands at `at`.
///
/// A comma in front of a closing bracket, which comes and goes with line breaks, may be missing on
/// either side; so may a comma at the end of the text where the source goes on with a closing bracket.
fn match_at(source: &Source, start: usize, text: &Source) -> Option<usize> {
    let is_lenient = source.has_trailing_commas();
    let mut at = start;
    for (i, token) in text.tokens().enumerate() {
        let is_last = |following: &str| following.is_empty() || is_closing(following);
        if token == "," && is_lenient && is_last(text.token(i + 1)) {
            match source.token(at) {
                "," => at += 1,
                closing if is_closing(closing) => {}
                _ => return None,
            }
            continue;
        }
        let is_trailing = source.token(at) == "," && is_closing(source.token(at + 1));
        if is_lenient && at > start && is_trailing && token != "," {
            at += 1;
        }
        if source.token(at) != token {
            return None;
        }
        at += 1;
    }
    Some(at)
}

/// Returns the place behind an item: behind the body of a function, behind the semicolon of a
/// constant.
fn end_of_item(source: &Source, name: &Range<usize>) -> usize {
    let has_body = !matches!(source.token(name.start), "const" | "static" | "type" | "use");
    let mut at = name.end;
    while at < source.len() {
        match source.token(at) {
            ";" => return at + 1,
            "{" if has_body => return source.behind_group(at),
            "(" | "[" | "{" => at = source.behind_group(at),
            _ => at += 1,
        }
    }
    at
}

/// Refuses a replacement that would make one token with what stands beside it. As everything that is
/// found and put is balanced, the file still lexes then.
pub(super) fn fits_between(text: &str, range: &Range<usize>, replace: &str) -> Result<(), Unfit> {
    let before = text.get(..range.start).unwrap_or_default();
    let behind = text.get(range.end..).unwrap_or_default();
    let joins = |left: &str, right: &str| match (left.chars().next_back(), right.chars().next()) {
        (Some(left), Some(right)) => {
            let is_word = |c: char| c.is_alphanumeric() || "_'\"#".contains(c);
            is_word(left) && is_word(right) || left == '/' && "/*".contains(right)
        }
        _ => false,
    };
    let is_glued = match replace {
        "" => joins(before, behind),
        _ => joins(before, replace) || joins(replace, behind),
    };
    if is_glued {
        return Err(Unfit::Text("the replacement makes one word with its neighbour".to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Source, Unfit, find_once, fits_between};

    fn found(source: &str, text: &str, within: Option<&str>) -> Result<String, Unfit> {
        let source = Source::rust(source).expect("Rust");
        let within = within.map(|item| Source::rust(item).expect("Rust"));
        let place = find_once(&source, &Source::rust(text).expect("Rust"), within.as_ref())?;
        Ok(source.text()[source.bytes(place)].to_owned())
    }

    #[test]
    fn line_breaks_comments_and_trailing_commas_do_not_matter() {
        let source = "/// f(a, b)\nfn x() {\n    f(\n        a, // one\n        b,\n    )\n}";
        let whole = "f(\n        a, // one\n        b,\n    )";
        for text in ["f(a, b)", "f(a,b,)", "f ( a ,\n b /* two */ )"] {
            assert_eq!(found(source, text, None), Ok(whole.to_owned()), "{text}");
        }
        assert_eq!(found(source, "f(a, c)", None), Err(Unfit::Found(0)));
    }

    #[test]
    fn a_text_stands_once() {
        assert_eq!(found("fn x() { a(1); a(1) }", "a(1)", None), Err(Unfit::Found(2)));
        assert_eq!(found("fn x() { a(1) }", "aa(1)", None), Err(Unfit::Found(0)));
    }

    #[test]
    fn an_item_narrows_the_search() {
        let source = "const A: &[u8] = &[1; { 2 }]; fn x() -> [u8; 1] { [1; 1] } fn y() { [1; 1] }";
        assert_eq!(found(source, "[1; 1]", Some("fn x")), Ok("[1; 1]".to_owned()));
        assert_eq!(found(source, "2", Some("const A")), Ok("2".to_owned()));
        assert_eq!(found(source, "1", Some("fn y")), Err(Unfit::Found(2)));
        assert_eq!(found(source, "1", Some("fn z")), Err(Unfit::Within("fn z".to_owned(), 0)));
    }

    #[test]
    fn a_comma_goes_with_the_last_item_where_there_is_one() {
        for (source, whole) in [("f([a, b])", "b"), ("f([a, b,])", "b,"), ("f([b, a])", "b,")] {
            assert_eq!(found(source, "b,", None), Ok(whole.to_owned()), "{source}");
        }
    }

    #[test]
    fn other_files_are_text() {
        let source = Source::other("[a, b,] # é\n[a, b ]");
        let times =
            |text| find_once(&source, &Source::other(text), None).map(|place| source.bytes(place));
        assert_eq!(times("b,]"), Ok(4..7));
        assert_eq!(times("é\n["), Ok(10..14));
        assert_eq!(times("b]"), Err(Unfit::Found(0)));
        assert_eq!(times("[a, b"), Err(Unfit::Found(2)));
    }

    #[test]
    fn a_replacement_stays_a_token_of_its_own() {
        let fits = |replace: &str| fits_between("x.len() as u8", &(1..7), replace).is_ok();
        assert!(fits(".count()"));
        assert!(fits(""));
        assert!(!fits("count()"));
    }
}
