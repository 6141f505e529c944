//! Hosts that are known by name: of consoles, and of sign-ins.
//!
//! Judges nothing: a host says what may be expected of it, not whether it answers.

/// The domains below which AWS has its consoles, by partition. The console of the European Sovereign Cloud is not
/// published.
const CONSOLES: [&str; 3] =
    ["console.aws.amazon.com", "console.amazonaws-us-gov.com", "console.amazonaws.cn"];

/// Hosts that ask who you are and do nothing else; any host below them does too.
const SIGN_INS: [&str; 9] = [
    "signin.aws.amazon.com",
    "signin.amazonaws-us-gov.com",
    "signin.amazonaws.cn",
    "signin.aws",
    "accounts.google.com",
    "login.microsoftonline.com",
    "login.live.com",
    "appleid.apple.com",
    "id.atlassian.com",
];

/// Whether `host`, in lower case, serves a console of AWS.
pub fn is_console(host: &str) -> bool {
    CONSOLES.iter().any(|domain| below(host, domain).is_some())
}

/// Whether `host`, in lower case, is one where people sign in.
pub fn is_sign_in(host: &str) -> bool {
    SIGN_INS.iter().any(|domain| below(host, domain).is_some())
}

/// What stands before the domain of the console in `host`, and that domain: `eu-west-1` of
/// `eu-west-1.console.aws.amazon.com`; nothing before `console.aws.amazon.com` itself.
pub(super) fn console(host: &str) -> Option<(&str, &'static str)> {
    CONSOLES.iter().find_map(|domain| Some((below(host, domain)?, *domain)))
}

/// What stands before `domain` in `host`, without the dot; empty for the domain itself.
fn below<'h>(host: &'h str, domain: &str) -> Option<&'h str> {
    let before = host.strip_suffix('.').unwrap_or(host).strip_suffix(domain)?;
    if before.is_empty() { Some("") } else { before.strip_suffix('.') }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_known_by_its_whole_labels() {
        for host in ["console.aws.amazon.com", "eu-west-1.console.aws.amazon.com", "console.amazonaws.cn"] {
            assert!(is_console(host), "{host}");
        }
        for host in ["myconsole.aws.amazon.com", "console.aws.amazon.com.example", "aws.amazon.com"] {
            assert!(!is_console(host), "{host}");
        }
        assert!(
            is_sign_in("eu-west-1.signin.aws.amazon.com") && is_sign_in("123456789012.signin.aws.amazon.com")
        );
        assert!(!is_sign_in("notsignin.aws") && is_sign_in("eu.signin.aws"));
        assert_eq!(console("s3.console.aws.amazon.com"), Some(("s3", "console.aws.amazon.com")));
    }
}
