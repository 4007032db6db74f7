//! roxmltree: the document as a tree, then plain structs from it.

use roxmltree::{Document, Node};

use super::records::Response;
use super::scalars::XmlOwned;
use super::xml_source::{Fill, Source, SourceError};

/// Reads a response into plain structs.
pub(crate) fn owned(body: &[u8]) -> Result<Response<XmlOwned>, SourceError> {
    let document = Document::parse(std::str::from_utf8(body)?)?;
    Element(document.root_element()).record()
}

struct Element<'d>(Node<'d, 'd>);

impl Source for Element<'_> {
    /// The tree has text, references and CDATA of an element in one node.
    fn text(&mut self) -> Result<String, SourceError> {
        Ok(self.0.text().unwrap_or_default().to_owned())
    }

    fn children(&mut self, record: &mut impl Fill) -> Result<(), SourceError> {
        for child in self.0.children().filter(Node::is_element) {
            record.fill(child.tag_name().name(), &mut Element(child))?;
        }
        Ok(())
    }

    fn skip(&mut self) -> Result<(), SourceError> {
        Ok(())
    }
}
