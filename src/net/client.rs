//! One request: a connection, what is sent, what of the answer is read, and what its failures mean.
//!
//! Hides the client library. Never follows a redirect, keeps a cookie, sends credentials, tries twice, or reads more of
//! a body than it was told to.

use super::Options;
use super::answer::{Answer, Failure, Method};
use super::page::{End, Page};
use super::resolve::{Checked, LookupError, Lookups, Nowhere};
use std::collections::BTreeSet;
use std::io::{self, Read};
use std::sync::Arc;
use ureq::http::{HeaderMap, Request, Response, Uri};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::unversioned::transport::{
    ConnectProxyConnector, ConnectionDetails, Connector, RustlsConnector, SocksConnector, TcpConnector,
    Transport,
};
use ureq::{Agent, Body, Timeout};
use url::Url;

/// What a body that nobody needs may have left for its connection to be worth keeping, in bytes.
const WORTH_DRAINING: u64 = 32 << 10;

/// Bytes that are reserved for what a server sends, and what is sent to it, on each connection. Bounds the headers of
/// an answer, and the address of a request.
const BUFFERS: (usize, usize) = (32 << 10, 16 << 10);

/// Connections that wait for the next request to the same server.
const IDLE: usize = 8;

/// Whom a project trusts to say who a server is.
#[derive(Clone, Debug, Default)]
pub enum Roots {
    /// Whom the operating system trusts.
    #[default]
    Platform,
    /// These alone: certificates in DER.
    Only(Vec<Vec<u8>>),
}

/// Makes clients that share what can be shared.
pub(super) struct Clients<'o> {
    options: &'o Options,
    lookups: Arc<Lookups>,
    tls: TlsConfig,
    connector: Arc<RustlsConnector>,
}

impl<'o> Clients<'o> {
    pub(super) fn new(options: &'o Options, lookups: Arc<Lookups>) -> Self {
        let roots = match &options.roots {
            Roots::Platform => RootCerts::PlatformVerifier,
            Roots::Only(roots) => RootCerts::new_with_certs(
                &roots.iter().map(|der| Certificate::from_der(der).to_owned()).collect::<Vec<_>>(),
            ),
        };
        let tls = TlsConfig::builder().root_certs(roots).build();
        Self { options, lookups, tls, connector: Arc::default() }
    }

    /// A client for the server of `url`: it keeps connections to no other.
    pub(super) fn client(&self, url: &Url) -> Client {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(self.options.proxies.of(url).cloned())
            .tls_config(self.tls.clone())
            .user_agent(concat!("maquette/", env!("CARGO_PKG_VERSION")))
            .accept("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")
            .timeout_global(Some(self.options.timeout))
            .timeout_connect(Some(self.options.connect_timeout))
            .input_buffer_size(BUFFERS.0)
            .output_buffer_size(BUFFERS.1)
            .max_response_header_size(BUFFERS.0)
            .max_idle_connections(IDLE)
            .max_idle_connections_per_host(IDLE)
            .build();
        let connector =
            ().chain(SocksConnector::default())
                .chain(ConnectProxyConnector::default())
                .chain(TcpConnector::default())
                .chain(SharedTls(Arc::clone(&self.connector)));
        let agent = Agent::with_parts(config, connector, Checked(Arc::clone(&self.lookups)));
        Client { agent, body_limit: self.options.body_limit }
    }
}

/// TLS whose roots are read once in a run, and not once a server.
#[derive(Debug)]
struct SharedTls(Arc<RustlsConnector>);

impl<In: Transport> Connector<In> for SharedTls {
    type Out = <RustlsConnector as Connector<In>>::Out;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        self.0.connect(details, chained)
    }
}

/// Asks one server. Cloning it is cheap, and clones share their connections.
#[derive(Clone)]
pub(super) struct Client {
    agent: Agent,
    body_limit: u64,
}

impl Client {
    /// Asks for `url`, without its fragment and credentials. Of a page, which of the `fragments` it has is told.
    pub(super) fn ask(
        &self,
        method: Method,
        url: &Url,
        fragments: &BTreeSet<String>,
    ) -> Result<Answer, Failure> {
        let method_name = match method {
            Method::Head => "HEAD",
            Method::Get => "GET",
        };
        let request = Request::builder()
            .method(method_name)
            .uri(wire(url)?)
            .header("Accept-Language", "en,fr;q=0.9,*;q=0.5")
            .body(())
            .map_err(|_| Failure::Broken("cannot be asked for".to_owned()))?;
        let response = self.agent.run(request).map_err(|error| failure(&error))?;
        Ok(self.read(method, url, response, fragments))
    }

