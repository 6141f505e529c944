//! Which attributes hold addresses, and what a reader does with those.
//!
//! Hides the vocabulary of HTML and SVG. Never looks at a value.

/// An attribute that matters. Not every one does on every element.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Known {
    Action,
    Background,
    Cite,
    Data,
    FormAction,
    Href,
    ImageSrcset,
    LongDesc,
    Manifest,
    Ping,
    Poster,
    Src,
    Srcset,
    Style,
    XlinkHref,
    Content,
    Hreflang,
    HttpEquiv,
    Id,
    ItemProp,
    Lang,
    Name,
    Property,
    Rel,
    XmlId,
    XmlLang,
}

/// The attributes that may hold addresses, each at the place of its number. They are the first of [`Known`].
pub(super) const ADDRESSES: [Known; 15] = [
    Known::Action,
    Known::Background,
    Known::Cite,
    Known::Data,
    Known::FormAction,
    Known::Href,
    Known::ImageSrcset,
    Known::LongDesc,
    Known::Manifest,
    Known::Ping,
    Known::Poster,
    Known::Src,
    Known::Srcset,
    Known::Style,
    Known::XlinkHref,
];

/// How many attributes are known.
pub(super) const KNOWN: usize = Known::XmlLang as usize + 1;

/// The longest name of an element or an attribute that matters.
const LONGEST: usize = 16;

impl Known {
    /// The attribute of this name, in any case.
    pub(super) fn of(name: &[u8]) -> Option<Self> {
        Self::of_lower(name).or_else(|| {
            let mut lower = [0; LONGEST];
            lowered(name, &mut lower).and_then(Self::of_lower)
        })
    }

    fn of_lower(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"href" => Known::Href,
            b"id" => Known::Id,
            b"src" => Known::Src,
            b"action" => Known::Action,
            b"background" => Known::Background,
            b"cite" => Known::Cite,
            b"content" => Known::Content,
            b"data" => Known::Data,
            b"formaction" => Known::FormAction,
            b"hreflang" => Known::Hreflang,
            b"http-equiv" => Known::HttpEquiv,
            b"imagesrcset" => Known::ImageSrcset,
            b"itemprop" => Known::ItemProp,
            b"lang" => Known::Lang,
            b"longdesc" => Known::LongDesc,
            b"manifest" => Known::Manifest,
            b"name" => Known::Name,
            b"ping" => Known::Ping,
            b"poster" => Known::Poster,
            b"property" => Known::Property,
            b"rel" => Known::Rel,
            b"srcset" => Known::Srcset,
            b"style" => Known::Style,
            b"xlink:href" => Known::XlinkHref,
            b"xml:id" => Known::XmlId,
            b"xml:lang" => Known::XmlLang,
            _ => return None,
        })
    }
}

/// `name` in lower case, if anything in it is in upper case and it is short enough to matter.
fn lowered<'b>(name: &[u8], lower: &'b mut [u8; LONGEST]) -> Option<&'b [u8]> {
    let out = lower.get_mut(..name.len())?;
    if !name.iter().any(u8::is_ascii_uppercase) {
        return None;
    }
    out.copy_from_slice(name);
    out.make_ascii_lowercase();
    Some(out)
}

/// An element of its own kind; all others are alike.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Element {
    /// `a` and `area`.
    Anchor,
    Base,
    Button,
    Form,
    /// `iframe`, `frame` and `embed`: a page in a page.
    Frame,
    Html,
    Image,
    Input,
    Link,
    /// `audio`, `video`, `source` and `track`.
    Media,
    Meta,
    Object,
    /// `blockquote`, `q`, `ins` and `del`.
    Quotation,
    Script,
    Style,
    /// Elements of SVG that draw or copy what `href` leads to.
    SvgReference,
    /// `body` and the parts of tables, which once had backgrounds.
    Surface,
    Template,
    Other,
}

impl Element {
    /// The element of this name, in any case; a prefix as in `svg:use` does not matter.
    pub(super) fn of(name: &[u8]) -> Self {
        let local = memchr::memrchr(b':', name).map_or(name, |at| &name[at + 1..]);
        let mut lower = [0; LONGEST];
        Self::of_lower(lowered(local, &mut lower).unwrap_or(local))
    }

