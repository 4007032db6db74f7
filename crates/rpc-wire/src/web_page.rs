//! Web pages, which firewalls, proxies and captive portals send in place of an answer.

/// Tells whether a body begins as a web page does: with its document type or a tag of HTML, behind
/// whatever declarations and comments. It need be neither well-formed nor UTF-8 to be one.
///
/// Seen: `<!doctypehtml>` from the vendor's own firewall, XHTML behind an XML declaration of another
/// encoding, pages in GBK and UTF-16.
pub(crate) fn is_web_page(body: &[u8]) -> bool {
    let is_wide =
        matches!(body, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [b'<', 0, ..] | [0, b'<', ..]);
    if is_wide {
        // UTF-16: what tells a page is ASCII.
        let beginning = body.get(..LOOKED_AT).unwrap_or(body).iter().copied();
        let narrow: Vec<u8> = beginning.filter(|byte| !matches!(byte, 0 | 0xFE | 0xFF)).collect();
        return begins_page(&narrow);
    }
    begins_page(body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body))
}

fn begins_page(mut text: &[u8]) -> bool {
    loop {
        text = text.trim_ascii_start();
        let rest = after(text, b"<?", b"?>").or_else(|| after(text, b"<!--", b"-->"));
        match rest {
            Some(rest) => text = rest,
            None => break,
        }
    }
    let Some(tag) = text.strip_prefix(b"<") else { return false };
    if let Some(kind) = tag.get(..DOCTYPE.len())
        && kind.eq_ignore_ascii_case(DOCTYPE)
    {
        let name = tag.get(DOCTYPE.len()..).unwrap_or_default().trim_ascii_start();
        return name.get(..4).is_some_and(|name| name.eq_ignore_ascii_case(b"html"));
    }
    let end = tag.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(tag.len());
    let name = tag.get(..end).unwrap_or_default();
    // `<html:x>` and `<a.b>` are names of other kinds, and so may `<a/>` be.
    let is_whole = match tag.get(end) {
        Some(b':' | b'.' | b'-' | b'_') => false,
        Some(b'/') => end > 1,
        _ => true,
    };
    // `Table` and `Link` are names of elements elsewhere; in pages, names are of one case.
    let is_of_one_case = name.iter().all(|byte| !byte.is_ascii_uppercase())
        || name.iter().all(|byte| !byte.is_ascii_lowercase());
    is_whole
        && (is_of_one_case || name.eq_ignore_ascii_case(b"html"))
        && TAGS.iter().any(|tag| name.eq_ignore_ascii_case(tag.as_bytes()))
}

/// Returns what stands behind a piece of markup, if the text begins with one.
fn after<'t>(text: &'t [u8], opens: &[u8], closes: &[u8]) -> Option<&'t [u8]> {
    let inner = text.strip_prefix(opens)?;
    let at = inner.windows(closes.len()).position(|window| window == closes)?;
    inner.get(at + closes.len()..)
}

const DOCTYPE: &[u8] = b"!doctype";

/// What pages begin with, and no answer of the service.
const TAGS: [&str; 42] = [
    "html", "head", "body", "meta", "title", "script", "noscript", "style", "link", "base",
    "iframe", "frame", "frameset", "noframes", "a", "b", "p", "i", "em", "strong", "small", "font",
    "div", "span", "center", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre",
    "br", "img", "form", "section", "main", "header",
];

/// How much of a body in UTF-16 is looked at.
const LOOKED_AT: usize = 4096;

#[cfg(test)]
mod tests {
    use super::is_web_page;

    fn wide(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(order).collect()
    }

    #[test]
    fn pages_are_known_in_every_spelling() {
        for page in [
            "<html>502</html>",
            "<HTML><BODY>",
            "<!DOCTYPE html><html><p>open",
            "<!DOCTYPE  html>",
            "<!doctypehtml><html lang=zh-cn>",
            "\n<!doctype HTML PUBLIC \"-//W3C//DTD\">",
            "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML\"><html/>",
            "<?xml version='1.0'?><html/>",
            "<!-- a --><!-- b --><!DOCTYPE html><html>",
            "<!--[if IE]><p>old</p><![endif]--><html>",
            "<meta http-equiv=refresh content='0'>",
            "<iframe src=x>",
            "<a href=x>",
            "<script>location='x'</script>",
            "<title>Moved</title>",
            "<h1>403</h1>",
            "<B>403</B>",
            "<font color=red>x</font>",
            "<Html>",
        ] {
            assert!(is_web_page(page.as_bytes()), "{page}");
            assert!(is_web_page(&wide(page, u16::to_le_bytes)), "{page}");
            assert!(is_web_page(&wide(page, u16::to_be_bytes)), "{page}");
        }
        assert!(is_web_page(b"\xEF\xBB\xBF<html><title>\xB7\xC3\xCE\xCA\xB1\xBB\xD7\xE8</title>"));
    }

    #[test]
    fn answers_are_none() {
        for other in [
            "",
            "{}",
            "<",
            "<!-- open <html>",
            "<Error><Code>A</Code></Error>",
            "<DescribeImagesResponse/>",
            "<?xml version='1.0'?><Error/>",
            "<!DOCTYPE Error><Error/>",
            "<html:x/>",
            "<htmlx/>",
            "<a/>",
            "<Table>",
            "<Link/>",
            "html",
        ] {
            assert!(!is_web_page(other.as_bytes()), "{other}");
        }
    }
}
