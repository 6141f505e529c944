//! Addresses that were copied from the browser while it asked who you are: the page that was meant is inside them.
//!
//! Keeps nothing of a session: codes, tokens and states are left out of what is found.

use percent_encoding::percent_decode_str;
use url::Url;

use super::host;

/// Parameters of a sign-in that hold the address it leads back to, in lower case.
const TARGETS: [&str; 2] = ["redirect_uri", "destination"];

/// Parameters that a sign-in leaves behind in the address of a console; they mean nothing to another reader.
const LEFT_BEHIND: [&str; 9] = [
    "state",
    "isauthcode",
    "hashargs",
    "code",
    "skiphost",
    "oauthstart",
    "oauthkey",
    "ca-oauth-flow-id",
    "nc2",
];

/// How many sign-ins may be wrapped in each other.
const MAX_DEPTH: usize = 4;

/// The page that `address` was meant to be, if it is one of a sign-in: what its `redirect_uri` or `Destination` says,
/// with the fragment that is kept in `hashArgs`. `None` for any other address, and for a sign-in that does not say.
pub fn target(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let meant = unwrapped(&url, MAX_DEPTH)?;
    (meant.as_str() != url.as_str()).then(|| meant.to_string())
}

/// Whether `address` belongs to a sign-in rather than to a page.
pub fn is_sign_in(address: &str) -> bool {
    let url = Url::parse(address).ok();
    url.is_some_and(|url| url.host_str().is_some_and(host::is_sign_in) || is_left_behind(&url))
}

