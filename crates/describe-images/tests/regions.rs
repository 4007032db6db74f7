//! Many regions at a time, in virtual time.

use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use aliyun_ecs_describe_images::listing::{Proof, Reason, Verdict};
use aliyun_ecs_describe_images::regions::{RegionOutcome, RegionsListing};
use aliyun_ecs_describe_images::{Client, Credentials, DescribeImages, RetryPolicy};
use aliyun_ecs_emulator::Emulator;
use aliyun_transport::virtual_time::VirtualRuntime;
use aliyun_transport::{Runtime, SendFuture, Transport};
use aliyun_transport_hyper::{HyperTransport, TokioRuntime};
use bytes::Bytes;
use http::{Request, Response};

/// How a region behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// It has so many images, and answers within 100 ms.
    Has(u64),
    Silent,
    /// It throttles this often, and asks for a second each time.
    Throttling(u32),
}

/// A cloud of regions, at the endpoints of the table.
#[derive(Clone, Debug)]
struct Cloud {
    runtime: VirtualRuntime,
    ways: Arc<Mutex<BTreeMap<String, Way>>>,
    /// What `DescribeRegions` says of endpoints.
    endpoints: BTreeMap<String, String>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Cloud {
    fn new(runtime: &VirtualRuntime, ways: impl IntoIterator<Item = (String, Way)>) -> Self {
        Self {
            runtime: runtime.clone(),
            ways: Arc::new(Mutex::new(ways.into_iter().collect())),
            endpoints: BTreeMap::new(),
            asked: Arc::default(),
        }
    }

    fn client(&self) -> Client {
        let credentials = Credentials::new("testid", "testsecret");
        let policy = RetryPolicy::new().operation_timeout(Duration::from_secs(60));
        Client::new(credentials, self.clone(), self.runtime.clone()).with_retry(policy)
    }

    fn answer(&self, query: &str) -> Option<Response<Bytes>> {
        let parameter = |name: &str| {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            pairs.find(|(other, _)| *other == name).map(|(_, value)| value).unwrap_or_default()
        };
        self.asked.lock().expect("a lock").push(parameter("Action").to_owned());
        if parameter("Action") == "DescribeRegions" {
            let region = |(id, host): (&String, &String)| {
                format!(
                    r#"{{"RegionId":"{id}","RegionEndpoint":"{host}","LocalName":"L","Status":"available"}}"#
                )
            };
            let regions: Vec<String> = self.endpoints.iter().map(region).collect();
            let regions = regions.join(",");
            return Some(Response::new(Bytes::from(format!(
                r#"{{"RequestId":"R","Regions":{{"Region":[{regions}]}}}}"#
            ))));
        }
        let region = parameter("RegionId");
        let number = |name: &str| parameter(name).parse::<u64>().expect("a number");
        let mut ways = self.ways.lock().expect("a lock");
        match ways.get_mut(region).expect("a region") {
            Way::Silent => None,
            Way::Throttling(left) if *left > 0 => {
                *left -= 1;
                let body = r#"{"Code":"Throttling.User","Message":"Slower.","RequestId":"R"}"#;
                let response = Response::builder().status(400).header("x-acs-retry-after", "1000");
                Some(response.body(Bytes::from(body)).expect("a response"))
            }
            way => {
                let images = if let Way::Has(images) = way { *images } else { 10 };
                let (page, size) = (number("PageNumber"), number("PageSize"));
                let ids: Vec<String> = ((page - 1) * size..(page * size).min(images))
                    .map(|id| format!(r#"{{"ImageId":"{region}-{id}"}}"#))
                    .collect();
                let ids = ids.join(",");
                Some(Response::new(Bytes::from(format!(
                    r#"{{"TotalCount":{images},"PageNumber":{page},"PageSize":{size},
                        "RegionId":"{region}","Images":{{"Image":[{ids}]}}}}"#
                ))))
            }
        }
    }
}

impl Transport for Cloud {
    fn send(&self, request: Request<Bytes>) -> SendFuture<'_> {
        Box::pin(async move {
            let answer = self.answer(request.uri().query().unwrap_or_default());
            let Some(answer) = answer else { std::future::pending().await };
            self.runtime.sleep(Duration::from_millis(100)).await;
            Ok(answer)
        })
    }
}

