//! What the search knows of a language: its elisions, and the endings that make no other word.
//!
//! Hides nothing, and is data on purpose: the browser is sent the same tables and only applies them, so the two cannot
//! differ. A language without tables is searched word for word.

use serde::Serialize;

/// An ending, what takes its place, and how many letters must stand before it.
pub(super) type Ending = (&'static str, &'static str, usize);

/// What is known of one language.
#[derive(Debug, Serialize)]
pub(super) struct Speech {
    /// Words that say nothing where an apostrophe follows: *l’*, *qu’*.
    pub(super) before: &'static [&'static str],
    /// Words that say nothing where an apostrophe stands before them: *’s*.
    pub(super) after: &'static [&'static str],
    /// Steps one after the other; of each the first ending that fits is taken away. They are written without accents.
    pub(super) steps: &'static [&'static [Ending]],
}

impl Speech {
    /// What is known of the language with this code, as `fr` or `fr-CA`.
    pub(super) fn of(code: &str) -> &'static Speech {
        match code.split(['-', '_']).next() {
            Some("en") => &ENGLISH,
            Some("fr") => &FRENCH,
            _ => &UNKNOWN,
        }
    }
}

#[cfg(test)]
impl Speech {
    /// What stands for all forms of `word`, which is folded. Words that are not all of the letters a to z stay whole.
    /// The index holds words as they are; the browser compares their stems.
    pub(super) fn stem(&self, word: &str) -> String {
        let mut stem = word.to_owned();
        if !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return stem;
        }
        for step in self.steps {
            let fits =
                |(ending, _, least): &&Ending| stem.len() >= ending.len() + least && stem.ends_with(ending);
            if let Some((ending, instead, _)) = step.iter().find(fits) {
                stem.truncate(stem.len() - ending.len());
                stem.push_str(instead);
            }
        }
        stem
    }
}

const UNKNOWN: Speech = Speech { before: &[], after: &[], steps: &[] };

/// Plurals, then verbs and what is made of them, then what is left of both.
const ENGLISH: Speech = Speech {
    before: &[],
    after: &["d", "ll", "m", "re", "s", "t", "ve"],
    steps: &[
        &[
            ("sses", "ss", 1),
            ("ies", "y", 2),
            ("ches", "ch", 2),
            ("shes", "sh", 2),
            ("xes", "x", 2),
            ("ss", "ss", 1),
            ("us", "us", 1),
            ("s", "", 3),
        ],
        &[
            ("ization", "iz", 3),
            ("isation", "iz", 3),
            ("ation", "at", 3),
            ("ption", "pt", 3),
            ("ction", "ct", 3),
            ("ment", "", 5),
            ("ing", "", 4),
            ("eed", "eed", 1),
            ("ed", "", 3),
            ("er", "", 4),
            ("ly", "", 4),
        ],
        &[("ise", "iz", 4), ("is", "iz", 5), ("e", "", 3), ("y", "i", 2)],
        &[
            ("bb", "b", 2),
            ("dd", "d", 2),
            ("gg", "g", 2),
            ("ll", "l", 2),
            ("mm", "m", 2),
            ("nn", "n", 2),
            ("pp", "p", 2),
            ("rr", "r", 2),
            ("tt", "t", 2),
        ],
    ],
};

/// The same for French. Accents are gone before, so *é* reads *e*.
const FRENCH: Speech = Speech {
    before: &["c", "d", "j", "jusqu", "l", "lorsqu", "m", "n", "puisqu", "qu", "quoiqu", "s", "t"],
    after: &[],
    steps: &[
        &[
            ("ss", "ss", 1),
            ("eaux", "eau", 1),
            ("aux", "al", 2),
            ("eux", "eu", 2),
            ("oux", "ou", 2),
            ("s", "", 3),
            ("x", "", 3),
        ],
        &[
            ("issement", "", 4),
            ("ement", "", 4),
            ("ateur", "", 4),
            ("atrice", "", 4),
            ("ation", "", 4),
            ("iteur", "", 4),
            ("itrice", "", 4),
            ("ition", "", 4),
            ("euse", "", 4),
            ("eur", "", 4),
            ("age", "", 4),
            ("uent", "u", 4),
            ("ent", "", 5),
            ("ant", "", 5),
            ("ee", "", 3),
            ("er", "", 4),
            ("ez", "", 4),
            ("ir", "", 4),
        ],
        &[("e", "", 3), ("i", "", 4), ("y", "", 4)],
        &[
            ("i", "", 5),
            ("y", "", 5),
            ("ff", "f", 2),
            ("ll", "l", 2),
            ("mm", "m", 2),
            ("nn", "n", 2),
            ("pp", "p", 2),
            ("rr", "r", 2),
            ("ss", "s", 2),
            ("tt", "t", 2),
        ],
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    /// Each line is one word in several forms.
    fn assert_same(code: &str, lines: &[&str]) {
        for line in lines {
            let mut stems: Vec<String> =
                line.split(' ').map(|word| format!("{word}: {}", Speech::of(code).stem(word))).collect();
            let all = stems.join(", ");
            stems.dedup_by_key(|stem| stem.split(": ").nth(1).map(str::to_owned));
            assert_eq!(stems.len(), 1, "{all}");
        }
    }

    #[test]
    fn forms_of_an_english_word_are_one() {
        let lines = [
            "balancer balancers balancing balance balanced",
            "queue queues",
            "policy policies",
            "encrypt encrypts encrypted encrypting encryption",
            "replicate replicates replicating replication",
            "connect connection connections connecting",
            "deploy deploys deployed deployment deployments",
            "stop stops stopped stopping",
            "address addresses",
            "database databases",
            "cache caches cached caching",
            "organize organise organization organisations organizing",
            "manage manager managed managing",
        ];
        assert_same("en-GB", &lines);
    }

    #[test]
    fn forms_of_a_french_word_are_one() {
        let lines = [
            "reseau reseaux",
            "journal journaux",
            "repartiteur repartiteurs repartition reparti reparties repartir",
            "sauvegarde sauvegardes sauvegarder sauvegardee",
            "chiffrer chiffre chiffree chiffrement chiffrements",
            "stockage stocker stocke stockages",
            "donnee donnees",
            "serveur serveurs",
            "deployer deploye deploiement deploiements",
            "region regions",
            "distribuer distribue distribuent",
            "facture factures facturer facturation",
            "utiliser utilisateur utilisatrice utilisation",
        ];
        assert_same("fr", &lines);
    }

    #[test]
    fn short_names_and_other_languages_stay_whole() {
        for (code, word) in
            [("en", "aws"), ("en", "dns"), ("fr", "sqs"), ("fr", "s3"), ("de", "netze"), ("fr", "été")]
        {
            assert_eq!(Speech::of(code).stem(word), word);
        }
    }
}
