//! What must hold of any bytes: of a file of profiles, of an ini file, of what a program prints.

mod cli_config;
mod common;
mod corpus;
mod ini_file;
mod ini_writer;
mod process_output;
mod tree;
