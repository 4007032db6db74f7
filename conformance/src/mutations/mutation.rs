//! A fault and what it changes, byte by byte.

use std::ops::Range;

/// A fault that can be applied.
#[derive(Clone, Debug, Default)]
pub struct Mutation {
    /// Its name.
    pub id: String,
    /// The file of mutations it stands in.
    pub area: String,
    /// What is wrong then.
    pub says: String,
    /// The statements it is against.
    pub against: Vec<String>,
    /// Why more turns red than a fault should turn.
    pub broad: Option<String>,
    /// The test files that have to notice it, instead of the cases.
    pub run: Vec<String>,
    /// The member that is misspelled: tests have to miss it at its own place.
    pub member: Option<String>,
    /// What changes.
    pub splices: Vec<Splice>,
}

/// A piece of a file and what stands there instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Splice {
    /// The file, from the root of the repository.
    pub path: String,
    /// The bytes that go.
    pub range: Range<usize>,
    /// What comes.
    pub text: String,
}

impl Mutation {
    /// Returns the text of a file with the fault in it.
    #[must_use]
    pub fn apply(&self, path: &str, text: &str) -> String {
        let mut splices =
            self.splices.iter().filter(|splice| splice.path == path).collect::<Vec<_>>();
        splices.sort_by_key(|splice| splice.range.start);
        let (mut changed, mut at) = (String::with_capacity(text.len()), 0);
        for splice in splices {
            changed.push_str(text.get(at..splice.range.start).unwrap_or_default());
            changed.push_str(&splice.text);
            at = splice.range.end;
        }
        changed.push_str(text.get(at..).unwrap_or_default());
        changed
    }

    /// Returns the files it changes.
    #[must_use]
    pub fn paths(&self) -> Vec<&str> {
        let mut paths = self.splices.iter().map(|splice| splice.path.as_str()).collect::<Vec<_>>();
        paths.sort_unstable();
        paths.dedup();
        paths
    }
}
