//! Closed sets of words: every enum that is stored, sent or translated is declared through `codes!`, so its spelling
//! exists once and reading it back is total. Wording for people is not here: translations are keyed by the code.

use std::fmt;
use std::hash::Hash;

/// An enum whose every value has one stable text: the form kept in the database, in JSON and in translation keys.
pub trait Code: Copy + Eq + Ord + Hash + fmt::Debug + Send + Sync + 'static {
    /// What the set is called in error messages, e.g. `stage`.
    const WHAT: &'static str;
    /// All values, in declaration order.
    const VALUES: &'static [Self];
    /// The stable text of this value.
    fn code(self) -> &'static str;
    /// The value with this text.
    fn from_code(text: &str) -> Result<Self, UnknownCode> {
        Self::VALUES
            .iter()
            .copied()
            .find(|value| value.code() == text)
            .ok_or_else(|| UnknownCode {
                what: Self::WHAT,
                text: text.chars().take(64).collect(),
            })
    }
}

/// A text that is no value of the set it was read as.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a known {what}")]
pub struct UnknownCode {
    /// The set, as [`Code::WHAT`].
    pub what: &'static str,
    /// What was read, cut to 64 characters.
    pub text: String,
}

/// Declares an enum with a fixed text per value: `ALL`, `NAMES`, `as_str`, `Display`, `FromStr`, serde and [`Code`].
#[macro_export]
macro_rules! codes {
    ($(#[$meta:meta])* $vis:vis enum $name:ident ($what:literal) {
        $($(#[$vmeta:meta])* $variant:ident = $text:literal),+ $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name { $($(#[$vmeta])* $variant),+ }

        impl $name {
            /// All values, in declaration order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The texts of all values, in declaration order.
            pub const NAMES: &'static [&'static str] = &[$($text),+];

            /// The stable text of this value.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl $crate::codes::Code for $name {
            const WHAT: &'static str = $what;
            const VALUES: &'static [Self] = Self::ALL;
            fn code(self) -> &'static str { self.as_str() }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::codes::UnknownCode;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                <Self as $crate::codes::Code>::from_code(text)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <::std::borrow::Cow<'de, str> as ::serde::Deserialize>::deserialize(from)?;
                text.parse().map_err(|_| ::serde::de::Error::unknown_variant(&text, Self::NAMES))
            }
        }
    };
}

/// Calls `callback!(Type, Type, …)` with every enum of this crate that is kept as text, so that a layer which reads
/// and writes them (the store) implements its own trait for all of them and forgets none.
#[macro_export]
macro_rules! for_each_code {
    ($callback:ident) => {
        $callback! {
            $crate::access::Permission,
            $crate::access::Role,
            $crate::access::Scope,
            $crate::account_link::LinkKind,
            $crate::backtest::BacktestState,
            $crate::backtest::Dimension,
            $crate::backtest::LateChange,
            $crate::backtest::LeftOut,
            $crate::backup::BackupCause,
            $crate::backup::BackupState,
            $crate::bulk::BulkAction,
            $crate::bulk::BulkOutcome,
            $crate::bulk::BulkState,
            $crate::calendar::Carry,
            $crate::export::ExportState,
            $crate::clock::BreachCause,
            $crate::clock::CauseBranch,
            $crate::clock::ChargedTo,
            $crate::standard::pledge::PledgeState,
            $crate::standard::pledge::RemedyState,
            $crate::clock::ClockBasis,
            $crate::clock::ClockChangeKind,
            $crate::clock::ClockState,
            $crate::clock::Metric,
            $crate::condition::Fact,
            $crate::condition::Operator,
            $crate::contact::ContactKind,
            $crate::correction::CorrectionKind,
            $crate::correction::CorrectionOutcome,
            $crate::correction::CorrectionState,
            $crate::event::ActorKind,
            $crate::event::EventKind,
            $crate::event::FieldName,
            $crate::event::Origin,
            $crate::event::SubjectKind,
            $crate::event::SystemActor,
            $crate::figure::Dimension,
            $crate::figure::FigureSpan,
            $crate::figure::FigureState,
            $crate::figure::Measure,
            $crate::mail::BounceCause,
            $crate::mail::CheckResult,
            $crate::mail::CheckedBy,
            $crate::mail::FetchProblem,
            $crate::mail::SenderStanding,
            $crate::saved_view::ListColumn,
            $crate::saved_view::ViewShare,
            $crate::mail::MailReason,
            $crate::mail::MailState,
            $crate::webhook::DeliveryProblem,
            $crate::webhook::DeliveryState,
            $crate::webhook::ReplayState,
            $crate::webhook::WebhookState,
            $crate::webhook::WebhookStop,
            $crate::keys::KeyChange,
            $crate::keys::KeyFamily,
            $crate::import::Field,
            $crate::import::ImportEncoding,
            $crate::import::ImportFormat,
            $crate::import::ImportKind,
            $crate::import::ImportState,
            $crate::import::OpenClocks,
            $crate::import::PastStatus,
            $crate::import::Preset,
            $crate::import::RowCode,
            $crate::import::RowOutcome,
            $crate::language::Language,
            $crate::letter_choice::ChoiceScope,
            $crate::letter_choice::LetterTopic,
            $crate::staff_notice::MailPace,
            $crate::staff_notice::NoticeKind,
            $crate::law::Jurisdiction,
            $crate::law::LawKind,
            $crate::law::LawStatus,
            $crate::maintenance::MaintenanceImpact,
            $crate::maintenance::MaintenanceKind,
            $crate::maintenance::MaintenancePhase,
            $crate::presence::PresenceState,
            $crate::privacy::IdentityProof,
            $crate::privacy::PackageState,
            $crate::privacy::PrivacyKind,
            $crate::privacy::PrivacyPhase,
            $crate::privacy::PrivacyRefusal,
            $crate::privacy::PrivacySource,
            $crate::privacy::PrivacyState,
            $crate::privacy::PrivacyStep,
            $crate::rating::Dimension,
            $crate::letter_template::LetterVariable,
            $crate::reply_template::ReplyVariable,
            $crate::retention::RetentionAct,
            $crate::retention::RetentionClass,
            $crate::retention::RetentionMode,
            $crate::retention::RetentionState,
            $crate::search::IndexState,
            $crate::search::SearchPart,
            $crate::stage::Action,
            $crate::stage::Responsible,
            $crate::stage::Stage,
            $crate::stage::Status,
            $crate::stage::Turn,
            $crate::standard::SideFigure,
            $crate::standard::catalogue::Audience,
            $crate::standard::clause::Area,
            $crate::standard::diff::MarkKind,
            $crate::standard::lifecycle::RemarkKind,
            $crate::standard::lifecycle::StandardAction,
            $crate::standard::lifecycle::StandardPhase,
            $crate::standard::lifecycle::StandardState,
            $crate::standard::review::ReviewState,
            $crate::ticket::Crossing,
            $crate::ticket::AuthorKind,
            $crate::ticket::BodyFormat,
            $crate::ticket::Channel,
            $crate::ticket::Class,
            $crate::ticket::CloseReason,
            $crate::ticket::ConfirmedBy,
            $crate::ticket::Impact,
            $crate::ticket::Kind,
            $crate::ticket::Likeness,
            $crate::ticket::Relation,
            $crate::ticket::TicketLink,
            $crate::ticket::Tier,
            $crate::ticket::Urgency,
            $crate::ticket::Visibility,
            $crate::ticket::WaitOn,
        }
    };
}

#[cfg(test)]
mod tests {
    use super::Code;
    use std::collections::BTreeSet;

    fn check<T>()
    where
        T: Code + std::str::FromStr + std::fmt::Display + serde::Serialize + serde::de::DeserializeOwned,
    {
        let texts: BTreeSet<_> = T::VALUES.iter().map(|value| value.code()).collect();
        assert_eq!(texts.len(), T::VALUES.len(), "{} repeats a text", T::WHAT);
        for &value in T::VALUES {
            assert_eq!(value.to_string(), value.code());
            assert_eq!(value.code().parse::<T>().ok(), Some(value));
            let json = serde_json::to_string(&value).unwrap();
            assert_eq!(json, format!("\"{}\"", value.code()));
            assert_eq!(serde_json::from_str::<T>(&json).unwrap(), value);
        }
        for wrong in ["", " ", "no such code", "\u{0}"] {
            assert!(T::from_code(wrong).is_err());
            assert!(serde_json::from_value::<T>(serde_json::json!(wrong)).is_err());
        }
        assert!(serde_json::from_str::<T>("1").is_err());
    }

    macro_rules! check_all {
        ($($code:ty),+ $(,)?) => { $(check::<$code>();)+ };
    }

    #[test]
    fn every_code_round_trips_as_text_and_as_json() {
        for_each_code!(check_all);
    }

    #[test]
    fn an_unknown_code_names_the_set_and_what_was_read() {
        let error = "sleeping".parse::<crate::stage::Stage>().unwrap_err();
        assert_eq!(error.to_string(), "`sleeping` is not a known stage");
        let long = "x".repeat(500).parse::<crate::stage::Stage>().unwrap_err();
        assert_eq!(
            long.text.len(),
            64,
            "a hostile text is not carried whole into an error"
        );
    }
}
