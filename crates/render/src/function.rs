//! The functions templates call: wording, times, numbers, icons, message bodies.

use std::fmt::Display;
use std::sync::Arc;

use fluent_bundle::{FluentArgs, FluentValue};
use jiff::tz::TimeZone;
use minijinja::value::{Kwargs, ValueKind};
use minijinja::{Environment, Error, ErrorKind, HtmlEscape, State, Value};
use parking_lot::RwLock;
use touchstone_domain::language::Language;
use touchstone_domain::time::{Span, Timestamp};

use crate::ambient::ambient;
use crate::icon::Icons;
use crate::mentioned::mentions_marked;
use crate::{Translator, format, markup};

/// What the functions work with.
pub(crate) struct Kit {
    pub translator: Translator,
    /// What an operator may change while the product runs.
    pub local: Arc<RwLock<Local>>,
    pub icons: Icons,
    pub asset_base: String,
    /// A missing or incomplete text is an error instead of a fallback.
    pub strict: bool,
}

/// Adds all functions to the environment.
pub(crate) fn register(env: &mut Environment<'static>, kit: &Arc<Kit>) {
    words(env, kit);
    times(env, kit);
    spans(env, kit);
    things(env, kit);
}

fn words(env: &mut Environment<'static>, kit: &Arc<Kit>) {
    let k = Arc::clone(kit);
    env.add_function(
        "t",
        move |state: &mut State<'_, '_>, key: String, args: Kwargs| {
            k.text(ambient(state)?.language, &key, &fluent_args(&args)?)
        },
    );
    let k = Arc::clone(kit);
    env.add_function("brand", move |state: &mut State<'_, '_>| {
        Ok::<_, Error>(k.brand(ambient(state)?.language))
    });
    let k = Arc::clone(kit);
    // The arguments of a problem come as a map made by the handler.
    env.add_function(
        "t_map",
        move |state: &mut State<'_, '_>, key: String, args: Value| {
            let mut fluent = FluentArgs::new();
            for name in args.try_iter()? {
                fluent.set(name.to_string(), fluent_value(&args.get_item(&name)?));
            }
            k.text(ambient(state)?.language, &key, &fluent)
        },
    );
    let k = Arc::clone(kit);
    env.add_function(
        "label",
        move |state: &mut State<'_, '_>, family: String, code: String| {
            Ok::<_, Error>(k.translator.label(ambient(state)?.language, &family, &code))
        },
    );
    let k = Arc::clone(kit);
    env.add_function(
        "pattern",
        move |state: &mut State<'_, '_>, key: String, argument: String| {
            Ok::<_, Error>(format::left_pattern(
                &k.translator,
                ambient(state)?.language,
                &key,
                &argument,
            ))
        },
    );
}

fn times(env: &mut Environment<'static>, kit: &Arc<Kit>) {
    let k = Arc::clone(kit);
    env.add_function("when", move |state: &mut State<'_, '_>, at: String| {
        let here = ambient(state)?;
        let at = parsed::<Timestamp>(&at)?;
        Ok::<_, Error>(k.time_element(
            here.language,
            at,
            &format::short(here.language, &k.zone(), at, here.now),
        ))
    });
    let k = Arc::clone(kit);
    env.add_function("ago", move |state: &mut State<'_, '_>, at: String| {
        let here = ambient(state)?;
        let at = parsed::<Timestamp>(&at)?;
        let text = format::ago(&k.translator, here.language, &k.zone(), at, here.now);
        Ok::<_, Error>(k.time_element(here.language, at, &text))
    });
    let k = Arc::clone(kit);
    env.add_function("date", move |state: &mut State<'_, '_>, at: String| {
        let here = ambient(state)?;
        let at = parsed::<Timestamp>(&at)?;
        Ok::<_, Error>(k.time_element(here.language, at, &format::date(here.language, &k.zone(), at)))
    });
    let k = Arc::clone(kit);
    // For a sentence: the text alone.
    env.add_function("moment", move |state: &mut State<'_, '_>, at: String| {
        let here = ambient(state)?;
        Ok::<_, Error>(format::moment(
            here.language,
            &k.zone(),
            parsed::<Timestamp>(&at)?,
            here.now,
        ))
    });
}

