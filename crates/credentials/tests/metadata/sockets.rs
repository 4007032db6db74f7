//! The metadata over real sockets.

use aliyun_credentials::{EcsRamRole, Provide};
use aliyun_ecs_emulator::{Emulator, Options};
use aliyun_transport::virtual_time::VirtualRuntime;
use aliyun_transport::{Direct, METADATA_ADDRESS, SendFuture, Transport, TransportErrorKind};
use aliyun_transport_hyper::{HyperTransport, Options as HyperOptions, Proxies};
use bytes::Bytes;
use http::{Request, Uri};

/// A transport with a proxy that does not exist, by which the address of the metadata service leads
/// to an emulator.
#[derive(Clone, Debug)]
struct Rewritten {
    hyper: HyperTransport,
    port: u16,
}

impl Rewritten {
    fn new(port: u16) -> Self {
        let proxies = Proxies::through("http://127.0.0.1:1", "").unwrap();
        // The emulator is at another machine's address, so to say: see `send`.
        let options = HyperOptions::new().proxies(proxies).allow_plain_http(true);
        Self { hyper: HyperTransport::with_options(options).unwrap(), port }
    }
}

impl Transport for Rewritten {
    fn send(&self, mut request: Request<Bytes>) -> SendFuture<'_> {
        let uri = request.uri().clone();
        assert_eq!(uri.authority().unwrap().as_str(), METADATA_ADDRESS.to_string());
        // 0.0.0.0 reaches this machine but does not count as it, so the proxy would be taken.
        let uri = format!("http://0.0.0.0:{}{}", self.port, uri.path());
        *request.uri_mut() = Uri::try_from(uri).unwrap();
        self.hyper.send(request)
    }
}

/// The same, forgetting the marker.
#[derive(Debug)]
struct Unmarked(Rewritten);

impl Transport for Unmarked {
    fn send(&self, mut request: Request<Bytes>) -> SendFuture<'_> {
        request.extensions_mut().remove::<Direct>();
        self.0.send(request)
    }
}

#[tokio::test]
async fn a_proxy_is_passed_by() {
    for v2_only in [false, true] {
        let options = Options::new()
            .metadata(([127, 0, 0, 1], 0).into())
            .metadata_v2_only(v2_only)
            .metadata_role("web");
        let emulator = Emulator::start_with(options).await.unwrap();
        let url: Uri = emulator.metadata_url().unwrap().parse().unwrap();
        let transport = Rewritten::new(url.port_u16().unwrap());
        // Its time stands still: a slow machine is no reason to fail.
        let runtime = VirtualRuntime::manual(crate::support::start());
        let source = EcsRamRole::new(transport.clone(), runtime.clone());
        let key = source.provide().await.unwrap();
        assert!(key.access_key_id().starts_with("STS."));
        assert!(key.check().is_ok());

        let request = Request::get(format!("http://{METADATA_ADDRESS}/latest/meta-data/"));
        let request = request.body(Bytes::new()).unwrap();
        let error = transport.send(request).await.unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Connect);
        assert_eq!(error.proxy(), Some("http://127.0.0.1:1"), "others take the proxy");
        let unmarked = EcsRamRole::new(Unmarked(transport), runtime);
        unmarked.provide().await.unwrap_err();
        emulator.shutdown().await;
    }
}
