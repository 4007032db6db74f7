//! A thousand callers when the key expires.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use aliyun_credentials::{AssumeRole, Cached, Sts};
use aliyun_ecs_describe_images::{Client, DescribeImages};
use aliyun_ecs_emulator::{Catalogue, NewImage, Options};
use aliyun_transport::virtual_time::VirtualRuntime;
use aliyun_transport::{SendFuture, Transport};
use bytes::Bytes;
use http::Request;
use tokio::sync::Semaphore;

use crate::log::Log;
use crate::support::{Cloud, my_key, start};

/// Holds what is sent to STS until the gate opens.
#[derive(Clone, Debug)]
struct Gate {
    cloud: Cloud,
    open: Arc<Semaphore>,
}

impl Transport for Gate {
    fn send(&self, request: Request<Bytes>) -> SendFuture<'_> {
        Box::pin(async move {
            let _place = self.open.acquire().await.expect("a gate that is not closed for good");
            self.cloud.send(request).await
        })
    }
}

const CALLERS: usize = 1_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_callers_at_the_expiry_of_a_role_make_one_request_of_sts() {
    let runtime = VirtualRuntime::manual(start()).spawn_with(|task| drop(tokio::spawn(task)));
    let log = Log::default();
    let images = Catalogue::new().with("cn-hangzhou", NewImage::own("m-1"));
    let options = log.of(Options::new().key(my_key()).catalogue(images));
    let cloud = Cloud::from_elsewhere(options, &runtime);
    let gate = Gate { cloud: cloud.clone(), open: Arc::new(Semaphore::new(1)) };
    let sts = Sts::new(Sts::CENTRAL.parse().expect("an endpoint"), gate.clone(), runtime.clone());
    let role = AssumeRole::new("acs:ram::1234567890123456:role/reader", my_key(), sts);
    let client = Client::new(Cached::new(role, runtime.clone()), cloud, runtime.clone());
    let client = client.with_rate_limit(None);
    let request = DescribeImages::new("cn-hangzhou");
    client.describe_images(&request).await.expect("a page");

    runtime.advance(Duration::from_secs(3_600));
    log.clear();
    gate.open.forget_permits(1);
    let begun = Arc::new(AtomicUsize::new(0));
    let calls: Vec<_> = (0..CALLERS)
        .map(|_| {
            let (client, request) = (client.clone(), request.clone());
            let begun = Arc::clone(&begun);
            tokio::spawn(async move {
                let mut call = Box::pin(client.describe_images(&request));
                // Counted when it waits.
                std::future::poll_fn(|context| {
                    let first = call.as_mut().poll(context);
                    begun.fetch_add(1, Ordering::SeqCst);
                    assert!(first.is_pending(), "the gate is shut");
                    std::task::Poll::Ready(())
                })
                .await;
                call.await.map(drop)
            })
        })
        .collect();
    while begun.load(Ordering::SeqCst) < CALLERS {
        tokio::task::yield_now().await;
    }
    gate.open.add_permits(1);
    for call in calls {
        call.await.expect("no panic").expect("a page");
    }
    let (assumed, listed) = (log.count("AssumeRole"), log.count("DescribeImages"));
    println!("{CALLERS} callers at expiry: {assumed} AssumeRole, {listed} DescribeImages");
    assert_eq!((assumed, listed), (1, CALLERS));
}
