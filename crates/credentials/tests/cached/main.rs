//! The cache against a source that a test opens, shuts and breaks, in virtual time.

mod flight;
mod keys;
mod quiet;
mod refused;
mod renewal;
mod source;
mod trouble;
