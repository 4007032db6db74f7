//! What a body says, before it is written in one of the two formats.

use super::random::Random;

/// A value of a response.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    /// A text; JSON quotes it.
    Text(String),
    /// A number or a truth value; JSON writes it bare.
    Bare(String),
    /// Named members (child elements).
    Object(Vec<(&'static str, Node)>),
    /// Items, which XML writes as elements of this name and JSON as a list under it.
    List(&'static str, Vec<Node>),
}

impl Node {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(crate) fn flag(flag: bool) -> Self {
        Self::Bare(flag.to_string())
    }

    pub(crate) fn number(number: usize) -> Self {
        Self::Bare(number.to_string())
    }

    /// A number that JSON writes as a text one time out of eight, as the service does for some
    /// members and the documents' examples for others.
    pub(crate) fn count(number: usize, random: &mut Random) -> Self {
        if random.below(8) == 0 { Self::text(number.to_string()) } else { Self::number(number) }
    }

    /// An object with its members in alphabetical order, the order of the documents' examples.
    pub(crate) fn object(mut members: Vec<(&'static str, Self)>) -> Self {
        members.sort_by_key(|(name, _)| *name);
        Self::Object(members)
    }

    /// Puts the members of every object within into a random order.
    pub(crate) fn shuffle(&mut self, random: &mut Random) {
        match self {
            Self::Text(_) | Self::Bare(_) => {}
            Self::Object(members) => {
                random.shuffle(members);
                for (_, member) in members {
                    member.shuffle(random);
                }
            }
            Self::List(_, items) => items.iter_mut().for_each(|item| item.shuffle(random)),
        }
    }
}
