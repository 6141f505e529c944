//! Which proxy leads to an address, as the environment has it.
//!
//! Is given the variables and never reads them. What a proxy is asked for is checked by its name only: the proxy looks
//! it up. A proxy of HTTP is asked for a tunnel, also to what is not encrypted; one that refuses such tunnels makes
//! `http://` unreachable.

use std::net::IpAddr;
use ureq::Proxy;
use url::{Host, Url};

/// The proxies of the machine; none by default.
#[derive(Clone, Default)]
pub struct Proxies {
    http: Option<Proxy>,
    https: Option<Proxy>,
    direct: Vec<Direct>,
}

/// A host that no proxy is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Direct {
    All,
    /// The domain and all below it, on one port or on each.
    Domain(String, Option<u16>),
    /// A network: an address, and how many of its bits count.
    Network(IpAddr, u32),
}

impl Proxies {
    /// The proxies that `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` name, in capitals or not, where `get`
    /// gives the value of a variable. `HTTP_PROXY` in capitals is not heeded by a program that a web server started,
    /// where it is what a visitor sent. A value that names no proxy counts as absent.
    pub fn from_environment(get: &dyn Fn(&str) -> Option<String>) -> Self {
        let either = |name: &str| get(&name.to_ascii_lowercase()).or_else(|| get(name));
        let proxy = |value: Option<String>| Proxy::new(value?.trim()).ok();
        let all = || proxy(either("ALL_PROXY"));
        let http = match get("REQUEST_METHOD") {
            Some(_) => get("http_proxy"),
            None => either("HTTP_PROXY"),
        };
        Self {
            http: proxy(http).or_else(all),
            https: proxy(either("HTTPS_PROXY")).or_else(all),
            direct: either("NO_PROXY").map(|list| read_list(&list)).unwrap_or_default(),
        }
    }

    /// The proxy that leads to `url`, if any.
    pub(super) fn of(&self, url: &Url) -> Option<&Proxy> {
        let proxy = if url.scheme() == "https" { &self.https } else { &self.http };
        proxy.as_ref().filter(|_| !self.direct.iter().any(|direct| direct.holds(url)))
    }
}

/// Entries between commas or spaces: `*`, `example.org`, `.example.org`, `*.example.org`, `10.0.0.0/8`, each but the
/// first and the last with a port or without.
fn read_list(list: &str) -> Vec<Direct> {
    let entries = list.split([',', ' ']).map(str::trim).filter(|entry| !entry.is_empty());
    entries.map(read_entry).collect()
}

fn read_entry(entry: &str) -> Direct {
    if entry == "*" {
        return Direct::All;
    }
    let number = |text: &str| text.trim_matches(['[', ']']).parse::<IpAddr>().ok();
    if let Some(ip) = number(entry) {
        return Direct::Network(ip, 128);
    }
    if let Some((ip, bits)) = entry.split_once('/')
        && let (Some(ip), Ok(bits)) = (number(ip), bits.parse())
    {
        return Direct::Network(ip, bits);
    }
    let (name, port) = match entry.rsplit_once(':') {
        Some((name, port)) => (name, port.parse().ok()),
        None => (entry, None),
    };
    let name = name.trim_start_matches('*').trim_matches('.').to_ascii_lowercase();
    match number(&name) {
        Some(ip) if port.is_none() => Direct::Network(ip, 128),
        _ => Direct::Domain(name, port),
    }
}

impl Direct {
    fn holds(&self, url: &Url) -> bool {
        match (self, url.host()) {
            (Direct::All, _) => true,
            (Direct::Domain(domain, port), Some(host)) => {
                let host = host.to_string();
                let host = host.trim_end_matches('.');
                let is_below = host
                    .strip_suffix(domain.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
                is_below && port.is_none_or(|port| url.port_or_known_default() == Some(port))
            }
            (Direct::Network(network, bits), Some(Host::Ipv4(ip))) => {
                is_within(IpAddr::V4(ip), *network, *bits)
            }
            (Direct::Network(network, bits), Some(Host::Ipv6(ip))) => {
                is_within(IpAddr::V6(ip), *network, *bits)
            }
            _ => false,
        }
    }
}

fn is_within(ip: IpAddr, network: IpAddr, bits: u32) -> bool {
    match (ip, network) {
        (IpAddr::V4(ip), IpAddr::V4(network)) => {
            let mask = u32::MAX.checked_shl(32 - bits.min(32)).unwrap_or(0);
            ip.to_bits() & mask == network.to_bits() & mask
        }
        (IpAddr::V6(ip), IpAddr::V6(network)) => {
            let mask = u128::MAX.checked_shl(128 - bits.min(128)).unwrap_or(0);
            ip.to_bits() & mask == network.to_bits() & mask
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host_of(variables: &[(&str, &str)], address: &str) -> Option<String> {
        let get = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let url = Url::parse(address).unwrap();
        Proxies::from_environment(&get).of(&url).map(|proxy| proxy.host().to_owned())
    }

    #[test]
    fn each_scheme_has_its_proxy() {
        let both = [("HTTP_PROXY", "http://plain:3128"), ("https_proxy", "http://user:word@secure:3128")];
        assert_eq!(host_of(&both, "http://example.org/").as_deref(), Some("plain"));
        assert_eq!(host_of(&both, "https://example.org/").as_deref(), Some("secure"));
        assert_eq!(host_of(&both[..1], "https://example.org/"), None);
        let all = [("ALL_PROXY", "socks5://socks:1080")];
        assert_eq!(host_of(&all, "http://example.org/").as_deref(), Some("socks"));
        assert_eq!(host_of(&[("HTTPS_PROXY", "::")], "https://example.org/"), None);
        assert_eq!(host_of(&[], "https://example.org/"), None);
    }

    #[test]
    fn a_visitor_of_a_web_server_sets_no_proxy() {
        let sent = [("HTTP_PROXY", "http://evil"), ("REQUEST_METHOD", "GET")];
        assert_eq!(host_of(&sent, "http://example.org/"), None);
    }

    #[test]
    fn some_hosts_need_no_proxy() {
        let asks_proxy = |list: &str, address: &str| {
            host_of(&[("ALL_PROXY", "http://p"), ("NO_PROXY", list)], address).is_some()
        };
        for (list, address) in [
            ("*", "http://example.org/"),
            ("a.example, example.org", "http://example.org/"),
            ("example.org", "http://www.example.org/"),
            (".example.org", "http://www.Example.org./"),
            ("*.example.org", "http://www.example.org/"),
            ("example.org:8080", "http://example.org:8080/"),
            ("10.0.0.0/8", "http://10.1.2.3/"),
            ("127.0.0.1", "http://127.0.0.1:99/"),
            ("[::1]", "http://[::1]/"),
            ("fd00::/8", "http://[fd12::1]/"),
        ] {
            assert!(!asks_proxy(list, address), "{list} {address}");
        }
        for (list, address) in [
            ("", "http://example.org/"),
            ("example.org", "http://notexample.org/"),
            ("example.org:8080", "http://example.org/"),
            ("10.0.0.0/8", "http://11.1.2.3/"),
            ("10.0.0.0/8", "http://[::1]/"),
        ] {
            assert!(asks_proxy(list, address), "{list} {address}");
        }
    }
}
