//! The addresses and anchors of a page, of a picture in SVG or of a map of the site.
//!
//! Hides which tags there are and how their values are written. Never looks anything up.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memmem};

use super::address;
use super::anchors::Kind;
use super::elements::{self, Element, Known, Role};
use super::file::{Basis, Form, Reader, Rebased, Silent, text};
use super::reference::decode;
use super::scan::{Attribute, Dialect, Scanner, Tag};
use super::values::{Attributes, Value};
use super::{css, place, srcset};

/// Reads a file that has tags.
pub(super) fn read(reader: &mut Reader<'_, '_>, bytes: &[u8], dialect: Dialect) -> Result<(), Rebased> {
    let mut scanner = Scanner::new(bytes, dialect);
    let mut page = Page { reader, bytes, attributes: Attributes::new(dialect), templates: 0, is_map: false };
    if page.form() == Form::Xml {
        let Some(root) = scanner.next() else { return Ok(()) };
        page.is_map = is_local(root.name, b"urlset") || is_local(root.name, b"sitemapindex");
        if !page.is_map {
            return Ok(());
        }
    }
    while let Some(tag) = scanner.next() {
        page.tag(&tag, scanner.attributes())?;
    }
    Ok(())
}

/// Whether an element of this name may matter without any attribute: `style`, `template` and, in a map of the site, `loc`.
fn may_matter_alone(name: &[u8], is_map: bool) -> bool {
    let is = |last| name.last().is_some_and(|byte| byte.eq_ignore_ascii_case(&last));
    is_map || (name.len() >= 5 && is(b'e'))
}

/// Whether `name` is `local`, after a prefix or not.
fn is_local(name: &[u8], local: &[u8]) -> bool {
    name.strip_suffix(local).is_some_and(|prefix| prefix.is_empty() || prefix.ends_with(b":"))
}

struct Page<'p, 'r, 's, 'a> {
    reader: &'p mut Reader<'r, 's>,
    bytes: &'a [u8],
    attributes: Attributes<'a>,
    /// How many `template` are open.
    templates: u32,
    /// Whether it is a map of the site.
    is_map: bool,
}

