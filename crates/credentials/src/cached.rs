//! stub
use aliyun_rpc_signer::*;
use aliyun_transport::Runtime;
use std::time::SystemTime;
#[derive(Debug)]
pub struct Cached<P>(P);
impl<P: Provide + 'static> Cached<P> {
    pub fn new(p: P, _: impl Runtime + 'static) -> Self {
        Self(p)
    }
}
impl<P: Provide> Provide for Cached<P> {
    fn provide(&self) -> ProvideFuture<'_> {
        self.0.provide()
    }
    fn provide_at(&self, now: SystemTime, r: Option<&Credentials>) -> ProvideFuture<'_> {
        self.0.provide_at(now, r)
    }
}