    fn read(
        &self,
        method: Method,
        url: &Url,
        response: Response<Body>,
        fragments: &BTreeSet<String>,
    ) -> Answer {
        let headers = response.headers();
        let mut answer = Answer {
            status: response.status().as_u16(),
            location: header(headers, "location"),
            retry_after: header(headers, "retry-after"),
            is_html: is_html(headers),
            sets_cookie: headers.contains_key("set-cookie"),
            is_challenge: header(headers, "cf-mitigated").is_some()
                || header(headers, "x-amzn-waf-action").is_some(),
            page: None,
        };
        let may_matter = matches!(answer.status, 200..=299 | 403 | 429 | 503);
        if method == Method::Get && answer.is_html && may_matter {
            let mut body =
                Bounded { body: response.into_body().into_reader(), left: self.body_limit, end: End::Whole };
            let page = Page::read(&mut body, fragments, url);
            answer.page = Some(Page { end: body.end, ..page });
        } else if method == Method::Get {
            drain(response.into_body());
        }
        answer
    }
}

/// Reads what is left of a short body, so that its connection can serve again. A long one is cheaper to cut off.
fn drain(body: Body) {
    if body.content_length().is_none_or(|length| length <= WORTH_DRAINING) {
        // What is wrong with a body that nobody needs does not matter.
        let _ = io::copy(&mut body.into_reader().take(WORTH_DRAINING), &mut io::sink());
    }
}

/// A body that ends at a limit, or where it breaks, and says which.
struct Bounded<R> {
    body: R,
    left: u64,
    end: End,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.end != End::Whole {
            return Ok(0);
        }
        let room = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        if room == 0 && !buffer.is_empty() {
            self.end = End::Cut;
            return Ok(0);
        }
        match self.body.read(&mut buffer[..room]) {
            Ok(read) => {
                self.left -= read as u64;
                Ok(read)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(_) => {
                self.end = End::Broken;
                Ok(0)
            }
        }
    }
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    // Servers send `Location` in UTF-8 although they should not: browsers take it.
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).trim().to_owned())
}

/// Whether the body is HTML that can be read here: in an encoding that was asked for, and of letters that are bytes.
fn is_html(headers: &HeaderMap) -> bool {
    let content_type = header(headers, "content-type").unwrap_or_default().to_ascii_lowercase();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    // What is left of this header here was not decoded: some servers send what nobody asked for.
    let is_encoded = header(headers, "content-encoding").is_some_and(|encoding| encoding != "identity");
    matches!(essence, "text/html" | "application/xhtml+xml")
        && !is_encoded
        && !content_type.contains("utf-16")
}

/// The address as it is sent: without fragment and credentials, and with signs escaped that browsers send as they are.
fn wire(url: &Url) -> Result<Uri, Failure> {
    let plain = super::address::bare(url);
    let parsed = plain.as_str().parse::<Uri>().or_else(|_| {
        let escaped: String = plain.as_str().chars().map(escape).collect();
        escaped.parse::<Uri>()
    });
    parsed.map_err(|_| Failure::Broken("cannot be asked for".to_owned()))
}

fn escape(sign: char) -> String {
    match sign {
        '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => format!("%{:02X}", u32::from(sign)),
        _ => sign.to_string(),
    }
}

/// What an error of the client library means. Its own texts may hold the address with all it has, and are not told.
fn failure(error: &ureq::Error) -> Failure {
    let silence = |text: &str| Failure::Silence(text.to_owned());
    let broken = |text: &str| Failure::Broken(text.to_owned());
    match error {
        ureq::Error::Other(inner) => match inner.downcast_ref::<Nowhere>() {
            Some(Nowhere::Unknown(LookupError::NoSuchName)) => Failure::NoSuchName,
            Some(Nowhere::Unknown(LookupError::Failed(why))) => {
                Failure::Silence(format!("could not be reached: {why}"))
            }
            Some(Nowhere::Refused(refusal)) => Failure::Refused(*refusal),
            None => broken("could not be asked"),
        },
        ureq::Error::Timeout(Timeout::Connect | Timeout::Resolve) => {
            silence("could not be connected to in time")
        }
        ureq::Error::Timeout(_) => silence("did not answer in time"),
        ureq::Error::HostNotFound | ureq::Error::ConnectionFailed => silence("could not be connected to"),
        ureq::Error::ConnectProxyFailed(_) => broken("is not led to by the proxy"),
        ureq::Error::Rustls(inner) => tls(&inner.to_string()),
        ureq::Error::Tls(_) | ureq::Error::TlsRequired => {
            broken("could not be asked: no encryption was agreed on")
        }
        ureq::Error::LargeResponseHeader(..) => broken("answers with too long a header"),
        ureq::Error::Protocol(_) | ureq::Error::Http(_) => broken("answers what is not HTTP"),
        ureq::Error::Io(inner) => io_failure(inner),
        _ => broken("could not be asked"),
    }
}