impl<'a> Page<'_, '_, '_, 'a> {
    fn form(&self) -> Form {
        self.reader.shared.forms[self.reader.file as usize]
    }

    fn tag(&mut self, tag: &Tag<'a>, attributes: &[Attribute<'a>]) -> Result<(), Rebased> {
        if tag.is_end {
            if self.templates > 0 && Element::of(tag.name) == Element::Template {
                self.templates -= 1;
            }
            return Ok(());
        }
        self.attributes.take(attributes);
        if self.attributes.seen == 0 && !may_matter_alone(tag.name, self.is_map) {
            return Ok(());
        }
        let element = Element::of(tag.name);
        if self.is_map && is_local(tag.name, b"loc") {
            self.location(tag.end);
        }
        match element {
            Element::Style => self.stylesheet(tag),
            Element::Template if !tag.is_self_closing => self.templates += 1,
            _ => {}
        }
        if self.attributes.seen == 0 {
            return Ok(());
        }
        self.anchors(element);
        match element {
            Element::Base => self.base()?,
            Element::Link => self.link(),
            Element::Meta => self.meta(),
            Element::Html => self.language(),
            _ => {}
        }
        self.addresses(element, tag.end);
        Ok(())
    }

    fn anchors(&mut self, element: Element) {
        let kind = if self.templates > 0 { Kind::Template } else { Kind::Id };
        for known in [Known::Id, Known::XmlId] {
            if let Some(value) = self.attributes.get(known) {
                self.reader.anchor(&value.decoded, value.at.clone(), kind);
            }
        }
        if element == Element::Anchor
            && let Some(value) = self.attributes.get(Known::Name)
        {
            self.reader.anchor(&value.decoded, value.at.clone(), Kind::Name);
        }
    }

    fn addresses(&mut self, element: Element, tag_end: usize) {
        let mut left = self.attributes.seen;
        while left != 0 {
            let index = left.trailing_zeros() as usize;
            left &= left - 1;
            let Some(known) = elements::ADDRESSES.get(index).copied() else { return };
            if known == Known::Style {
                self.style();
            } else if let Some(role) = elements::role(element, known)
                && let Some(value) = self.attributes.get(known)
            {
                self.value(&value, role, tag_end);
            }
        }
    }

    fn value(&mut self, value: &Value<'_>, role: Role, tag_end: usize) {
        match role {
            Role::Srcset => {
                for part in srcset::addresses(&value.decoded) {
                    let at = value.place(part.clone());
                    self.reader.address(&value.decoded[part], at, Role::Load);
                }
            }
            Role::List => {
                let words = value.decoded.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
                for word in words {
                    let start = word.as_ptr() as usize - value.decoded.as_ptr() as usize;
                    let at = value.place(start..start + word.len());
                    self.reader.address(word, at, Role::Load);
                }
            }
            Role::Load => {
                self.reader.address(&value.decoded, value.trimmed(), role);
            }
            Role::Follow => {
                let at = value.trimmed();
                let target = self.reader.address(&value.decoded, at.clone(), role);
                if let Some(target) = target.filter(|target| *target != self.reader.file) {
                    self.silent(target, at, tag_end);
                }
            }
        }
    }

    /// Takes note of a link that says nothing of a language.
    fn silent(&mut self, target: u32, at: Range<usize>, tag_end: usize) {
        let says = [Known::Hreflang, Known::Lang, Known::XmlLang];
        if self.reader.shared.options.languages
            && says.iter().all(|known| self.attributes.written(*known).is_none())
        {
            let tag_end = place(tag_end..tag_end).start;
            self.reader.facts.silent.push(Silent { place: place(at), target, tag_end });
        }
    }

    fn style(&mut self) {
        let Some(value) = self.attributes.get(Known::Style) else { return };
        // Most styles hold no address.
        if memchr(b'(', &value.decoded).is_some() {
            css::addresses(&value.decoded, |part, address| {
                self.reader.address(&address, value.place(part), Role::Load);
            });
        }
    }

    /// The stylesheet in an element `style`: raw text in HTML, text or CDATA in SVG and XML.
    fn stylesheet(&mut self, tag: &Tag<'a>) {
        let mut range = tag.raw.clone();
        if range.is_empty() && !tag.is_self_closing {
            range = text_after(self.bytes, tag.end);
        }
        let start = range.start;
        css::addresses(&self.bytes[range], |part, address| {
            self.reader.address(&address, start + part.start..start + part.end, Role::Load);
        });
    }

    /// The address that is the text of `loc`.
    fn location(&mut self, tag_end: usize) {
        let range = text_after(self.bytes, tag_end);
        let decoded = decode(&self.bytes[range.clone()], Dialect::Xml);
        let value = Value { decoded, at: range };
        self.reader.address(&value.decoded, value.trimmed(), Role::Load);
    }

    fn base(&mut self) -> Result<(), Rebased> {
        let Some(value) = self.attributes.get(Known::Href) else { return Ok(()) };
        if matches!(self.reader.basis, Basis::File) {
            let basis = self.reader.rebase(&value.decoded);
            if !matches!(basis, Basis::File) {
                return Err(Rebased(basis));
            }
        }
        Ok(())
    }

    fn link(&mut self) {
        let Some(value) = self.attributes.get(Known::Href) else { return };
        let rel = self.attributes.get(Known::Rel).map_or(Cow::Borrowed(&b""[..]), |rel| rel.decoded);
        if elements::is_hint(&rel) {
            return;
        }
        let target = self.reader.address(&value.decoded, value.trimmed(), Role::Load);
        let options = self.reader.shared.options;
        if let Some(target) = target.filter(|target| options.counterparts && *target != self.reader.file)
            && self.attributes.written(Known::Hreflang).is_some()
            && elements::has_word(&rel, b"alternate")
        {
            self.reader.facts.counterparts.push(target);
        }
    }

    fn meta(&mut self) {
        let Some(value) = self.attributes.get(Known::Content) else { return };
        let is = |known, wanted: &dyn Fn(&[u8]) -> bool| {
            self.attributes.get(known).is_some_and(|value| wanted(address::trim(&value.decoded)))
        };
        if is(Known::HttpEquiv, &|what| what.eq_ignore_ascii_case(b"refresh")) {
            if let Some(part) = refresh(&value.decoded) {
                let at = value.place(part.clone());
                self.reader.facts.is_redirect = true;
                self.reader.address(&value.decoded[part], at, Role::Follow);
            }
        } else if [Known::Property, Known::Name, Known::ItemProp]
            .iter()
            .any(|known| is(*known, &elements::is_address_property))
        {
            self.reader.address(&value.decoded, value.trimmed(), Role::Load);
        }
    }

    fn language(&mut self) {
        let lang = self.attributes.get(Known::Lang).or_else(|| self.attributes.get(Known::XmlLang));
        if let Some(lang) = lang.filter(|_| self.reader.facts.lang.is_none()) {
            self.reader.facts.lang = Some(text(address::trim(&lang.decoded)).to_lowercase());
        }
    }
}

