//! Reads an answer of STS `GetCallerIdentity` from a file, or one that is built in.

#![allow(clippy::print_stdout, reason = "a command prints")]

use std::error::Error;

use aliyun_rpc_wire::{Decoded, Field, Printable, Schema, Table, decode};

static IDENTITY: Table = Table::new(&[
    Field::text("AccountId"),
    Field::text("Arn"),
    Field::text("IdentityType"),
    Field::text("PrincipalId"),
    Field::text("RequestId"),
]);

static GET_CALLER_IDENTITY: Schema =
    Schema::new("GetCallerIdentityResponse", &IDENTITY, &["AccountId", "Arn"]);

const BUILT_IN: &str = r#"{"RequestId":"2E4A1F3C-65C8-5B9B-8C5B-3A5B6B1E1F4A",
    "IdentityType":"RAMUser","AccountId":"196813200012****","PrincipalId":"216959339000****",
    "Arn":"acs:ram::196813200012****:user/admin"}"#;

fn main() -> Result<(), Box<dyn Error>> {
    let body = match std::env::args_os().nth(1) {
        Some(path) => std::fs::read(path)?,
        None => BUILT_IN.into(),
    };
    match decode(body, &GET_CALLER_IDENTITY)? {
        Decoded::Document(document) => {
            let identity = document.root();
            for name in ["AccountId", "Arn", "IdentityType"] {
                println!("{name}: {}", Printable(identity.text(name).unwrap_or("-")));
            }
        }
        Decoded::Error(error) => println!("the service refused: {}", Printable(&error.code)),
    }
    Ok(())
}