fn spans(env: &mut Environment<'static>, kit: &Arc<Kit>) {
    let k = Arc::clone(kit);
    env.add_function("duration", move |state: &mut State<'_, '_>, span: String| {
        Ok::<_, Error>(format::long(
            &k.translator,
            ambient(state)?.language,
            parsed::<Span>(&span)?,
        ))
    });
    let k = Arc::clone(kit);
    env.add_function("span", move |state: &mut State<'_, '_>, span: String| {
        Ok::<_, Error>(format::compact(
            &k.translator,
            ambient(state)?.language,
            parsed::<Span>(&span)?,
        ))
    });
    env.add_function("late", |span: String| {
        Ok::<_, Error>(parsed::<Span>(&span)? < Span::ZERO)
    });
    env.add_function("since", |later: String, earlier: String| {
        Ok::<_, Error>((parsed::<Timestamp>(&later)? - parsed::<Timestamp>(&earlier)?).to_string())
    });
}

fn things(env: &mut Environment<'static>, kit: &Arc<Kit>) {
    env.add_function("number", |value: i64| format::number(value));
    env.add_function("size", |bytes: u64| format::size(bytes));
    let k = Arc::clone(kit);
    env.add_function("asset", move |path: String| format!("{}/{path}", k.asset_base));
    let k = Arc::clone(kit);
    env.add_function("icon", move |name: String, class: Option<String>| {
        k.icons.svg(&name, class.as_deref())
    });
    env.add_function("sanitised", |html: String| {
        Value::from_safe_string(markup::html_clean(&html))
    });
    env.add_function(
        "body",
        |body: String, format: String, mentions: Option<Vec<String>>| {
            let html = markup::body_html(&body, &format);
            let marked = mentions_marked(&html, &mentions.unwrap_or_default());
            Value::from_safe_string(marked.into_owned())
        },
    );
}

/// Zone and name of an installation.
pub(crate) struct Local {
    pub zone: TimeZone,
    /// Shown instead of the product's own name.
    pub name: Option<String>,
}

impl Kit {
    /// The zone times are shown in.
    pub fn zone(&self) -> TimeZone {
        self.local.read().zone.clone()
    }

    /// What the installation is called.
    pub fn brand(&self, language: Language) -> String {
        let name = self.local.read().name.clone();
        name.or_else(|| self.translator.text(language, "brand", None))
            .unwrap_or_default()
    }

    fn text(&self, language: Language, key: &str, args: &FluentArgs<'_>) -> Result<String, Error> {
        match self.translator.checked(language, key, Some(args)) {
            Some((text, complete)) if complete || !self.strict => Ok(text),
            None if !self.strict => Ok(key.to_owned()),
            found => {
                let fault = if found.is_some() {
                    "is incomplete"
                } else {
                    "is missing"
                };
                Err(Error::new(
                    ErrorKind::InvalidOperation,
                    format!("text {key} {fault} in {language}"),
                ))
            }
        }
    }

    /// The instant for machines, the full time on hover, the short one to read.
    fn time_element(&self, language: Language, at: Timestamp, text: &str) -> Value {
        let full = format::full(language, &self.zone(), at);
        Value::from_safe_string(format!(
            r#"<time datetime="{at}" title="{}">{}</time>"#,
            HtmlEscape(&full),
            HtmlEscape(text)
        ))
    }
}

fn fluent_args(args: &Kwargs) -> Result<FluentArgs<'static>, Error> {
    let mut fluent = FluentArgs::new();
    let names: Vec<String> = args.args().map(str::to_owned).collect();
    for name in names {
        let value: Value = args.get(&name)?;
        fluent.set(name, fluent_value(&value));
    }
    Ok(fluent)
}

/// Whole numbers stay numbers, so that they choose plural forms and are grouped; everything else is text.
fn fluent_value(value: &Value) -> FluentValue<'static> {
    match (value.kind(), i64::try_from(value.clone())) {
        (ValueKind::Number, Ok(number)) => FluentValue::from(number),
        _ => FluentValue::from(value.to_string()),
    }
}

fn parsed<T: std::str::FromStr<Err: Display>>(text: &str) -> Result<T, Error> {
    text.parse()
        .map_err(|problem: T::Err| Error::new(ErrorKind::InvalidOperation, format!("{text}: {problem}")))
}
