//! Under hyper, as the server has it.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::time::SystemTime;

use aliyun_transport::virtual_time::VirtualRuntime;
use bytes::Bytes;
use http::Response;
use http_body_util::Full;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::pipe::pair;
use crate::faults::{Part, Transmission};
use crate::unruly::{Abort, Unruly};

const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nhost: a\r\n\r\n";

/// Serves a connection whose responses all have this fault, until it ends.
async fn serve<S>(unruly: Unruly<S>, fault: Option<Transmission>) -> Result<(), hyper::Error>
where
    S: AsyncRead + AsyncWrite + Abort + Unpin + Send + 'static,
{
    let manners = unruly.manners();
    let service = service_fn(move |_| {
        manners.next(fault.clone());
        async { Ok::<_, Infallible>(Response::new(Full::new(Bytes::from_static(b"0123456789")))) }
    });
    http1::Builder::new().serve_connection(TokioIo::new(unruly), service).await
}

/// Sends a request and returns what comes until the connection ends.
async fn answer(fault: Transmission) -> String {
    let mut pair = pair();
    let served = tokio::spawn(serve(pair.unruly, Some(fault)));
    pair.peer.write_all(REQUEST).await.unwrap();
    let mut answer = String::new();
    pair.peer.read_to_string(&mut answer).await.unwrap();
    assert!(served.await.unwrap().is_err());
    answer
}

#[tokio::test]
async fn hyper_drops_a_connection_that_ends_on_purpose() {
    assert_eq!(answer(Transmission::Close).await, "");
    let cut = answer(Transmission::Cut { after: 3, of: Part::Body }).await;
    assert!(cut.ends_with("\r\n\r\n012"), "{cut}");
    let cut = answer(Transmission::Cut { after: 3, of: Part::Head }).await;
    assert_eq!(cut, "HTT");
    let longer = answer(Transmission::WrongLength { by: 5 }).await;
    assert!(longer.contains("content-length: 15\r\n"), "{longer}");
    assert!(longer.ends_with("\r\n\r\n0123456789"), "{longer}");
    assert_eq!(answer(Transmission::Replace(Bytes::from_static(b"?"))).await, "?");
}

#[tokio::test]
async fn a_socket_is_reset() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let mut peer = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    let (socket, _) = listener.accept().await.unwrap();
    let runtime = Arc::new(VirtualRuntime::manual(SystemTime::UNIX_EPOCH));
    let reset = Transmission::Reset { after: 3, of: Part::Body };
    let served = tokio::spawn(serve(Unruly::new(socket, runtime), Some(reset)));
    peer.write_all(REQUEST).await.unwrap();
    let mut answer = Vec::new();
    let error = peer.read_to_end(&mut answer).await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
    assert!(served.await.unwrap().is_err());
}
