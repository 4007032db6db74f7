//! Everything that an error prints.

use std::error::Error;

/// Returns what an error and its sources print, in every way.
pub(super) fn printed(error: &(dyn Error + 'static)) -> String {
    let mut text = format!("{error:?}\n{error:#?}\n");
    let mut next = Some(error);
    while let Some(error) = next {
        text += &format!("{error}\n{error:?}\n");
        next = error.source();
    }
    text
}
