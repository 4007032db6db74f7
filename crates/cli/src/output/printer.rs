//! Printing page by page, or all at the end.

use std::io::{self, Write};

use aliyun_ecs_model::{DescribeImagesResponse, Image, Members};

use super::style::TableStyle;
use super::{csv, json, table};
use crate::args::Output;
use crate::terminal;

/// Prints images as they come, or all at the end.
///
/// Whatever is written is written in whole lines, a page at a time, so that an interruption leaves
/// no half of a line behind.
pub(crate) struct Printer {
    out: Box<dyn Write + Send>,
    rendering: Rendering,
}

enum Rendering {
    Table { images: Vec<Image>, style: TableStyle },
    Json { images: Vec<Image> },
    Jsonl,
    Csv { header_written: bool },
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
    pub(crate) fn stdout(output: Output, color: bool) -> Self {
        let style = TableStyle {
            columns: terminal::columns(),
            may_cut_ids: terminal::is_terminal(),
            color,
        };
        Self::new(Box::new(io::stdout()), output, style)
    }

    fn new(out: Box<dyn Write + Send>, output: Output, style: TableStyle) -> Self {
        let rendering = match output {
            Output::Table => Rendering::Table { images: Vec::new(), style },
            Output::Json => Rendering::Json { images: Vec::new() },
            Output::Jsonl => Rendering::Jsonl,
            Output::Csv => Rendering::Csv { header_written: false },
        };
        Self { out, rendering }
    }

    /// Takes the images of a page.
    pub(crate) fn page(&mut self, page: Vec<Image>) -> io::Result<()> {
        let text = match &mut self.rendering {
            Rendering::Table { images, .. } | Rendering::Json { images } => {
                images.extend(page);
                return Ok(());
            }
            Rendering::Jsonl => json::lines(&page)?,
            Rendering::Csv { header_written } => {
                let header = !std::mem::replace(header_written, true);
                csv::records(&page, header)?
            }
        };
        self.write(&text)
    }

    /// Prints what is left to print. What was printed before stays as it is.
    pub(crate) fn finish(mut self, frame: Frame) -> io::Result<()> {
        let text = match std::mem::replace(&mut self.rendering, Rendering::Jsonl) {
            Rendering::Table { images, style } => table::render(&images, style),
            Rendering::Json { images } => {
                let mut document = DescribeImagesResponse::default();
                document.region_id = frame.region;
                document.total_count = frame.total;
                document.images = images;
                document.unknown = frame.unknown;
                json::document(&document)?
            }
            Rendering::Csv { header_written: false } => csv::records(&[], true)?,
            Rendering::Csv { header_written: true } | Rendering::Jsonl => String::new(),
        };
        self.write(&text)
    }

    fn write(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }
}
