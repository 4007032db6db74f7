//! Read-only calls to a real endpoint, and a report of what it does that no document says.
//!
//! ```console
//! $ CONFORMANCE_ENDPOINT=https://ecs-cn-hangzhou.aliyuncs.com CONFORMANCE_REGION=cn-hangzhou \
//!   ALIBABA_CLOUD_ACCESS_KEY_ID=… ALIBABA_CLOUD_ACCESS_KEY_SECRET=… \
//!   cargo test -p conformance --test live -- --nocapture
//! ```
//!
//! Without `CONFORMANCE_ENDPOINT` the same calls go to an emulator, so that the test itself stays
//! tried; it says which of the two it was.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the report is the point")]

use std::collections::BTreeMap;

use aliyun_ecs_describe_images::{Client, Endpoint, encode, http_request};
use aliyun_ecs_emulator::Emulator;
use aliyun_ecs_model::{DescribeImages, ImageOwnerAlias, Revision, Usage};
use aliyun_ecs_wire::{Page, Report, decode_with};
use aliyun_rpc_signer::{Credentials, Format, Method, Stamp, rpc};
use aliyun_transport::{Runtime, Transport};
use aliyun_transport_hyper::{HyperTransport, TokioRuntime};
use http::StatusCode;

#[tokio::test]
async fn every_read_only_call_is_answered_as_documented() {
    let emulator = Emulator::start().await.expect("an emulator");
    let live = Live::of(&emulator);
    println!("endpoint: {}", live.endpoint);
    let mut drift = Drift::default();
    for format in [Format::Json, Format::Xml] {
        for method in [Method::Get, Method::Post] {
            let page = live.page(&live.request().page_size(5), format, method, &mut drift).await;
            assert_eq!(page.region_id(), live.region);
            assert_eq!((page.page_number(), page.page_size()), (Some(1), Some(5)));
            assert!(page.len() <= 5);
        }
    }
    let defaults = live.page(&live.request(), Format::Json, Method::Get, &mut drift).await;
    assert_eq!((defaults.page_number(), defaults.page_size()), (Some(1), Some(10)));
    assert!(
        defaults.images().all(|image| image.status().is_none_or(|s| s.as_str() == "Available"))
    );
    for alias in ["system", "self", "others", "marketplace"] {
        let request = live.request().image_owner_alias(ImageOwnerAlias::from(alias)).page_size(100);
        let page = live.page(&request, Format::Xml, Method::Post, &mut drift).await;
        let owned = |image: aliyun_ecs_wire::ImageRef<'_>| {
            image.image_owner_alias().is_some_and(|owner| owner.as_str() == alias)
        };
        assert!(page.images().all(owned), "{alias}");
    }
    let nothing = live.request().image_id("m-00000000000000000000");
    let page = live.page(&nothing, Format::Json, Method::Get, &mut drift).await;
    assert!(page.is_empty(), "an unknown id is no error and no image");

    let client = live.client();
    client.dry_run(&live.request()).await.expect("a dry run passes");
    let wrong = live.request().usage(Usage::from("image"));
    let error = client.describe_images(&wrong).await.expect_err("an unknown usage");
    let refusal = error.service_error().expect("the service refuses it");
    assert_eq!((refusal.code(), refusal.status()), ("InvalidUsage", StatusCode::NOT_FOUND));

    drift.print();
    emulator.shutdown().await;
}

struct Live {
    endpoint: Endpoint,
    region: String,
    credentials: Credentials,
    transport: HyperTransport,
}

impl Live {
    fn of(emulator: &Emulator) -> Self {
        let transport = HyperTransport::new().expect("usable options");
        let variable = |name: &str| std::env::var(name).ok();
        let Some(endpoint) = variable("CONFORMANCE_ENDPOINT") else {
            eprintln!("CONFORMANCE_ENDPOINT is not set: this is the emulator, not the service");
            return Self {
                endpoint: emulator.url().parse().expect("an endpoint"),
                region: "cn-hangzhou".to_owned(),
                credentials: emulator.credentials().clone(),
                transport,
            };
        };
        let key = |name: &str| variable(name).unwrap_or_else(|| panic!("{name} is not set"));
        let mut credentials = Credentials::new(
            key("ALIBABA_CLOUD_ACCESS_KEY_ID"),
            key("ALIBABA_CLOUD_ACCESS_KEY_SECRET"),
        );
        if let Some(token) = variable("ALIBABA_CLOUD_SECURITY_TOKEN") {
            credentials = credentials.with_security_token(token);
        }
        Self {
            endpoint: endpoint.parse().expect("CONFORMANCE_ENDPOINT is scheme and authority"),
            region: variable("CONFORMANCE_REGION").unwrap_or_else(|| "cn-hangzhou".to_owned()),
            credentials,
            transport,
        }
    }

    fn request(&self) -> DescribeImages {
        DescribeImages::new(self.region.clone())
    }

    fn client(&self) -> Client {
        Client::new(self.credentials.clone(), self.transport.clone(), TokioRuntime)
            .with_endpoint(self.endpoint.clone())
    }

    /// One exchange by the pure functions, because the report needs the body.
    async fn page(
        &self,
        request: &DescribeImages,
        format: Format,
        method: Method,
        drift: &mut Drift,
    ) -> Page {
        let call = encode(request, &Revision::LATEST).expect("a valid request");
        let mut random = [0; 16];
        TokioRuntime.random(&mut random).expect("randomness");
        let stamp = Stamp::from_random(TokioRuntime.now(), random);
        let signed = rpc::sign(&call.with_method(method), format, &self.credentials, &stamp);
        let request = http_request(&self.endpoint, &signed, format).expect("it fits");
        let response = self.transport.send(request).await.expect("an answer");
        assert_eq!(response.status(), StatusCode::OK, "{:?}", response.body());
        let mut report = Report::new();
        let decoded = decode_with(response.into_body(), &mut report).expect("a page or an error");
        let page = decoded.page().expect("a page");
        drift.note(&page, &report);
        page
    }
}

/// What an endpoint does that no document says, with how often.
#[derive(Default)]
struct Drift(BTreeMap<String, usize>);

impl Drift {
    fn note(&mut self, page: &Page, report: &Report) {
        for entry in report.entries() {
            let path: String = entry.path().chars().filter(|c| !c.is_ascii_digit()).collect();
            self.add(format!("{path}: {}", entry.kind()));
        }
        for image in page.images() {
            let values = [
                ("Status", image.status().map(|v| (v.is_known(), v.to_string()))),
                (
                    "ImageOwnerAlias",
                    image.image_owner_alias().map(|v| (v.is_known(), v.to_string())),
                ),
                ("OSType", image.os_type().map(|v| (v.is_known(), v.to_string()))),
                ("Architecture", image.architecture().map(|v| (v.is_known(), v.to_string()))),
                ("Usage", image.usage().map(|v| (v.is_known(), v.to_string()))),
                ("BootMode", image.boot_mode().map(|v| (v.is_known(), v.to_string()))),
            ];
            for (name, value) in values {
                if let Some((false, text)) = value {
                    self.add(format!("{name}: the value {text:?} is new"));
                }
            }
        }
    }

    fn add(&mut self, what: String) {
        *self.0.entry(what).or_default() += 1;
    }

    fn print(&self) {
        println!("drift: {} kinds", self.0.len());
        for (what, count) in &self.0 {
            println!("{count:>6} × {what}");
        }
    }
}
