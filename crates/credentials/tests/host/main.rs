//! The real machine, and keys that programs print.

#![cfg(unix)]

mod external;
mod files;
mod processes;
mod support;
