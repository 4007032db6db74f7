//! Printing images as they come.

use std::io::{self, Write};

use aliyun_ecs_model::{DescribeImagesResponse, Image, Members};

use super::columns::{csv_columns, table_columns};
use super::csv::Csv;
use super::found::Found;
use super::json::{self, Document};
use super::look::Look;
use super::query::Query;
use super::table::{Table, TableStyle};
use crate::args::Output;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printable::printable;
use crate::terminal;

/// Prints images as they come.
///
/// Whatever is written is written in whole lines, a piece at a time, so that an interruption leaves
/// no half of a line behind; what was begun is ended by [`finish`](Self::finish).
pub(crate) struct Printer {
    out: Box<dyn Write + Send>,
    rendering: Rendering,
}

enum Rendering {
    Table(Table),
    Json(Document),
    Jsonl,
    Csv(Csv),
    Id,
    /// The whole document is held, for an expression to be made of it.
    QueryDocument {
        images: Vec<Image>,
        query: Query,
    },
    QueryLines(Query),
}

/// What frames the images in a JSON document.
#[derive(Debug, Default)]
pub(crate) struct Frame {
    pub(crate) region: Option<String>,
    pub(crate) total: Option<u32>,
    /// Members of the response that nobody knows.
    pub(crate) unknown: Members,
}

impl Printer {
    /// Returns a printer to standard output.
    ///
    /// # Errors
    ///
    /// When a column is not a name that members can have.
    pub(crate) fn stdout(look: Look, color: bool) -> Result<Self, Failure> {
        let style = TableStyle { columns: terminal::columns(), color };
        Self::new(Box::new(io::stdout()), look, style)
    }

    fn new(out: Box<dyn Write + Send>, look: Look, style: TableStyle) -> Result<Self, Failure> {
        let usage = |message: String| Failure::new(Exit::Usage, message);
        let rendering = match (look.output, look.query) {
            (Output::Jsonl, Some(query)) => Rendering::QueryLines(Query::new(query)),
            (_, Some(query)) => {
                Rendering::QueryDocument { images: Vec::new(), query: Query::new(query) }
            }
            (Output::Table, None) => {
                let columns =
                    table_columns(&look.columns, false, look.with_region).map_err(usage)?;
                Rendering::Table(Table::new(columns, style))
            }
            (Output::Wide, None) => {
                let columns =
                    table_columns(&look.columns, true, look.with_region).map_err(usage)?;
                Rendering::Table(Table::new(columns, TableStyle { columns: None, ..style }))
            }
            (Output::Json, None) => Rendering::Json(Document::default()),
            (Output::Jsonl, None) => Rendering::Jsonl,
            (Output::Csv, None) => Rendering::Csv(Csv::new(
                csv_columns(&look.columns, look.with_region).map_err(usage)?,
            )),
            (Output::Id, None) => Rendering::Id,
        };
        Ok(Self { out, rendering })
    }

    /// Returns whether all images are held until the end.
    pub(crate) fn collects(&self) -> bool {
        matches!(self.rendering, Rendering::QueryDocument { .. })
    }

    /// Returns what to say about what is not shown.
    pub(crate) fn note(&self) -> Option<String> {
        let Rendering::Table(table) = &self.rendering else { return None };
        let titles = table.left_out().join(", ");
        (!titles.is_empty()).then(|| format!("there is no room for {titles}; see -o wide"))
    }

    /// Takes images, and prints them unless they are held.
    pub(crate) fn images(&mut self, found: Vec<Found>) -> io::Result<()> {
        if found.is_empty() {
            return Ok(());
        }
        let text = match &mut self.rendering {
            Rendering::Table(table) => table.rows(&found),
            Rendering::Json(document) => document.images(&found)?,
            Rendering::Jsonl => json::lines(&found)?,
            Rendering::Csv(csv) => csv.records(&found)?,
            Rendering::Id => ids(&found),
            Rendering::QueryDocument { images, .. } => {
                images.extend(found.into_iter().map(|(_, image)| image));
                return Ok(());
            }
            Rendering::QueryLines(query) => {
                let mut text = String::new();
                for (_, image) in &found {
                    text += &query.line(image)?;
                }
                text
            }
        };
        self.write(&text)
    }

    /// Ends what was begun. What was printed before stays as it is.
    pub(crate) fn finish(mut self, frame: Frame) -> io::Result<()> {
        let mut document = DescribeImagesResponse::default();
        document.region_id = frame.region;
        document.total_count = frame.total;
        document.unknown = frame.unknown;
        let text = match std::mem::replace(&mut self.rendering, Rendering::Id) {
            Rendering::Json(json) => json.end(&document)?,
            Rendering::Csv(csv) => csv.end()?,
            Rendering::QueryDocument { images, query } => {
                document.images = images;
                query.document(&document)?
            }
            Rendering::Table(_) | Rendering::Jsonl | Rendering::Id | Rendering::QueryLines(_) => {
                String::new()
            }
        };
        self.write(&text)
    }

    fn write(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }
}

fn ids(found: &[Found]) -> String {
    let mut text = String::new();
    for (_, image) in found {
        text += &printable(&image.image_id);
        text.push('\n');
    }
    text
}
