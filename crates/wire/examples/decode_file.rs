//! Decodes a response from a file, or one that is built in, and prints its images.
//!
//! Names and descriptions of images are written by strangers, so everything printed is escaped.

#![allow(clippy::print_stdout, reason = "a command prints")]

use std::error::Error;

use aliyun_ecs_wire::{Decoded, Printable, Report, decode_with};

const BUILT_IN: &str = "<?xml version='1.0' encoding='UTF-8'?><DescribeImagesResponse>\
    <RequestId>7871BB26-3002-4950-B2E6-98D333077EA5</RequestId><TotalCount>2</TotalCount><Images>\
    <Image><ImageId>m-1</ImageId><OSName>CentOS  7.4 64位</OSName><Size>40</Size></Image>\
    <Image><ImageId>m-2</ImageId><OSName>&#x202E;esrever</OSName><Colour>red</Colour></Image>\
    </Images></DescribeImagesResponse>";

fn main() -> Result<(), Box<dyn Error>> {
    let body = match std::env::args_os().nth(1) {
        Some(path) => std::fs::read(path)?,
        None => BUILT_IN.into(),
    };
    let mut report = Report::new();
    let page = match decode_with(body, &mut report)? {
        Decoded::Page(page) => page,
        Decoded::Error(error) => {
            println!("the service refused: {}", Printable(&error.code));
            return Ok(());
        }
    };

    println!("{} of {} images", page.len(), page.total_count().unwrap_or_default());
    for image in &page {
        let size = image.size().map_or("?".to_owned(), |size| size.to_string());
        let (id, os_name) = (Printable(image.image_id()), Printable(image.os_name()));
        println!("{id}  {size} GiB  {os_name}");
    }
    print!("{report}");
    Ok(())
}
