//! Starts an emulator, asks it for the newest image of a region, and prints the answer.

use std::error::Error;
use std::time::SystemTime;

use aliyun_ecs_emulator::Emulator;
use aliyun_rpc_signer::Call;
use aliyun_rpc_signer::Format;
use aliyun_rpc_signer::Stamp;
use aliyun_rpc_signer::rpc;
use serde_json::Value;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

#[tokio::main(flavor = "current_thread")]
#[expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a program's own edge: it reads the clock and prints"
)]
async fn main() -> Result<(), Box<dyn Error>> {
    let emulator = Emulator::start().await?;

    // What a client does: name the operation, sign, send.
    let call = Call::new("DescribeImages", "2014-05-26")
        .param("RegionId", "cn-hangzhou")
        .param("PageSize", "1");
    let stamp = Stamp::new(SystemTime::now(), "a nonce is good for one request");
    let signed = rpc::sign(&call, Format::Json, emulator.credentials(), &stamp);

    let mut connection = TcpStream::connect(emulator.address()).await?;
    let request = format!(
        "GET /?{} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
        signed.query(),
        emulator.address()
    );
    connection.write_all(request.as_bytes()).await?;
    let mut response = String::new();
    connection.read_to_string(&mut response).await?;

    let (head, body) = response.split_once("\r\n\r\n").ok_or("not a response")?;
    let page: Value = serde_json::from_str(body)?;
    println!("{}", head.lines().next().unwrap_or_default());
    println!("{} images in all; the first:", page["TotalCount"]);
    println!("{:#}", page["Images"]["Image"][0]);

    emulator.shutdown().await;
    Ok(())
}