fn unwrapped(url: &Url, depth: usize) -> Option<Url> {
    let host = url.host_str()?;
    if depth == 0 {
        return None;
    }
    if host::is_sign_in(host) {
        let named =
            |(key, _): &(std::borrow::Cow<'_, str>, _)| TARGETS.contains(&key.to_lowercase().as_str());
        let inner = url.query_pairs().find(named)?.1;
        let inner = Url::parse(&inner).ok()?;
        return unwrapped(&inner, depth - 1).or_else(|| is_page(&inner).then_some(inner));
    }
    (is_left_behind(url) && is_page(url)).then(|| cleaned(url))
}

/// Whether a sign-in may lead there: a page of AWS, and nothing that only looks like one.
fn is_page(url: &Url) -> bool {
    let is_ours = |host: &str| host::is_console(host) || host.ends_with(".aws.amazon.com");
    let has_name = !url.username().is_empty() || url.password().is_some();
    let is_known = url.host_str().is_some_and(|host| is_ours(host) && !host::is_sign_in(host));
    url.scheme() == "https" && is_known && !has_name && url.port().is_none()
}

/// Whether a console's address still carries what the sign-in told it.
fn is_left_behind(url: &Url) -> bool {
    url.host_str().is_some_and(host::is_console)
        && url.query_pairs().any(|(key, value)| {
            let key = key.to_lowercase();
            key == "isauthcode" || key == "hashargs" || (key == "state" && value.starts_with("hashArgs"))
        })
}

/// The address without what the sign-in told it, and with the fragment that was kept for it.
fn cleaned(url: &Url) -> Url {
    let mut page = url.clone();
    let is_kept = |pair: &&str| {
        let key = pair.split('=').next().unwrap_or("").to_lowercase();
        !key.is_empty() && !LEFT_BEHIND.contains(&key.as_str())
    };
    let kept: Vec<&str> = url.query().unwrap_or("").split('&').filter(is_kept).collect();
    page.set_query((!kept.is_empty()).then(|| kept.join("&")).as_deref());
    if page.fragment().is_none()
        && let Some(fragment) = kept_fragment(url)
    {
        page.set_fragment(Some(&fragment));
    }
    page
}

/// The fragment in `hashArgs=%23…` or in `state=hashArgs%23…`; it may be encoded more than once.
fn kept_fragment(url: &Url) -> Option<String> {
    let value = url.query_pairs().find_map(|(key, value)| match key.to_lowercase().as_str() {
        "hashargs" => Some(value.into_owned()),
        "state" => value.strip_prefix("hashArgs").map(str::to_owned),
        _ => None,
    })?;
    let decoded = percent_decode_str(&value).decode_utf8().ok()?;
    let fragment = decoded.strip_prefix('#')?;
    let is_plain = !fragment.is_empty() && !fragment.contains(|c: char| c.is_control() || c.is_whitespace());
    is_plain.then(|| fragment.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_found_in_the_sign_in() {
        for (pasted, meant) in [
            (
                "https://eu-west-1.signin.aws.amazon.com/oauth?client_id=arn%3Aaws%3Asignin&redirect_uri=\
                 https%3A%2F%2Feu-west-1.console.aws.amazon.com%2Flambda%2Fhome%3FhashArgs%3D%2523%252Ffunctions%26\
                 isauthcode%3Dtrue%26region%3Deu-west-1%26state%3DhashArgsFromTB_eu-west-1_0a1b&code_challenge=x",
                Some("https://eu-west-1.console.aws.amazon.com/lambda/home?region=eu-west-1#/functions"),
            ),
            (
                "https://signin.aws.amazon.com/signin?redirect_uri=https%3A%2F%2Fconsole.aws.amazon.com%2Fec2%2Fhome\
                 %3Fregion%3Deu-west-1%26state%3DhashArgs%2523LoadBalancers%253A%26isauthcode%3Dtrue&forceMobileApp=0",
                Some("https://console.aws.amazon.com/ec2/home?region=eu-west-1#LoadBalancers:"),
            ),
            (
                "https://signin.aws.amazon.com/federation?Action=login&SigninToken=secret&Destination=\
                 https%3A%2F%2Fconsole.aws.amazon.com%2Fiam%2F",
                Some("https://console.aws.amazon.com/iam/"),
            ),
            (
                "https://eu-west-3.console.aws.amazon.com/s3/home?region=eu-west-3&state=hashArgs%23&isauthcode=true",
                Some("https://eu-west-3.console.aws.amazon.com/s3/home?region=eu-west-3"),
            ),
            (
                "https://eu-west-3.console.aws.amazon.com/s3/home?a=%FF&region=eu-west-3&isauthcode=true",
                Some("https://eu-west-3.console.aws.amazon.com/s3/home?a=%FF&region=eu-west-3"),
            ),
            ("https://signin.aws.amazon.com/oauth?redirect_uri=https%3A%2F%2Fevil.example%2Fx", None),
            (
                "https://signin.aws.amazon.com/oauth?redirect_uri=https%3A%2F%2Fconsole.aws.amazon.com%40evil.example%2F",
                None,
            ),
            (
                "https://signin.aws.amazon.com/oauth?redirect_uri=https%3A%2F%2Fa%3Ab%40console.aws.amazon.com%2F",
                None,
            ),
            ("https://signin.aws.amazon.com/switchrole?account=1&roleName=x", None),
            ("https://signin.aws.amazon.com/oauth?redirect_uri=javascript%3Aalert(1)", None),
            ("https://eu-west-1.console.aws.amazon.com/lambda/home?region=eu-west-1", None),
            ("https://a.example/?redirect_uri=https%3A%2F%2Fb.example", None),
        ] {
            assert_eq!(target(pasted).as_deref(), meant, "{pasted}");
        }
    }

    #[test]
    fn sign_ins_in_sign_ins_come_to_an_end() {
        let mut address = "https://console.aws.amazon.com/iam/".to_owned();
        for _ in 0..3 {
            let inner: String = url::form_urlencoded::byte_serialize(address.as_bytes()).collect();
            address = format!("https://signin.aws.amazon.com/oauth?redirect_uri={inner}");
        }
        assert_eq!(target(&address).as_deref(), Some("https://console.aws.amazon.com/iam/"));
        assert!(is_sign_in(&address) && !is_sign_in("https://console.aws.amazon.com/iam/"));
    }
}
