//! Writes a body as JSON.

use std::fmt::Write;

use super::random::Random;
use super::tree::Node;

/// Writes `node`, with `indent` blanks per level or, for 0, on one line.
pub(crate) fn write(node: &Node, indent: usize, random: &mut Random) -> String {
    let mut writer = Writer { out: String::new(), indent, depth: 0, random };
    writer.node(node);
    writer.out
}

struct Writer<'r> {
    out: String,
    indent: usize,
    depth: usize,
    random: &'r mut Random,
}

impl Writer<'_> {
    fn node(&mut self, node: &Node) {
        match node {
            Node::Text(text) => self.text(text),
            Node::Bare(bare) => self.out.push_str(bare),
            Node::Object(members) => self.group('{', '}', members, |writer, (name, member)| {
                writer.member(name);
                writer.node(member);
            }),
            Node::List(name, items) => self.group('{', '}', &[()], |writer, ()| {
                writer.member(name);
                writer.group('[', ']', items, Self::node);
            }),
        }
    }

    fn member(&mut self, name: &str) {
        let colon = if self.indent == 0 { ":" } else { ": " };
        let _ = write!(self.out, "\"{name}\"{colon}");
    }

    fn group<T>(&mut self, open: char, close: char, items: &[T], each: impl Fn(&mut Self, &T)) {
        self.out.push(open);
        self.depth += 1;
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.out.push(',');
            }
            self.line();
            each(self, item);
        }
        self.depth -= 1;
        if !items.is_empty() {
            self.line();
        }
        self.out.push(close);
    }

    fn line(&mut self) {
        if self.indent > 0 {
            self.out.push('\n');
            self.out.extend(std::iter::repeat_n(' ', self.indent * self.depth));
        }
    }

    /// A few texts have everything outside ASCII as `\u` escapes, as some gateways write them.
    fn text(&mut self, text: &str) {
        let ascii_only = !text.is_ascii() && self.random.chance(6);
        self.out.push('"');
        for char in text.chars() {
            match char {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                _ if ascii_only && !char.is_ascii() => {
                    for unit in char.encode_utf16(&mut [0; 2]) {
                        let _ = write!(self.out, "\\u{unit:04x}");
                    }
                }
                _ => self.out.push(char),
            }
        }
        self.out.push('"');
    }
}
