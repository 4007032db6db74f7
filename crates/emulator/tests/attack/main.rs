//! A scripted attack on the sockets, and that nothing is left of it. It is a program of its own, with one test, because
//! what the process holds is counted.

#![cfg(target_os = "linux")]

#[allow(dead_code, reason = "a part of it is needed")]
#[path = "../endpoint/ask.rs"]
mod ask;
mod bodies;
mod floods;
mod heads;
mod peer;

use std::fs;
use std::net::SocketAddr;
use std::time::Duration;

use aliyun_ecs_emulator::Emulator;
use tokio::runtime::Handle;
use tokio::task::JoinSet;

use crate::peer::Peer;

/// What the process holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Held {
    descriptors: usize,
    tasks: usize,
}

impl Held {
    fn now() -> Self {
        Self {
            descriptors: fs::read_dir("/proc/self/fd").unwrap().count(),
            tasks: Handle::current().metrics().num_alive_tasks(),
        }
    }

    /// Waits until the process holds as much as this again, and no more.
    async fn again(self) {
        let limit = Duration::from_secs(20);
        let again = async {
            while Self::now() != self {
                tokio::task::yield_now().await;
            }
        };
        #[expect(clippy::disallowed_methods, reason = "a guard for a failing test")]
        let again = tokio::time::timeout(limit, again).await;
        assert!(again.is_ok(), "before {self:?}, now {:?}", Self::now());
    }
}

/// The memory that is in use, in KiB.
fn memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse().unwrap()
}

/// Everything at once.
async fn attack(address: SocketAddr) {
    let mut moves = JoinSet::new();
    heads::all(address, &mut moves);
    bodies::all(address, &mut moves);
    floods::all(address, &mut moves);
    while let Some(end) = moves.join_next().await {
        end.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_left_of_an_attack_and_requests_are_answered() {
    let options = ask::options()
        .header_timeout(Duration::from_millis(300))
        .body_timeout(Duration::from_millis(300));
    let emulator = Emulator::start_with(options).await.unwrap();
    let before = Held::now();
    // What is made once, such as buffers of the allocator, is made by the first attack.
    attack(emulator.address()).await;
    before.again().await;
    let used = memory();
    for _ in 0..3 {
        attack(emulator.address()).await;
        before.again().await;
    }
    let now = memory();
    println!("before {before:?}; memory after one attack {used} KiB, after four {now} KiB");
    assert!(now < used + (64 << 10), "{used} KiB after the first attack, {now} KiB now");

    let mut peer = Peer::new(emulator.address()).await;
    peer.send(peer::get("/", "close").as_bytes()).await;
    assert_eq!(peer.statuses().await, [200]);
    drop(peer);
    emulator.shutdown().await;
}
