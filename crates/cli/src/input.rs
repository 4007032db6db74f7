//! Texts from files, from standard input, or from an argument.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use crate::exit::Exit;
use crate::failure::Failure;

/// Reads a file, or standard input if it is `-`.
///
/// # Errors
///
/// Names the file. More than `limit` bytes are not understood rather than read.
pub(crate) fn read(file: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let is_stdin = file == Path::new(STDIN);
    let mut bytes = Vec::new();
    let read = if is_stdin {
        io::stdin().lock().take(limit + 1).read_to_end(&mut bytes)
    } else {
        File::open(file).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes))
    };
    let name = if is_stdin { "standard input".into() } else { file.to_string_lossy() };
    match read {
        Ok(read) if read as u64 > limit => {
            let message = format!("{name} is larger than the limit of {limit} bytes");
            Err(Failure::new(Exit::NotUnderstood, message))
        }
        Ok(_) => Ok(bytes),
        Err(error) => {
            let message = format!("{name} cannot be read");
            Err(Failure::new(Exit::Other, message).because(Some(&error)))
        }
    }
}

/// Takes a text as it stands in an argument, or from where `@FILE` or `-` say, without the line
/// ends behind it.
///
/// # Errors
///
/// As for [`read`], if it is not UTF-8, and if the argument itself is the name of a file: the `@` was
/// forgotten.
pub(crate) fn text(argument: &str) -> Result<String, Failure> {
    let file = match argument.strip_prefix('@') {
        Some(file) => file,
        None if argument == STDIN => STDIN,
        None if Path::new(argument).is_file() => {
            let message = format!("{argument} is the name of a file");
            return Err(
                Failure::new(Exit::Usage, message).hint("write @ before it to read the file")
            );
        }
        None => return Ok(argument.to_owned()),
    };
    read_text(Path::new(file))
}

/// Reads a file of text, or standard input, without the line ends behind it.
///
/// # Errors
///
/// As for [`text`].
pub(crate) fn read_text(file: &Path) -> Result<String, Failure> {
    let mut text = String::from_utf8(read(file, MAX_TEXT)?).map_err(|_| {
        let message = format!("{} is not UTF-8 text", file.to_string_lossy());
        Failure::new(Exit::NotUnderstood, message)
    })?;
    text.truncate(text.trim_end_matches(['\r', '\n']).len());
    Ok(text)
}

/// Refuses a command line that reads standard input more than once: the second would find nothing.
///
/// # Errors
///
/// [`Exit::Usage`].
pub(crate) fn at_most_one_stdin<'a>(
    arguments: impl IntoIterator<Item = Option<&'a str>>,
) -> Result<(), Failure> {
    match arguments.into_iter().flatten().filter(|argument| *argument == STDIN).count() {
        0 | 1 => Ok(()),
        _ => Err(Failure::new(Exit::Usage, "only one argument can be - for standard input")),
    }
}

const STDIN: &str = "-";
/// 1 MiB: a request at the limits of the service, quoted and escaped, is a fraction of it.
const MAX_TEXT: u64 = 1 << 20;
