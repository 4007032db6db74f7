//! A function for each kind of fault, and what may be set about them.

use std::time::Duration;

use http::HeaderValue;
use http::StatusCode;

use super::change::Change;
use super::effect::Effect;
use super::fault::Fault;
use super::kinds::THROTTLED;
use super::kinds::THROTTLED_WAIT_MS;
use super::kinds::usual_status;
use super::page_effect::PageEffect;
use super::page_effect::Total;
use super::substitute::Substitute;
use super::transmission::Part;
use super::transmission::Transmission;
use super::web_page::WebPage;

/// The kinds.
impl Fault {
    /// `latency`: the answer is held back for so long.
    #[must_use]
    pub fn latency(delay: Duration) -> Self {
        Self::always(Effect::Latency { delay, jitter: Duration::ZERO })
    }

    /// `error`: an error of the service, with the status of its code, or 400 if the emulator does not know it.
    #[must_use]
    pub fn error(code: impl Into<String>) -> Self {
        let code = code.into();
        let status = usual_status(&code);
        let (message, retry_after, wait_ms) = (None, None, None);
        Self::reply(Substitute::Error { code, status, message, retry_after, wait_ms })
    }

    /// `throttle`: the refusal of one request too many, `Throttling.User` with status 400, with
    /// the headers that say to wait for a second.
    #[must_use]
    pub fn throttle() -> Self {
        let (code, status) = (THROTTLED.to_owned(), StatusCode::BAD_REQUEST);
        Self::reply(Substitute::Throttle { code, status, wait_ms: THROTTLED_WAIT_MS })
    }

    /// `status`: this status with an empty body; 500 if it is none from 200 to 999.
    #[must_use]
    pub fn empty(status: u16) -> Self {
        let status = answer_status(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self::reply(Substitute::Status(status))
    }

    /// `web-page`: a web page where the answer should be, with its usual status.
    #[must_use]
    pub fn web_page(page: WebPage) -> Self {
        Self::reply(Substitute::WebPage { page, status: page.usual_status() })
    }

    /// `garbage`: a body of so many random bytes, with status 200.
    #[must_use]
    pub fn garbage(bytes: usize) -> Self {
        Self::always(Effect::Garbage { bytes })
    }

    /// `clock`: the clock of the service is ahead by so many seconds, or behind if negative.
    #[must_use]
    pub fn clock(offset_s: i64) -> Self {
        Self::always(Effect::Clock { offset_s })
    }

    /// `close`: the connection ends without an answer.
    #[must_use]
    pub fn close() -> Self {
        Self::transmission(Transmission::Close)
    }

    /// `cut`: the connection ends after so many bytes of the body.
    #[must_use]
    pub fn cut(after: u64) -> Self {
        Self::transmission(Transmission::Cut { after, of: Part::Body })
    }

    /// `reset`: the connection is reset after so many bytes of the body.
    #[must_use]
    pub fn reset(after: u64) -> Self {
        Self::transmission(Transmission::Reset { after, of: Part::Body })
    }

    /// `stall`: after so many bytes of the body nothing more comes, until the peer goes.
    #[must_use]
    pub fn stall(after: u64) -> Self {
        Self::transmission(Transmission::Stall { after, of: Part::Body })
    }

    /// `drip`: so many bytes, at least 1, come at a time, with a wait between.
    #[must_use]
    pub fn drip(bytes: usize, every: Duration) -> Self {
        Self::transmission(Transmission::Drip { bytes: bytes.max(1), every })
    }

    /// `wrong-length`: `Content-Length` is off by so many bytes. If it is too large, the
    /// connection ends after the body; if it is too small, the rest of the body stays behind it.
    #[must_use]
    pub fn wrong_length(by: i64) -> Self {
        Self::transmission(Transmission::WrongLength { by })
    }

    /// `garble`: so many random bytes come instead of HTTP, then the connection ends.
    #[must_use]
    pub fn garble(bytes: usize) -> Self {
        Self::always(Effect::Garble { bytes })
    }

    /// `insert`, `delete` or `toggle`: the catalogue changes after the answer.
    ///
    /// ```
    /// use aliyun_ecs_emulator::{Change, ChangeKind, Fault, Place};
    ///
    /// let fault = Fault::change(Change::new(ChangeKind::Delete).at(Place::Front));
    /// assert_eq!("delete,at=front".parse(), Ok(fault));
    /// ```
    #[must_use]
    pub fn change(change: Change) -> Self {
        Self::always(Effect::Change(change))
    }

    /// `total`: `TotalCount` is off by so many images, never below 0.
    #[must_use]
    pub fn total_by(images: i64) -> Self {
        Self::page_effect(PageEffect::Total(Total::By(images)))
    }

    /// `total`: `TotalCount` is this.
    #[must_use]
    pub fn total(images: u32) -> Self {
        Self::page_effect(PageEffect::Total(Total::Value(images)))
    }

    /// `clamp`: a page has at most so many images, at least 1, and says so.
    #[must_use]
    pub fn clamp(images: u32) -> Self {
        Self::page_effect(PageEffect::Clamp { size: images.max(1), echo: true })
    }

    /// `clamp` without `echo`: a page has at most so many images, at least 1, and echoes the size
    /// that was asked.
    #[must_use]
    pub fn clamp_silently(images: u32) -> Self {
        Self::page_effect(PageEffect::Clamp { size: images.max(1), echo: false })
    }

    /// `echo`: a page says it is of this number.
    #[must_use]
    pub fn echo_page_number(number: u32) -> Self {
        let (page_number, page_size, region_id) = (Some(number), None, None);
        Self::page_effect(PageEffect::Echo { page_number, page_size, region_id })
    }

    /// `echo`: a page says it is of this size.
    #[must_use]
    pub fn echo_page_size(images: u32) -> Self {
        let (page_number, page_size, region_id) = (None, Some(images), None);
        Self::page_effect(PageEffect::Echo { page_number, page_size, region_id })
    }

    /// `echo`: a page says it is of this region.
    #[must_use]
    pub fn echo_region(id: impl Into<String>) -> Self {
        let (page_number, page_size, region_id) = (None, None, Some(id.into()));
        Self::page_effect(PageEffect::Echo { page_number, page_size, region_id })
    }

    /// `stale`: a page is of the catalogue as it was so many changes ago.
    #[must_use]
    pub fn stale(changes: u32) -> Self {
        Self::page_effect(PageEffect::Stale { changes })
    }

    fn reply(substitute: Substitute) -> Self {
        Self::always(Effect::Reply(substitute))
    }

    fn transmission(transmission: Transmission) -> Self {
        Self::always(Effect::Transmission(transmission))
    }

    fn page_effect(effect: PageEffect) -> Self {
        Self::always(Effect::Page(effect))
    }
}

/// What may be set about some kinds; about the others it says nothing, and they stay as they are.
impl Fault {
    /// Sets the status of an `error`, a `throttle` or a `web-page`; what is no status from 200 to
    /// 999 changes nothing.
    #[must_use]
    pub fn status(mut self, number: u16) -> Self {
        if let Some(new) = answer_status(number)
            && let Effect::Reply(
                Substitute::Error { status, .. }
                | Substitute::Throttle { status, .. }
                | Substitute::Status(status)
                | Substitute::WebPage { status, .. },
            ) = &mut self.effect
        {
            *status = new;
        }
        self
    }

