//! The web pages that come where an answer of the service should.

use http::StatusCode;

/// A web page that comes from something between a client and the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WebPage {
    /// A web application firewall blocks the request; 405 unless set otherwise.
    Waf,
    /// A proxy cannot reach the service; 502 unless set otherwise.
    Proxy,
    /// A network wants its users to log in first; 200 unless set otherwise.
    Login,
    /// An older gateway refuses, in XHTML encoded as ISO-8859-1; 403 unless set otherwise.
    Xhtml,
}

impl WebPage {
    /// All of them, by name.
    pub(super) const ALL: &[(&str, Self)] = &[
        ("waf", Self::Waf),
        ("proxy", Self::Proxy),
        ("login", Self::Login),
        ("xhtml", Self::Xhtml),
    ];

    /// Returns the status it usually comes with.
    pub(super) fn usual_status(self) -> StatusCode {
        match self {
            Self::Waf => StatusCode::METHOD_NOT_ALLOWED,
            Self::Proxy => StatusCode::BAD_GATEWAY,
            Self::Login => StatusCode::OK,
            Self::Xhtml => StatusCode::FORBIDDEN,
        }
    }

    /// Returns its `Content-Type`.
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Waf | Self::Login => "text/html; charset=utf-8",
            Self::Proxy => "text/html",
            Self::Xhtml => "text/html; charset=ISO-8859-1",
        }
    }

    /// Returns its body.
    pub(crate) fn body(self) -> &'static [u8] {
        match self {
            Self::Waf => WAF.as_bytes(),
            Self::Proxy => PROXY.as_bytes(),
            Self::Login => LOGIN.as_bytes(),
            Self::Xhtml => XHTML,
        }
    }
}

const WAF: &str = "<!doctypehtml><html lang=\"zh-cn\"><meta charset=\"utf-8\"><title>405</title>\
    <body><p>很抱歉,由于您访问的URL有可能对网站造成安全威胁,您的访问被阻断。\
    <p>The request looks like an attack and was blocked.</body></html>\n";

const PROXY: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n\
    <center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n";

const LOGIN: &str = "<!DOCTYPE html>\n<html><head><title>Guest network</title></head>\n\
    <body><form method=\"post\" action=\"/login\"><input name=\"room\"><button>Log in</button>\
    </form></body></html>\n";

/// With one letter that UTF-8 would write in two bytes.
const XHTML: &[u8] = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n\
    <!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\"\n  \
    \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd\">\n\
    <html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>Access forbidden</title></head>\n\
    <body><h1>Acc\xe8s refus\xe9</h1></body></html>\n";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_begin_as_they_do_in_the_wild() {
        assert!(WebPage::Waf.body().starts_with(b"<!doctypehtml>"));
        assert!(WebPage::Proxy.body().starts_with(b"<html>"));
        assert!(WebPage::Login.body().starts_with(b"<!DOCTYPE html>"));
        let xhtml = WebPage::Xhtml.body();
        assert!(xhtml.starts_with(b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>"));
        assert!(std::str::from_utf8(xhtml).is_err());
        for (name, page) in WebPage::ALL {
            assert!(page.body().len() < 512, "{name}");
            assert!(page.content_type().starts_with("text/html"), "{name}");
        }
    }
}
