//! Which hosts may be asked: a repository of documentation is written by people that the machine need not trust.
//!
//! Refuses what is not reachable from everywhere: loopback, private and link-local networks, ranges that stand for
//! nothing, and all ways to write those within IPv6. Never looks a name up: who does asks again with each address.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use url::Host;

/// Why a host is not asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Refusal {
    /// It is not on the public internet. May be allowed.
    Private,
    /// It hands out the credentials of the machine. Never allowed.
    Metadata,
}

/// Why `host` is not asked, if so, as far as its name or number says.
pub(super) fn refuse(host: &Host<&str>, allow_private: bool) -> Option<Refusal> {
    match host {
        Host::Ipv4(ip) => refuse_ip(IpAddr::V4(*ip), allow_private),
        Host::Ipv6(ip) => refuse_ip(IpAddr::V6(*ip), allow_private),
        Host::Domain(name) => refuse_name(name, allow_private),
    }
}

/// Names of metadata services, and names that lead to them in the networks of clouds.
const METADATA_NAMES: [&str; 5] =
    ["metadata.google.internal", "metadata.goog", "metadata", "instance-data", "instance-data.ec2.internal"];

/// Domains that never lead out of the machine or its network.
const PRIVATE_DOMAINS: [&str; 6] = ["localhost", "localdomain", "local", "internal", "home.arpa", "intranet"];

fn refuse_name(name: &str, allow_private: bool) -> Option<Refusal> {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    if METADATA_NAMES.contains(&name.as_str()) {
        return Some(Refusal::Metadata);
    }
    let below =
        |domain: &str| name.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    (!allow_private && PRIVATE_DOMAINS.iter().any(|domain| below(domain))).then_some(Refusal::Private)
}

/// Why an address of the internet is not asked, if so.
pub(super) fn refuse_ip(ip: IpAddr, allow_private: bool) -> Option<Refusal> {
    let ip = plain(ip);
    if METADATA.contains(&ip) {
        return Some(Refusal::Metadata);
    }
    let is_private = match ip {
        IpAddr::V4(ip) => is_private_v4(ip),
        IpAddr::V6(ip) => is_private_v6(ip),
    };
    (is_private && !allow_private).then_some(Refusal::Private)
}

/// Where clouds serve metadata: AWS (machines, tasks, pods), Azure, Google, Oracle, Alibaba.
const METADATA: [IpAddr; 9] = [
    IpAddr::V4(Ipv4Addr::new(169, 254, 169, 254)),
    IpAddr::V4(Ipv4Addr::new(169, 254, 170, 2)),
    IpAddr::V4(Ipv4Addr::new(169, 254, 170, 23)),
    IpAddr::V4(Ipv4Addr::new(168, 63, 129, 16)),
    IpAddr::V4(Ipv4Addr::new(192, 0, 0, 192)),
    IpAddr::V4(Ipv4Addr::new(100, 100, 100, 200)),
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254)),
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x23)),
    IpAddr::V6(Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254)),
];

/// The address of version 4 that one of version 6 is another way to write: mapped, compatible, translated (NAT64) and
/// tunnelled (6to4, Teredo).
fn plain(ip: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = ip else { return ip };
    let s = v6.segments();
    let inner = match s {
        [0, 0, 0, 0, 0, 0, 0, 0 | 1] => return ip,
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low] => (high, low),
        [0, 0, 0, 0, 0xffff, 0, high, low] => (high, low),
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => (high, low),
        [0x2002, high, low, ..] => (high, low),
        // The client's address is stored inverted.
        [0x2001, 0, _, _, _, _, high, low] => (!high, !low),
        _ => return ip,
    };
    let [a, b] = inner.0.to_be_bytes();
    let [c, d] = inner.1.to_be_bytes();
    IpAddr::V4(Ipv4Addr::new(a, b, c, d))
}

/// Whatever the registry of special addresses does not call globally reachable (RFC 6890 and its successors).
fn is_private_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    match (a, b, c) {
        // This network, private use, loopback.
        (0 | 10 | 127, ..) => true,
        // Shared by customers of a carrier.
        (100, 64..=127, _) => true,
        (169, 254, _) | (172, 16..=31, _) | (192, 168, _) => true,
        // Protocol assignments, documentation, relays of 6to4.
        (192, 0, 0 | 2) | (192, 88, 99) => true,
        // Benchmarks, documentation.
        (198, 18..=19, _) | (198, 51, 100) | (203, 0, 113) => true,
        // Multicast, reserved, broadcast.
        (224.., ..) => true,
        _ => false,
    }
}