/// The text from `start` to the next tag; of a CDATA section its inside.
fn text_after(bytes: &[u8], start: usize) -> Range<usize> {
    const CDATA: &[u8] = b"<![CDATA[";
    let rest = &bytes[start..];
    let space = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    if rest[space..].starts_with(CDATA) {
        let from = start + space + CDATA.len();
        return from..memmem::find(&bytes[from..], b"]]>").map_or(bytes.len(), |end| from + end);
    }
    start..memchr(b'<', rest).map_or(bytes.len(), |end| start + end)
}

/// The address of `5; url='a.html'`, after the standard's "shared declarative refresh steps"; none if the page is loaded
/// again as it is.
fn refresh(content: &[u8]) -> Option<Range<usize>> {
    let skip = |from: usize, is_skipped: &dyn Fn(&u8) -> bool| {
        from + content[from..].iter().take_while(|byte| is_skipped(byte)).count()
    };
    let is_space = |byte: &u8| byte.is_ascii_whitespace();
    let number = skip(0, &is_space);
    let mut at = skip(number, &|byte| byte.is_ascii_digit() || *byte == b'.');
    if at == number || !content.get(at).is_some_and(|byte| matches!(byte, b';' | b',') || is_space(byte)) {
        return None;
    }
    at = skip(at, &is_space);
    at = skip(at + usize::from(matches!(content.get(at), Some(b';' | b','))), &is_space);
    if content.get(at..at + 3).is_some_and(|word| word.eq_ignore_ascii_case(b"url")) {
        let equals = skip(at + 3, &is_space);
        if content.get(equals) == Some(&b'=') {
            at = skip(equals + 1, &is_space);
        }
    }
    let quote = content.get(at).copied().filter(|byte| matches!(byte, b'"' | b'\'')).inspect(|_| at += 1);
    let length = quote.and_then(|quote| memchr(quote, &content[at..])).unwrap_or(content.len() - at);
    let end = at + content[at..at + length].trim_ascii_end().len();
    (end > at).then_some(at..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refresh_names_its_address_in_many_ways() {
        for (content, expected) in [
            ("0; url=a.html", Some("a.html")),
            ("5;URL = 'a b.html' ; x", Some("a b.html")),
            ("0,a.html", Some("a.html")),
            (".5 a.html ", Some("a.html")),
            ("0; url=\"a", Some("a")),
            ("0;urls", Some("urls")),
            ("0", None),
            ("0;", None),
            ("x; url=a", None),
            ("0x; url=a", None),
            ("", None),
        ] {
            let found = refresh(content.as_bytes()).map(|part| &content[part]);
            assert_eq!(found, expected, "{content}");
        }
    }
}
