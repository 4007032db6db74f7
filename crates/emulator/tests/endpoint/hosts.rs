//! Which hosts there is an answer for.

use aliyun_ecs_emulator::Emulator;
use tokio::io::AsyncWriteExt;

use crate::ask::options;
use crate::sockets::{connect, read_response, soon};

/// Returns the first line of the answer to a request with these lines in its head.
async fn asked(emulator: &Emulator, target: &str, lines: &str) -> String {
    let mut stream = connect(emulator).await;
    let head = format!("GET {target} HTTP/1.1\r\n{lines}\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let (head, body) = soon(read_response(&mut stream)).await;
    format!("{} {body}", head.lines().next().unwrap())
}

#[tokio::test]
async fn requests_for_other_hosts_are_refused_before_anything_else() {
    let emulator = Emulator::start_with(options().allow_host("emulator")).await.unwrap();
    let health = "/_emulator/health";
    for host in ["localhost", "127.0.0.1:80", "ecs.cn-hangzhou.aliyuncs.com", "emulator:8080"] {
        let answer = asked(&emulator, health, &format!("Host: {host}\r\n")).await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{host}: {answer}");
    }
    for target in ["/", health] {
        let answer = asked(&emulator, target, "Host: evil.example\r\n").await;
        assert!(!answer.starts_with("HTTP/1.1 200 "), "{answer}");
        assert!(answer.contains("--allow-host evil.example"), "{answer}");
        for lines in ["", "Host: localhost\r\nHost: localhost\r\n"] {
            let answer = asked(&emulator, target, lines).await;
            assert!(answer.starts_with("HTTP/1.1 400 "), "{lines}: {answer}");
        }
    }
    let absolute = "http://evil.example/_emulator/health";
    let answer = asked(&emulator, absolute, "Host: localhost\r\n").await;
    assert!(!answer.starts_with("HTTP/1.1 200 "), "{answer}");
    emulator.shutdown().await;
}
