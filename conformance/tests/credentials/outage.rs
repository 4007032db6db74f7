//! STS is down for ten minutes.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use aliyun_credentials::signer::ProvideFuture;
use aliyun_credentials::{AssumeRole, Cached, Credentials, Provide, Sts};
use aliyun_ecs_describe_images::{Client, DescribeImages};
use aliyun_ecs_emulator::{Catalogue, Fault, Faults, NewImage, Options};
use aliyun_transport::Runtime as _;
use aliyun_transport::virtual_time::VirtualRuntime;

use crate::log::Log;
use crate::support::{Cloud, my_key, runtime};

const SECOND: Duration = Duration::from_secs(1);
const STEP: Duration = Duration::from_millis(250);
const DOWN: Duration = Duration::from_secs(600);

/// A role that writes down when it is asked for a key.
#[derive(Debug)]
struct Noted {
    role: AssumeRole,
    runtime: VirtualRuntime,
    asked: Arc<Mutex<Vec<Duration>>>,
}

impl Provide for Noted {
    fn provide(&self) -> ProvideFuture<'_> {
        self.asked.lock().unwrap().push(self.runtime.elapsed());
        self.role.provide()
    }

    fn provide_at(&self, _: SystemTime, _: Option<&Credentials>) -> ProvideFuture<'_> {
        self.provide()
    }
}

#[tokio::test]
async fn calls_succeed_until_the_key_is_not_used_any_more_and_again_at_once() {
    let (runtime, log, asked) = (runtime(), Log::default(), Arc::default());
    let images = Catalogue::new().with("cn-hangzhou", NewImage::own("m-1"));
    let options = log.of(Options::new().key(my_key()).catalogue(images));
    let cloud = Cloud::from_elsewhere(options, &runtime);
    let sts = Sts::new(Sts::CENTRAL.parse().expect("an endpoint"), cloud.clone(), runtime.clone());
    let role = AssumeRole::new("acs:ram::1234567890123456:role/reader", my_key(), sts)
        .with_duration(900 * SECOND);
    let role = Noted { role, runtime: runtime.clone(), asked: Arc::clone(&asked) };
    let client = Client::new(Cached::new(role, runtime.clone()), cloud.clone(), runtime.clone());
    let client = client.with_rate_limit(None);
    let request = DescribeImages::new("cn-hangzhou");
    client.describe_images(&request).await.expect("a page");

    // A key of 15 minutes is due after 10, and used for 13.5.
    runtime.advance(590 * SECOND);
    let fault = Fault::error("ServiceUnavailable").status(503).operation("AssumeRole");
    cloud.service().set_faults(Faults::new().with(fault));
    log.clear();
    let (mut succeeded, mut failed) = (0, 0);
    while runtime.elapsed() < 590 * SECOND + DOWN {
        match client.describe_images(&request).await {
            Ok(_) => {
                assert!(runtime.elapsed() < 810 * SECOND + STEP);
                succeeded += 1;
            }
            Err(error) => {
                assert!(runtime.elapsed() >= 810 * SECOND);
                assert!(error.to_string().contains("ServiceUnavailable"), "{error}");
                failed += 1;
            }
        }
        runtime.sleep(STEP).await;
    }
    let asked: Vec<Duration> = asked.lock().unwrap().split_off(1);
    let requests = log.count("AssumeRole");
    println!(
        "STS 10 min down: {succeeded} calls succeeded, {failed} failed; the role was asked {} times, \
         STS {requests} times",
        asked.len()
    );
    assert!(succeeded > 870 && failed > 1_400, "{succeeded} {failed}");
    assert!(asked.windows(2).all(|two| two[1] - two[0] >= SECOND), "once a second at most");
    assert!(asked.len() > 400, "again and again");
    // Each time is tried thrice, for as long as the budget of retries lasts.
    assert!(requests <= asked.len() * 3 / 2, "{requests}");

    cloud.service().set_faults(Faults::new());
    let back = runtime.elapsed();
    while client.describe_images(&request).await.is_err() {
        runtime.sleep(STEP).await;
    }
    let took = runtime.elapsed() - back;
    println!("STS back: the first call succeeds after {took:?}");
    assert!(took <= SECOND, "{took:?}");
}