fn clock() -> VirtualRuntime {
    VirtualRuntime::manual(SystemTime::UNIX_EPOCH)
}

fn names(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("zz-region-{n}")).collect()
}

fn any() -> DescribeImages {
    DescribeImages::new("")
}

/// Lists to the end, moving the clock whenever nothing else can happen, and returns when each region's last
/// image came.
fn arrivals(listing: &mut RegionsListing, runtime: &VirtualRuntime) -> BTreeMap<String, Duration> {
    let mut context = Context::from_waker(Waker::noop());
    let mut last = BTreeMap::new();
    loop {
        let polled = pin!(listing.next()).poll(&mut context);
        match polled {
            Poll::Ready(Some((region, Ok(_)))) => {
                last.insert(region.to_string(), runtime.elapsed());
            }
            Poll::Ready(Some((_, Err(_)))) => {}
            Poll::Ready(None) => return last,
            Poll::Pending => assert!(runtime.advance_to_next().is_some(), "nothing to wait for"),
        }
    }
}

#[test]
fn one_silent_and_one_throttling_region_leave_the_others_as_if_alone() {
    let runtime = clock();
    let alone = Cloud::new(&runtime, [("zz-alone".to_owned(), Way::Has(250))]);
    let mut listing = alone.client().list_regions(&any(), ["zz-alone"], 30);
    let began = runtime.elapsed();
    let alone = arrivals(&mut listing, &runtime)["zz-alone"] - began;
    assert_eq!(alone, Duration::from_millis(200));

    let runtime = clock();
    let regions = names(30);
    let way = |n: usize| match n {
        7 => Way::Silent,
        11 => Way::Throttling(3),
        _ => Way::Has(250),
    };
    let ways = regions.iter().cloned().enumerate().map(|(n, region)| (region, way(n)));
    let cloud = Cloud::new(&runtime, ways);
    let mut listing = cloud.client().list_regions(&any(), regions.iter().map(String::as_str), 30);
    let arrivals = arrivals(&mut listing, &runtime);
    println!("alone {alone:?}; among 30: {arrivals:?}");
    for (n, region) in regions.iter().enumerate() {
        match way(n) {
            Way::Has(_) => assert_eq!(arrivals[region], alone, "{region}"),
            Way::Throttling(_) => assert!(arrivals[region] >= Duration::from_secs(3), "{region}"),
            Way::Silent => assert!(!arrivals.contains_key(region)),
        }
    }
    let weakest = listing.weakest().expect("an end");
    assert_eq!((&*weakest.region, weakest.verdict()), ("zz-region-7", None));
    assert!(weakest.error.is_some() && weakest.to_string().starts_with("zz-region-7: "));
    let complete = listing.outcomes().iter().filter(|outcome| outcome.verdict().is_some());
    assert_eq!(complete.count(), 29);
}

#[test]
fn a_dead_region_holds_one_place_until_its_deadline() {
    let runtime = clock();
    let regions = names(20);
    let way = |n: usize| if n == 0 { Way::Silent } else { Way::Has(5) };
    let ways = regions.iter().cloned().enumerate().map(|(n, region)| (region, way(n)));
    let cloud = Cloud::new(&runtime, ways);
    let mut listing = cloud.client().list_regions(&any(), regions.iter().map(String::as_str), 2);
    let arrivals = arrivals(&mut listing, &runtime);
    // Nineteen after one another, in the place that is left.
    let expected: Vec<Duration> = (1..20).map(|n| Duration::from_millis(100 * n)).collect();
    let mut times: Vec<Duration> = arrivals.into_values().collect();
    times.sort();
    assert_eq!(times, expected);
    assert!(runtime.elapsed() <= Duration::from_secs(60), "{:?}", runtime.elapsed());
    assert!(listing.outcomes().last().is_some_and(|outcome| outcome.error.is_some()));
}