fn io_failure(error: &io::Error) -> Failure {
    // The TLS library speaks through errors of this kind.
    if let (io::ErrorKind::InvalidData, Some(inner)) = (error.kind(), error.get_ref()) {
        return tls(&inner.to_string());
    }
    match error.kind() {
        io::ErrorKind::ConnectionRefused => Failure::Silence("refuses the connection".to_owned()),
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe => {
            Failure::Broken("breaks the connection off".to_owned())
        }
        io::ErrorKind::UnexpectedEof => Failure::Broken("hangs up without an answer".to_owned()),
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => {
            Failure::Silence("did not answer in time".to_owned())
        }
        _ => Failure::Silence("could not be connected to".to_owned()),
    }
}

/// How the TLS library begins when it speaks of the certificate of a server. The library is not ours to name.
const INVALID_CERTIFICATE: &str = "invalid peer certificate: ";

/// What it says then, and what that means. What is not here, such as a list of revoked certificates that could not be
/// had, says nothing about the server.
const CERTIFICATE_FAULTS: [(&str, &str); 9] = [
    ("certificate expired", "has expired"),
    ("Expired", "has expired"),
    ("certificate not valid yet", "is not valid yet"),
    ("NotValidYet", "is not valid yet"),
    ("certificate not valid for name", "is for another name"),
    ("NotValidForName", "is for another name"),
    ("UnknownIssuer", "nobody known has issued"),
    ("Revoked", "was revoked"),
    ("Other(OtherError(CaUsedAsEndEntity))", "nobody known has issued"),
];

fn tls(text: &str) -> Failure {
    if let Some(fault) = text.strip_prefix(INVALID_CERTIFICATE) {
        // `ExpiredRevocationList` begins as `Expired` does.
        let known = |(said, _): &&(&str, &str)| {
            fault.strip_prefix(said).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
        };
        if let Some((_, meaning)) = CERTIFICATE_FAULTS.iter().find(known) {
            return Failure::Certificate(meaning);
        }
        return Failure::Broken("has a certificate that could not be judged".to_owned());
    }
    Failure::Broken("could not be asked: no encryption was agreed on".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_sent_without_what_is_private() {
        let sent = |address: &str| wire(&Url::parse(address).unwrap()).unwrap().to_string();
        assert_eq!(sent("http://user:word@example.org/a?b#c"), "http://example.org/a?b");
        assert_eq!(sent("http://example.org/a|b{c}?d^`"), "http://example.org/a|b%7Bc%7D?d^`");
        assert_eq!(sent("http://example.org/é"), "http://example.org/%C3%A9");
    }

    #[test]
    fn html_is_what_can_be_read_as_such() {
        let is = |headers: &[(&'static str, &'static str)]| {
            let mut map = HeaderMap::new();
            for (name, value) in headers {
                map.insert(*name, value.parse().unwrap());
            }
            is_html(&map)
        };
        assert!(is(&[("content-type", "Text/HTML; charset=ISO-8859-1")]));
        assert!(is(&[("content-type", "application/xhtml+xml"), ("content-encoding", "identity")]));
        assert!(!is(&[("content-type", "text/html"), ("content-encoding", "br")]));
        assert!(!is(&[("content-type", "text/html; charset=UTF-16LE")]));
        assert!(!is(&[("content-type", "text/plain")]));
        assert!(!is(&[]));
    }

    #[test]
    fn a_body_ends_at_the_limit_or_where_it_breaks() {
        let read = |body: &mut dyn Read, left: u64| {
            let mut bounded = Bounded { body, left, end: End::Whole };
            let mut text = String::new();
            bounded.read_to_string(&mut text).unwrap();
            (text, bounded.end)
        };
        assert_eq!(read(&mut "abc".as_bytes(), 9), ("abc".to_owned(), End::Whole));
        assert_eq!(read(&mut "abc".as_bytes(), 2), ("ab".to_owned(), End::Cut));
        struct Breaks;
        impl Read for Breaks {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::ErrorKind::ConnectionReset.into())
            }
        }
        assert_eq!(read(&mut "abc".as_bytes().chain(Breaks), 9), ("abc".to_owned(), End::Broken));
    }

    #[test]
    fn only_what_is_wrong_with_a_certificate_is_called_so() {
        let fault = |text: &str| tls(&format!("{INVALID_CERTIFICATE}{text}"));
        assert_eq!(fault("UnknownIssuer"), Failure::Certificate("nobody known has issued"));
        assert_eq!(fault("Expired"), Failure::Certificate("has expired"));
        assert!(matches!(fault("ExpiredRevocationList"), Failure::Broken(_)));
        assert!(matches!(fault("UnknownRevocationStatus"), Failure::Broken(_)));
        assert!(matches!(tls("received fatal alert: HandshakeFailure"), Failure::Broken(_)));
    }
}
