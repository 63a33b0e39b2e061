//! The translator: Fluent bundles, one per language, with a fixed order of fallback.
//!
//! A key missing in a language is taken from zh-CN, then from en; the product's own locales never need that (a test
//! sees to it), an operator's overrides may. Isolation marks are off: none of the languages is written right to left.

use std::borrow::Cow;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use touchstone_domain::language::Language;

use crate::RenderError;
use crate::format::number;
use crate::source::LocaleFile;

/// Words keys in a language.
pub struct Translator {
    bundles: Vec<(Language, FluentBundle<FluentResource>)>,
}

impl Translator {
    pub(crate) fn load(files: &[LocaleFile]) -> Result<Self, RenderError> {
        let mut bundles = Vec::new();
        for &language in Language::ALL {
            let mut bundle = bundle(language)?;
            for file in files.iter().filter(|file| file.language == language) {
                bundle.add_resource_overriding(resource(file)?);
            }
            bundles.push((language, bundle));
        }
        Ok(Self { bundles })
    }

    /// The text of a key, or nothing when no language has it.
    pub fn text(&self, language: Language, key: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
        self.checked(language, key, args).map(|(text, _)| text)
    }

    /// The text, and whether it was complete: in the language asked for, with every argument it names.
    pub(crate) fn checked(
        &self,
        language: Language,
        key: &str,
        args: Option<&FluentArgs<'_>>,
    ) -> Option<(String, bool)> {
        let order = [language, Language::ZhCn, Language::En];
        order.into_iter().find_map(|tried| {
            let (text, complete) = self.in_language(tried, key, args)?;
            Some((text, complete && tried == language))
        })
    }

    fn in_language(
        &self,
        language: Language,
        key: &str,
        args: Option<&FluentArgs<'_>>,
    ) -> Option<(String, bool)> {
        let (_, bundle) = self.bundles.iter().find(|(known, _)| *known == language)?;
        let pattern = bundle.get_message(key)?.value()?;
        let mut problems = Vec::new();
        let text = bundle.format_pattern(pattern, args, &mut problems).into_owned();
        Some((text, problems.is_empty()))
    }

    /// The text of a code (`stage` + `in_progress` → `stage-in_progress`); the code itself when no language words it,
    /// as for a category an operator has added.
    pub fn label(&self, language: Language, family: &str, code: &str) -> String {
        self.text(language, &label_key(family, code), None)
            .unwrap_or_else(|| code.to_owned())
    }
}

/// Dots and slashes of codes are no letters of Fluent keys.
pub(crate) fn label_key(family: &str, code: &str) -> String {
    format!("{family}-{}", code.replace(['.', '/'], "-"))
}

fn bundle(language: Language) -> Result<FluentBundle<FluentResource>, RenderError> {
    let name = language.as_str();
    let locale = name
        .parse()
        .map_err(|_| locale_error(name, "is no language tag"))?;
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(grouped));
    Ok(bundle)
}

/// Numbers inside texts look like numbers elsewhere.
fn grouped<M>(value: &FluentValue<'_>, _memoizer: &M) -> Option<String> {
    match value {
        FluentValue::Number(n) if n.value.fract() == 0.0 => Some(number(n.value as i64)),
        _ => None,
    }
}

fn resource(file: &LocaleFile) -> Result<FluentResource, RenderError> {
    FluentResource::try_new(file.text.clone()).map_err(|(_, problems)| {
        let list: Vec<String> = problems.iter().map(ToString::to_string).collect();
        locale_error(&file.name, list.join("; "))
    })
}

fn locale_error(name: &str, problem: impl Into<Cow<'static, str>>) -> RenderError {
    RenderError::Locale {
        name: name.to_owned(),
        problem: problem.into().into_owned(),
    }
}
