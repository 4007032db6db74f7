//! Whole operations over `aliyun-rpc`, one file each; this program calls them.
//!
//! ```text
//! cargo run -p aliyun-rpc --example operations -- get-caller-identity
//! cargo run -p aliyun-rpc --example operations -- describe-regions
//! cargo run -p aliyun-rpc --example operations -- assume-role-with-oidc ROLE_ARN PROVIDER_ARN TOKEN_FILE
//! ```
//!
//! The first two take a key from the variables `ALIBABA_CLOUD_ACCESS_KEY_ID` and
//! `ALIBABA_CLOUD_ACCESS_KEY_SECRET`; the third needs none.

mod assume_role_with_oidc;
mod describe_regions;
mod get_caller_identity;

use std::env::{args, var};
use std::error::Error;

use aliyun_rpc::{Client, Endpoint};
use aliyun_rpc_signer::Credentials;
use aliyun_transport_hyper::{HyperTransport, TokioRuntime};

use assume_role_with_oidc::AssumeRoleWithOidc;
use describe_regions::DescribeRegions;
use get_caller_identity::GetCallerIdentity;

#[tokio::main]
#[expect(clippy::print_stdout, reason = "an example prints")]
async fn main() -> Result<(), Box<dyn Error>> {
    let key = |name| var(name).map_err(|error| format!("{name}: {error}"));
    let key = match args().nth(1).as_deref() {
        Some("assume-role-with-oidc") => Credentials::new("unused", "unused"),
        _ => Credentials::new(
            key("ALIBABA_CLOUD_ACCESS_KEY_ID")?,
            key("ALIBABA_CLOUD_ACCESS_KEY_SECRET")?,
        ),
    };
    let client = Client::new(key, HyperTransport::new()?, TokioRuntime);
    let sts = Endpoint::regional("sts", "cn-hangzhou")?;
    let arguments: Vec<String> = args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["get-caller-identity"] => println!("{:?}", client.run(&GetCallerIdentity, &sts).await?),
        ["describe-regions"] => {
            let ecs = Endpoint::regional("ecs", "cn-beijing")?;
            println!("{:?}", client.run(&DescribeRegions, &ecs).await?);
        }
        ["assume-role-with-oidc", role_arn, provider_arn, token_file] => {
            let token = std::fs::read_to_string(token_file)?;
            let operation =
                AssumeRoleWithOidc([role_arn.to_owned(), provider_arn.to_owned(), token]);
            println!("{:?}", client.run(&operation, &sts).await?);
        }
        _ => return Err("name an operation; see the top of the source".into()),
    }
    Ok(())
}
