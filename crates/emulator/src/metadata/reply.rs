//! Answers of the metadata service.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response, StatusCode};

/// Answers with a text.
pub(super) fn text(text: impl Into<Bytes>) -> Response<Bytes> {
    response(StatusCode::OK, "text/plain", text.into())
}

/// Answers with an error: a web page with the status and its words, as the service sends it.
///
/// (ECS User Guide, "Instance metadata", frequently asked questions.)
pub(super) fn refusal(status: StatusCode) -> Response<Bytes> {
    let words = match status {
        StatusCode::BAD_REQUEST => "Missing or Invalid Parameters",
        _ => status.canonical_reason().unwrap_or_default(),
    };
    let title = format!("{} - {words}", status.as_u16());
    let page = format!(
        "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>\n\
         <!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\"\n         \
         \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">\n\
         <html xmlns=\"http://www.w3.org/1999/xhtml\" xml:lang=\"en\" lang=\"en\">\n \
         <head>\n  <title>{title}</title>\n </head>\n <body>\n  <h1>{title}</h1>\n </body>\n</html>\n"
    );
    response(status, "text/html", page.into())
}

fn response(status: StatusCode, content_type: &'static str, body: Bytes) -> Response<Bytes> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}