    /// Sets the code of a `throttle`, or of an `error`, whose status stays as it is.
    #[must_use]
    pub fn code(mut self, new: impl Into<String>) -> Self {
        if let Effect::Reply(Substitute::Error { code, .. } | Substitute::Throttle { code, .. }) =
            &mut self.effect
        {
            *code = new.into();
        }
        self
    }

    /// Sets the message of an `error`.
    #[must_use]
    pub fn message(mut self, text: impl Into<String>) -> Self {
        if let Effect::Reply(Substitute::Error { message, .. }) = &mut self.effect {
            *message = Some(text.into());
        }
        self
    }

    /// Sets the text of the header `Retry-After` of an `error`, right or wrong; what fits no
    /// header is left out.
    #[must_use]
    pub fn retry_after(mut self, text: &str) -> Self {
        if let Effect::Reply(Substitute::Error { retry_after, .. }) = &mut self.effect {
            *retry_after = HeaderValue::from_str(text).ok();
        }
        self
    }

    /// Sets how long the headers of an `error` or a `throttle` say to wait, in whole milliseconds.
    #[must_use]
    pub fn wait(mut self, wait: Duration) -> Self {
        match &mut self.effect {
            Effect::Reply(Substitute::Error { wait_ms, .. }) => *wait_ms = Some(millis(wait)),
            Effect::Reply(Substitute::Throttle { wait_ms, .. }) => *wait_ms = millis(wait),
            _ => {}
        }
        self
    }

    /// Sets by how much a `latency` may be longer, by chance, in whole milliseconds.
    #[must_use]
    pub fn jitter(mut self, up_to: Duration) -> Self {
        if let Effect::Latency { jitter, .. } = &mut self.effect {
            *jitter = up_to;
        }
        self
    }

    /// Counts the bytes of a `cut`, a `reset` or a `stall` from the beginning of the response
    /// instead of the body.
    #[must_use]
    pub fn of_head(mut self) -> Self {
        if let Effect::Transmission(
            Transmission::Cut { of, .. }
            | Transmission::Reset { of, .. }
            | Transmission::Stall { of, .. },
        ) = &mut self.effect
        {
            *of = Part::Head;
        }
        self
    }
}

fn answer_status(number: u16) -> Option<StatusCode> {
    StatusCode::from_u16(number).ok().filter(|status| !status.is_informational())
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