    fn of_lower(name: &[u8]) -> Self {
        match name {
            b"a" | b"area" => Element::Anchor,
            b"base" => Element::Base,
            b"button" => Element::Button,
            b"form" => Element::Form,
            b"iframe" | b"frame" | b"embed" => Element::Frame,
            b"html" => Element::Html,
            b"img" => Element::Image,
            b"input" => Element::Input,
            b"link" => Element::Link,
            b"audio" | b"video" | b"source" | b"track" => Element::Media,
            b"meta" => Element::Meta,
            b"object" => Element::Object,
            b"blockquote" | b"q" | b"ins" | b"del" => Element::Quotation,
            b"script" => Element::Script,
            b"style" => Element::Style,
            b"use" | b"image" | b"feimage" | b"textpath" | b"mpath" | b"pattern" | b"filter"
            | b"lineargradient" | b"radialgradient" => Element::SvgReference,
            b"body" | b"table" | b"thead" | b"tbody" | b"tfoot" | b"tr" | b"td" | b"th" => Element::Surface,
            b"template" => Element::Template,
            _ => Element::Other,
        }
    }
}

/// What an attribute holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    /// The address of a page that a reader can get to.
    Follow,
    /// An address that is fetched or named, and takes no reader anywhere.
    Load,
    /// Addresses with sizes.
    Srcset,
    /// Addresses with white space between them.
    List,
}

/// What `attribute` holds on `element`; none if no address, and for those that need a closer look: `base`, `link` and
/// `meta`.
pub(super) fn role(element: Element, attribute: Known) -> Option<Role> {
    use Element as E;
    Some(match (attribute, element) {
        (Known::Href | Known::XlinkHref, E::Anchor) => Role::Follow,
        (Known::Href, E::SvgReference | E::Script) | (Known::XlinkHref, _) => Role::Load,
        (Known::Src, E::Frame) | (Known::Data, E::Object) => Role::Follow,
        (Known::Src, E::Image | E::Script | E::Media | E::Input) => Role::Load,
        (Known::Srcset, E::Image | E::Media) | (Known::ImageSrcset, E::Link) => Role::Srcset,
        (Known::Action, E::Form) | (Known::FormAction, E::Button | E::Input) => Role::Follow,
        (Known::LongDesc, E::Image | E::Frame) => Role::Follow,
        (Known::Ping, E::Anchor) => Role::List,
        (Known::Poster, E::Media)
        | (Known::Cite, E::Quotation)
        | (Known::Background, E::Surface)
        | (Known::Manifest, E::Html) => Role::Load,
        _ => return None,
    })
}

/// Properties of `meta` whose content is an address, in lower case.
const ADDRESS_PROPERTIES: [&[u8]; 18] = [
    b"og:image",
    b"og:image:url",
    b"og:image:secure_url",
    b"og:url",
    b"og:video",
    b"og:video:url",
    b"og:video:secure_url",
    b"og:audio",
    b"og:audio:url",
    b"og:audio:secure_url",
    b"twitter:image",
    b"twitter:image:src",
    b"twitter:player",
    b"msapplication-config",
    b"msapplication-tileimage",
    b"image",
    b"thumbnailurl",
    b"url",
];

/// Whether the content of a `meta` of this property is an address.
pub(super) fn is_address_property(property: &[u8]) -> bool {
    ADDRESS_PROPERTIES.iter().any(|known| property.eq_ignore_ascii_case(known))
}

/// Whether a `link` of this `rel` names a host to get ready for, and no page.
pub(super) fn is_hint(rel: &[u8]) -> bool {
    has_word(rel, b"preconnect") || has_word(rel, b"dns-prefetch")
}

/// Whether `word` is one of the words of `value`, in any case.
pub(super) fn has_word(value: &[u8], word: &[u8]) -> bool {
    value.split(u8::is_ascii_whitespace).any(|part| part.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_count_in_any_case_and_with_any_prefix() {
        assert_eq!(Known::of(b"HREF"), Some(Known::Href));
        assert_eq!(Known::of(b"Xlink:hreF"), Some(Known::XlinkHref));
        assert_eq!(Known::of(b"a-very-long-name-of-an-attribute"), None);
        assert_eq!(Element::of(b"svg:USE"), Element::SvgReference);
        assert_eq!(Element::of(b"linearGradient"), Element::SvgReference);
        assert_eq!(Element::of(b"A"), Element::Anchor);
    }

    #[test]
    fn addresses_come_first() {
        assert!(ADDRESSES.iter().enumerate().all(|(index, known)| *known as usize == index));
    }

    #[test]
    fn an_attribute_is_an_address_only_where_it_is_one() {
        assert_eq!(role(Element::Anchor, Known::Href), Some(Role::Follow));
        assert_eq!(role(Element::Other, Known::Href), None);
        assert_eq!(role(Element::Image, Known::Action), None);
        assert!(is_address_property(b"OG:Image") && !is_address_property(b"og:title"));
        assert!(is_hint(b"a DNS-prefetch") && !is_hint(b"preconnected"));
    }
}
