//! Which texts players may not use (MLS-173).

use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

/// Most bytes that a compiled expression may take.
const COMPILED_BYTES: usize = 1 << 20;

/// A regular expression, whatever the case and line by line. It takes time in proportion to a text's length,
/// whatever it says.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pattern(Regex);

impl Pattern {
    /// Compiles an expression.
    ///
    /// # Errors
    /// In words: where it is wrong, or that it is too large.
    pub fn new(expression: &str) -> Result<Self, regex::Error> {
        RegexBuilder::new(expression)
            .case_insensitive(true)
            .multi_line(true)
            .size_limit(COMPILED_BYTES)
            .build()
            .map(Self)
    }
}

impl TryFrom<String> for Pattern {
    type Error = regex::Error;

    fn try_from(expression: String) -> Result<Self, regex::Error> {
        Self::new(&expression)
    }
}

impl From<Pattern> for String {
    fn from(pattern: Pattern) -> Self {
        pattern.0.as_str().to_owned()
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

impl Eq for Pattern {}

/// What a text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextContext {
    /// What a console asks about (MLS-172).
    Default,
    /// The name of an account (MAS-19, MAS-30, MAS-31).
    AccountName,
    /// The name of a clan (MLS-120).
    ClanName,
    /// A message to a clan (MLS-131).
    ClanMessage,
    /// Chat (MLS-151).
    Chat,
    /// The name of a game (MLS-85).
    GameName,
}

/// One expression for each context; where one has none, the default decides. A text passes that does not match.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TextFilter {
    /// Where the context has none.
    pub default: Option<Pattern>,
    /// Names of accounts.
    pub account_name: Option<Pattern>,
    /// Names of clans.
    pub clan_name: Option<Pattern>,
    /// Messages to clans.
    pub clan_message: Option<Pattern>,
    /// Chat.
    pub chat: Option<Pattern>,
    /// Names of games.
    pub game_name: Option<Pattern>,
}

impl TextFilter {
    /// One expression for everything.
    ///
    /// # Errors
    /// As [`Pattern::new`].
    pub fn of(expression: &str) -> Result<Self, regex::Error> {
        Ok(Self { default: Some(Pattern::new(expression)?), ..Self::default() })
    }

    /// Refuses these texts and those that contain them, whatever they hold.
    ///
    /// # Errors
    /// As [`Pattern::new`]: they are too long.
    pub fn containing<'t>(texts: impl IntoIterator<Item = &'t str>) -> Result<Self, regex::Error> {
        let texts: Vec<String> = texts.into_iter().map(regex::escape).collect();
        if texts.is_empty() { Ok(Self::default()) } else { Self::of(&texts.join("|")) }
    }

    fn pattern(&self, context: TextContext) -> Option<&Regex> {
        let own = match context {
            TextContext::Default => &None,
            TextContext::AccountName => &self.account_name,
            TextContext::ClanName => &self.clan_name,
            TextContext::ClanMessage => &self.clan_message,
            TextContext::Chat => &self.chat,
            TextContext::GameName => &self.game_name,
        };
        own.as_ref().or(self.default.as_ref()).map(|pattern| &pattern.0).filter(|pattern| !pattern.as_str().is_empty())
    }

    /// Whether a text may be used.
    #[must_use]
    pub fn passes(&self, context: TextContext, text: &str) -> bool {
        self.pattern(context).is_none_or(|pattern| !pattern.is_match(text))
    }

    /// A text without what may not be used, trimmed (MLS-172).
    #[must_use]
    pub fn cleaned(&self, context: TextContext, text: &str) -> String {
        let left = self.pattern(context).map_or(text.into(), |pattern| pattern.replace_all(text, ""));
        left.trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// MLS-173
    #[test]
    fn contexts_fall_back_to_the_default_and_nothing_passes_all() {
        let filter = TextFilter {
            default: Some(Pattern::new("nefarious|^dr").expect("sound")),
            game_name: Some(Pattern::new("^$").expect("sound")),
            ..TextFilter::default()
        };
        assert!(
            !filter.passes(TextContext::Chat, "the great\nDr. N") && filter.passes(TextContext::GameName, "NEFARIOUS")
        );
        assert!(
            !filter.passes(TextContext::GameName, "") && TextFilter::default().passes(TextContext::Chat, "Nefarious")
        );
        assert_eq!(filter.cleaned(TextContext::Chat, " a NeFarious plan "), "a  plan");
        assert!(Pattern::new("(").is_err() && Pattern::new("\\w{999}{999}").is_err());
        let literal = TextFilter::containing(["a.c", "("]).expect("short");
        assert!(literal.passes(TextContext::Default, "abc") && !literal.passes(TextContext::Default, "xA.Cx"));
    }
}