/// Everything but global unicast, and within that what is set aside.
fn is_private_v6(ip: Ipv6Addr) -> bool {
    match ip.segments() {
        // Protocol assignments: benchmarks, ORCHID, anycast.
        [0x2001, 0..=0x1ff, ..] => true,
        // Documentation.
        [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => true,
        [0x2000..=0x3fff, ..] => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use url::Url;

    fn refused(address: &str, allow_private: bool) -> Option<Refusal> {
        let url = Url::parse(address).expect("the case is an address");
        refuse(&url.host().expect("the case has a host"), allow_private)
    }

    #[test]
    fn what_is_not_public_is_refused_however_it_is_written() {
        for host in [
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0x7f.1",
            "0177.0.0.1",
            "017700000001",
            "127.0.0.1.",
            "%31%32%37.0.0.1",
            "１２７.0.0.1",
            "0.0.0.0",
            "0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "169.254.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "[::]",
            "[::1]",
            "[0:0:0:0:0:0:0:1]",
            "[::127.0.0.1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[::ffff:0:127.0.0.1]",
            "[::ffff:10.0.0.1]",
            "[64:ff9b::7f00:1]",
            "[64:ff9b::192.168.0.1]",
            "[64:ff9b:1::1]",
            "[2002:7f00:1::]",
            "[2002:c0a8:101::1]",
            "[2001:0:4136:e378:8000:63bf:80ff:fffe]",
            "[2001:2::1]",
            "[2001:10::1]",
            "[2001:db8::1]",
            "[3fff::1]",
            "[100::1]",
            "[5f00::1]",
            "[fc00::1]",
            "[fd12:3456::1]",
            "[fe80::1]",
            "[febf::1]",
            "[fec0::1]",
            "[ff02::1]",
            "localhost",
            "LOCALHOST",
            "localhost.",
            "a.localhost",
            "printer.local",
            "wiki.corp.internal",
            "router.home.arpa",
        ] {
            let address = format!("http://{host}:8080/x");
            assert_eq!(refused(&address, false), Some(Refusal::Private), "{host}");
            assert_eq!(refused(&address, true), None, "{host}");
        }
    }

    #[test]
    fn metadata_is_refused_whatever_is_allowed() {
        for host in [
            "169.254.169.254",
            "0xa9fea9fe",
            "2852039166",
            "0251.0376.0251.0376",
            "[::ffff:169.254.169.254]",
            "[::ffff:a9fe:a9fe]",
            "[64:ff9b::a9fe:a9fe]",
            "[2002:a9fe:a9fe::]",
            "169.254.170.2",
            "168.63.129.16",
            "100.100.100.200",
            "[fd00:ec2::254]",
            "[fd20:ce::254]",
            "metadata.google.internal",
            "Metadata.Google.Internal.",
            "metadata",
        ] {
            let address = format!("http://{host}/latest/meta-data/");
            assert_eq!(refused(&address, false), Some(Refusal::Metadata), "{host}");
            assert_eq!(refused(&address, true), Some(Refusal::Metadata), "{host}");
        }
    }

    #[test]
    fn what_is_public_is_asked() {
        for host in [
            "example.org",
            "local.example.org",
            "mylocalhost",
            "internal.example",
            "1.1.1.1",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "192.167.1.1",
            "198.17.0.1",
            "223.255.255.255",
            "[2606:4700:4700::1111]",
            "[2a00:1450:4007::200e]",
            "[64:ff9b::1.1.1.1]",
            "[::ffff:1.1.1.1]",
            "[2002:101:101::1]",
        ] {
            assert_eq!(refused(&format!("https://{host}/"), false), None, "{host}");
        }
    }

    #[test]
    fn a_zone_is_no_address_at_all() {
        for address in ["http://[fe80::1%25eth0]/", "http://[fe80::1%eth0]/", "http://[::1%25lo]:80/"] {
            assert!(Url::parse(address).is_err(), "{address}");
        }
    }
}
