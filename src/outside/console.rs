//! What the address of a console says of itself: its region, twice, and the service's part of it.
//!
//! Knows no catalog: whether there is such a region, and who is offered there, is asked elsewhere.

use url::Url;

use super::host;

/// The address of a page of AWS's console, taken apart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConsoleAddress {
    /// What stands before the domain of the console.
    pub place: Place,
    /// The value of `region` in the query.
    pub region: Option<String>,
    /// The first part of the path, which names the service: `lambda`; empty for the console's home.
    pub service: String,
    /// The fragment without `#`; no server ever sees it.
    pub fragment: Option<String>,
    /// The domain of the console: `console.aws.amazon.com`.
    pub domain: &'static str,
}

/// What stands before the domain of a console.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// A region, or what is built like one.
    Region(String),
    /// Something else: hosts of single services, which came before those of regions: `s3.console.aws.amazon.com`.
    Service(String),
    /// Nothing.
    Domain,
}

impl ConsoleAddress {
    /// Takes `address` apart; `None` if it is not one of a console.
    pub fn of(address: &str) -> Option<Self> {
        let url = Url::parse(address).ok()?;
        let (before, domain) = host::console(url.host_str()?)?;
        let place = match before {
            "" => Place::Domain,
            // Sub-domains of sub-domains are of accounts that are signed in to: `123-abc.eu-west-1.console…`.
            name => {
                let last = name.rsplit('.').next().unwrap_or(name);
                match is_like_region(last) {
                    true => Place::Region(last.to_owned()),
                    false => Place::Service(name.to_owned()),
                }
            }
        };
        let region = url.query_pairs().find(|(key, _)| key == "region").map(|(_, value)| value.into_owned());
        let region = region.filter(|region| !region.is_empty());
        let service = url.path_segments().and_then(|mut parts| parts.next()).unwrap_or("").to_owned();
        let fragment = url.fragment().filter(|fragment| !fragment.is_empty()).map(str::to_owned);
        Some(ConsoleAddress { place, region, service, fragment, domain })
    }

    /// `address`, which is this one, without the region in its host and in its query.
    pub fn without_region(&self, address: &str) -> Option<String> {
        let mut url = Url::parse(address).ok()?;
        url.set_host(Some(self.domain)).ok()?;
        let query = url.query().unwrap_or("").split('&');
        let kept: Vec<&str> = query.filter(|pair| !pair.is_empty() && !pair.starts_with("region=")).collect();
        let kept = (!kept.is_empty()).then(|| kept.join("&"));
        url.set_query(kept.as_deref());
        Some(url.to_string())
    }

    /// The regions it names: in its host, and in its query.
    pub fn regions(&self) -> impl Iterator<Item = &str> {
        let host = match &self.place {
            Place::Region(code) => Some(code.as_str()),
            _ => None,
        };
        host.into_iter().chain(self.region.as_deref())
    }
}

/// Whether `name` is built like the code of a region: two or more words and a number, as in `us-gov-west-1`.
pub fn is_like_region(name: &str) -> bool {
    let parts: Vec<&str> = name.split('-').collect();
    let is_word = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    match parts.split_last() {
        Some((number, words)) => {
            words.len() >= 2
                && words.iter().all(is_word)
                && !number.is_empty()
                && number.bytes().all(|byte| byte.is_ascii_digit())
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_its_region_twice() {
        let address = ConsoleAddress::of(
            "https://eu-west-1.console.aws.amazon.com/ec2/v2/home?region=eu-west-3#LoadBalancers:",
        );
        let address = address.unwrap();
        assert_eq!(address.regions().collect::<Vec<_>>(), ["eu-west-1", "eu-west-3"]);
        assert_eq!((address.service.as_str(), address.fragment.as_deref()), ("ec2", Some("LoadBalancers:")));
        let old = ConsoleAddress::of("https://s3.console.aws.amazon.com/s3/buckets").unwrap();
        assert_eq!(old.place, Place::Service("s3".into()));
        let bare = ConsoleAddress::of("https://console.aws.amazon.com/").unwrap();
        assert_eq!((bare.place, bare.service.as_str()), (Place::Domain, ""));
        let account =
            ConsoleAddress::of("https://123456789012-ab.us-gov-west-1.console.amazonaws-us-gov.com/ec2");
        assert_eq!(account.unwrap().place, Place::Region("us-gov-west-1".into()));
        assert_eq!(ConsoleAddress::of("https://aws.amazon.com/console/"), None);
    }

    #[test]
    fn regions_are_known_by_their_build() {
        for (name, is_region) in [
            ("eu-west-1", true),
            ("us-gov-west-1", true),
            ("s3", false),
            ("eu-west", false),
            ("a--1", false),
            ("", false),
        ] {
            assert_eq!(is_like_region(name), is_region, "{name}");
        }
    }
}
