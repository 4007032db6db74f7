//! Everything outside of the program that keys are found in, as one argument.

mod file;
mod machine;
mod memory;
mod process;
mod program;
mod system;
mod wiped;

pub use file::{File, FileError};
pub use machine::Host;
pub use memory::MemoryHost;
pub(crate) use program::is_plain;
pub use program::{Process, ProcessError, ProcessFuture, ProcessOutput};
pub use system::SystemHost;