#[tokio::test]
async fn an_empty_region_is_looked_up_once() {
    let runtime = VirtualRuntime::automatic(SystemTime::UNIX_EPOCH);
    let ways = ["zz-own", "zz-moved", "zz-unknown", "cn-hangzhou", "zz-full"]
        .map(|region| (region.to_owned(), Way::Has(u64::from(region == "zz-full"))));
    let mut cloud = Cloud::new(&runtime, ways);
    for (region, host) in [
        ("zz-own", "ecs.zz-own.aliyuncs.com"),
        ("zz-moved", "ecs.zz-elsewhere.aliyuncs.com"),
        ("cn-hangzhou", "ecs.aliyuncs.com"),
        ("zz-full", "ecs.zz-elsewhere.aliyuncs.com"),
    ] {
        cloud.endpoints.insert(region.to_owned(), host.to_owned());
    }
    let client = cloud.client();
    let regions = ["zz-own", "zz-moved", "zz-unknown", "cn-hangzhou", "zz-full", "zz-own"];
    let mut listing = client.list_regions(&any(), regions, 3);
    assert!(listing.weakest().is_none());
    let images = listing.finish().await;
    assert_eq!(images.len(), 1);
    let verdicts: BTreeMap<&str, Option<Verdict>> =
        listing.outcomes().iter().map(|outcome| (&*outcome.region, outcome.verdict())).collect();
    let (whole, doubtful) =
        (Some(Verdict::Complete(Proof::OnePage)), Some(Verdict::Unproven(Reason::Endpoint)));
    let expected = [
        ("cn-hangzhou", whole),
        ("zz-full", whole),
        ("zz-moved", doubtful),
        ("zz-own", whole),
        ("zz-unknown", doubtful),
    ];
    assert_eq!(verdicts, expected.into_iter().collect());
    assert_eq!(listing.weakest().and_then(RegionOutcome::verdict), doubtful);
    let asked = cloud.asked.lock().expect("a lock").clone();
    assert_eq!(asked.iter().filter(|action| *action == "DescribeRegions").count(), 1);

    let known = client.describe_regions().await.expect("regions");
    assert_eq!(
        (known.len(), known[0].id.as_str(), known[0].name.as_str()),
        (4, "cn-hangzhou", "L")
    );
    assert_eq!(known[0].status, "available");
}

/// A lookup that takes its time wakes who waits for it.
#[tokio::test]
async fn an_empty_region_ends_when_it_was_looked_up() {
    #[derive(Debug)]
    struct Slow;
    impl Transport for Slow {
        fn send(&self, request: Request<Bytes>) -> SendFuture<'_> {
            Box::pin(async move {
                // Somebody else wakes it.
                let (wake, woken) = tokio::sync::oneshot::channel();
                tokio::spawn(async move {
                    for _ in 0..10 {
                        tokio::task::yield_now().await;
                    }
                    wake.send(()).ok()
                });
                woken.await.ok();
                let is_regions =
                    request.uri().query().unwrap_or_default().contains("DescribeRegions");
                Ok(Response::new(Bytes::from(if is_regions {
                    r#"{"Regions":{"Region":[{"RegionId":"cn-hangzhou","RegionEndpoint":"ecs.aliyuncs.com"}]}}"#
                } else {
                    r#"{"TotalCount":0,"Images":{"Image":[]}}"#
                })))
            })
        }
    }
    let client = Client::new(Credentials::new("id", "secret"), Slow, clock());
    let mut listing = client.list_regions(&any(), ["cn-hangzhou", "cn-beijing"], 2);
    assert!(listing.finish().await.is_empty());
    let complete = listing.outcomes().iter().filter(|outcome| outcome.is_complete());
    assert_eq!((complete.count(), listing.outcomes().len()), (1, 2));
}

/// Whoever asks the emulator for the regions first stays there.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_regions_of_the_emulator_are_at_the_emulator() {
    let emulator = Emulator::start().await.expect("an emulator");
    let transport = HyperTransport::new().expect("a transport");
    let client = Client::new(emulator.credentials().clone(), transport, TokioRuntime)
        .with_endpoint(emulator.url().parse().expect("an endpoint"));
    let regions = client.describe_regions().await.expect("regions");
    assert!(regions.iter().any(|region| region.id == "cn-hangzhou"));
    for region in &regions {
        assert_eq!(format!("http://{}", region.endpoint), emulator.url());
    }
    emulator.shutdown().await;
}
