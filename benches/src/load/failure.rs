//! What ends the program.

use std::error::Error;

/// What ends the program: a server that cannot be reached or that answers something else.
pub type Failure = Box<dyn Error + Send + Sync>;
