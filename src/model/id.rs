//! Ids that index their tables, and values per language.
//!
//! Only this stage makes ids, so each is valid in the model it came from.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// An index into a table of the model.
pub trait Id: Copy {
    /// The id of the entry at `index`.
    fn new(index: usize) -> Self;
    /// The position of the entry.
    fn index(self) -> usize;
}

macro_rules! ids {
    ($($(#[doc = $doc:literal])* $Name:ident),* $(,)?) => { $(
        $(#[doc = $doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $Name(u32);

        impl Id for $Name {
            fn new(index: usize) -> Self {
                $Name(u32::try_from(index).expect("a file of bounded size holds fewer entries"))
            }

            fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl $Name {
            /// The position in the table, from 0.
            pub fn position(self) -> usize {
                self.0 as usize
            }
        }
    )* };
}

ids! {
    /// A language of the site.
    Lang,
    /// A region of the catalog.
    RegionId,
    /// A category of the catalog.
    CategoryId,
    /// A service of the catalog.
    ServiceId,
    /// A term of the glossary.
    TermId,
    /// A page with prose.
    PageId,
    /// A stack.
    StackId,
    /// A node of one stack.
    NodeId,
    /// A connection of one stack.
    ConnectionId,
    /// A view of one stack.
    ViewId,
    /// A flow of one stack.
    FlowId,
}

/// The entries of one kind, in order, by id.
#[derive(Clone, Debug)]
pub struct Table<I, T> {
    entries: Vec<T>,
    id: PhantomData<I>,
}

impl<I: Id, T> Table<I, T> {
    pub(super) fn new(entries: Vec<T>) -> Self {
        Table { entries, id: PhantomData }
    }

    pub(super) fn push(&mut self, entry: T) -> I {
        self.entries.push(entry);
        I::new(self.entries.len() - 1)
    }

    /// Every entry with its id, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (I, &T)> + ExactSizeIterator {
        self.entries.iter().enumerate().map(|(index, entry)| (I::new(index), entry))
    }

    /// Every id, in order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + use<I, T> {
        (0..self.entries.len()).map(I::new)
    }

    /// The first entry that `matches`.
    pub fn find(&self, matches: impl FnMut(&T) -> bool) -> Option<I> {
        self.entries.iter().position(matches).map(I::new)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl<I: Id, T> Default for Table<I, T> {
    fn default() -> Self {
        Table::new(Vec::new())
    }
}

impl<I: Id, T> Index<I> for Table<I, T> {
    type Output = T;

    fn index(&self, id: I) -> &T {
        &self.entries[id.index()]
    }
}

impl<I: Id, T> IndexMut<I> for Table<I, T> {
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.entries[id.index()]
    }
}

/// A value for every language of the site. Where nobody wrote one, that of another language stands in, and it is
/// remembered that it does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Localized<T> {
    values: Vec<T>,
    /// A bit a language, for the first 64 of them.
    filled: u64,
}

impl<T> Localized<T> {
    /// The values in the order of the languages.
    pub(super) fn new(values: Vec<T>) -> Self {
        Localized { values, filled: 0 }
    }

    /// Remembers that a value of another language stands in for that of `lang`.
    pub(super) fn fill(&mut self, lang: Lang) {
        self.filled |= 1_u64.checked_shl(lang.0).unwrap_or(0);
    }

    /// Whether a value of another language stands in for that of `lang`.
    pub fn is_filled(&self, lang: Lang) -> bool {
        self.filled & 1_u64.checked_shl(lang.0).unwrap_or(0) != 0
    }

    /// The languages in order.
    pub fn langs(&self) -> impl Iterator<Item = Lang> + use<T> {
        (0..self.values.len()).map(Lang::new)
    }

    /// Language and value, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Lang, &T)> {
        self.values.iter().enumerate().map(|(index, value)| (Lang::new(index), value))
    }

    /// The values in the order of the languages.
    pub fn values(&self) -> &[T] {
        &self.values
    }

    /// Each value changed by `change`; what was filled stays so.
    pub fn map<U>(&self, mut change: impl FnMut(Lang, &T) -> U) -> Localized<U> {
        let values = self.iter().map(|(lang, value)| change(lang, value)).collect();
        Localized { values, filled: self.filled }
    }
}

impl<T> Index<Lang> for Localized<T> {
    type Output = T;

    fn index(&self, lang: Lang) -> &T {
        &self.values[lang.index()]
    }
}
