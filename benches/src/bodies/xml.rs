//! Writes a body as XML.

use std::fmt::Write;

use super::random::Random;
use super::tree::Node;

/// Writes `node` as an element, after the declaration that the service writes, with `indent`
/// blanks per level or, for 0, on one line.
pub(crate) fn write(root: &str, node: &Node, indent: usize, random: &mut Random) -> String {
    let out = "<?xml version='1.0' encoding='UTF-8'?>".to_owned();
    let empty = random.pick(&EMPTY);
    let mut writer = Writer { out, indent, depth: 0, empty, random };
    writer.element(root, node);
    writer.out
}

struct Writer<'r> {
    out: String,
    indent: usize,
    depth: usize,
    empty: Empty,
    random: &'r mut Random,
}

impl Writer<'_> {
    fn element(&mut self, name: &str, node: &Node) {
        self.line();
        match node {
            Node::Text(text) | Node::Bare(text) if text.is_empty() => self.empty(name),
            Node::Text(text) | Node::Bare(text) => {
                let _ = write!(self.out, "<{name}>");
                self.text(text);
                let _ = write!(self.out, "</{name}>");
            }
            Node::Object(members) if members.is_empty() => self.empty(name),
            Node::Object(members) => {
                self.group(name, members, |writer, (name, member)| writer.element(name, member));
            }
            Node::List(_, items) if items.is_empty() => self.empty(name),
            Node::List(item, items) => {
                self.group(name, items, |writer, node| writer.element(item, node));
            }
        }
    }

    /// A server spells empty elements in one way, so a page does, with few exceptions.
    fn empty(&mut self, name: &str) {
        let empty = if self.random.chance(5) { self.random.pick(&EMPTY) } else { self.empty };
        let _ = match empty {
            Empty::Pair => write!(self.out, "<{name}></{name}>"),
            Empty::Short => write!(self.out, "<{name}/>"),
            Empty::ShortWithBlank => write!(self.out, "<{name} />"),
        };
    }

    fn group<T>(&mut self, name: &str, items: &[T], each: impl Fn(&mut Self, &T)) {
        let _ = write!(self.out, "<{name}>");
        self.depth += 1;
        for item in items {
            each(self, item);
        }
        self.depth -= 1;
        self.line();
        let _ = write!(self.out, "</{name}>");
    }

    fn line(&mut self) {
        if self.indent > 0 {
            self.out.push('\n');
            self.out.extend(std::iter::repeat_n(' ', self.indent * self.depth));
        }
    }

    /// Markup becomes references or, one time out of three, the whole text a CDATA section; a
    /// few texts have everything outside ASCII as character references.
    fn text(&mut self, text: &str) {
        if text.contains(['&', '<', '>']) && self.random.below(3) == 0 {
            let _ = write!(self.out, "<![CDATA[{text}]]>");
            return;
        }
        let ascii_only = !text.is_ascii() && self.random.chance(6);
        for char in text.chars() {
            match char {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                _ if ascii_only && !char.is_ascii() => {
                    let _ = write!(self.out, "&#x{:X};", u32::from(char));
                }
                _ => self.out.push(char),
            }
        }
    }
}

/// How an element without content is written.
#[derive(Clone, Copy)]
enum Empty {
    Pair,
    Short,
    ShortWithBlank,
}

const EMPTY: [Empty; 4] = [Empty::Pair, Empty::Pair, Empty::Short, Empty::ShortWithBlank];
