//! The renderer: views and notifications in, finished text out.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Zoned;
use jiff::tz::TimeZone;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value, context};
use parking_lot::RwLock;
use touchstone_domain::language::Language;
use touchstone_domain::letter_template::{LetterVariable, LetterWords};
use touchstone_domain::time::Timestamp;

use crate::escape;
use crate::format::zoned;
use crate::function::{self, Kit, Local};
use crate::icon::Icons;
use crate::letter;
use crate::notification::{self, LetterRest, Notification, NotificationText};
use crate::source::Source;
use crate::view::{Frame, View};
use crate::{RenderError, Translator};

/// How a renderer is set up.
#[derive(Clone, Debug)]
pub struct Options {
    /// Directory whose `templates/` and `locales/` override the embedded ones.
    pub overrides_dir: Option<PathBuf>,
    /// Read the directory again for every page: for people who write templates.
    pub reload: bool,
    /// Where the pages' scripts and styles are, without a slash at the end (`/assets/3f2a…`).
    pub asset_base: String,
    /// IANA name of the zone times are shown in.
    pub zone: String,
    /// Refuse to render when a text is missing instead of falling back: for tests.
    pub strict: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            overrides_dir: None,
            reload: false,
            asset_base: "/assets".to_owned(),
            zone: "Asia/Shanghai".to_owned(),
            strict: false,
        }
    }
}

/// Renders every page and notification. Cheap to share behind an `Arc`; safe to use from many threads.
pub struct Renderer {
    options: Options,
    local: Arc<RwLock<Local>>,
    engine: RwLock<Arc<Engine>>,
}

struct Engine {
    environment: Environment<'static>,
    kit: Arc<Kit>,
}

impl Renderer {
    /// Reads and compiles everything, so that a mistake in an override is found at the start.
    pub fn new(options: Options) -> Result<Self, RenderError> {
        let local = Arc::new(RwLock::new(Local {
            zone: zone_named(&options.zone)?,
            name: None,
        }));
        let engine = RwLock::new(Arc::new(Engine::load(&options, &local)?));
        Ok(Self {
            options,
            local,
            engine,
        })
    }

    /// Shows times in another zone, and the installation under another name, from the next page on. Without a zone it is
    /// the one of the options again; without a name, the product's own.
    pub fn local_set(&self, zone: Option<&str>, name: Option<String>) -> Result<(), RenderError> {
        let zone = zone_named(zone.unwrap_or(&self.options.zone))?;
        *self.local.write() = Local { zone, name };
        Ok(())
    }

    /// IANA name of the zone times are shown in.
    pub fn zone(&self) -> String {
        let local = self.local.read();
        local.zone.iana_name().unwrap_or(&self.options.zone).to_owned()
    }

    /// A whole page.
    pub fn page<V: View>(&self, frame: &Frame, view: &V) -> Result<String, RenderError> {
        let engine = self.engine()?;
        let failed = |error| RenderError::template(V::TEMPLATE, &error);
        let template = engine.environment.get_template(V::TEMPLATE).map_err(failed)?;
        template
            .render(context! { frame => Value::from(Serde(frame)), page => Value::from(Serde(view)) })
            .map_err(failed)
    }

    /// Subject and text of a notification.
    pub fn notification(
        &self,
        language: Language,
        what: &Notification,
    ) -> Result<NotificationText, RenderError> {
        self.notification_as(language, what, None, &LetterRest::default())
    }

    /// The same in an operator's words; in the built-in ones where those are no letter of its kind.
    pub fn notification_as(
        &self,
        language: Language,
        what: &Notification,
        own: Option<&LetterWords>,
        rest: &LetterRest<'_>,
    ) -> Result<NotificationText, RenderError> {
        notification::write(&self.engine()?.kit, language, what, own, rest)
    }

    /// The variables a kind of letter offers; none for a kind that there is not.
    pub fn letter_offered(&self, kind: &str) -> Option<Vec<LetterVariable>> {
        letter::letter_offered(&self.engine().ok()?.kit, kind)
    }

    /// The built-in wording of a kind of letter, with its variables in their places.
    pub fn letter_built_in(&self, language: Language, kind: &str) -> Result<LetterWords, RenderError> {
        letter::letter_built_in(&self.engine()?.kit, language, kind)
    }

    /// A letter of a kind with invented facts.
    pub fn letter_sample(&self, language: Language, kind: &str, now: Timestamp) -> Option<Notification> {
        letter::letter_sample(&self.engine().ok()?.kit, language, kind, now)
    }

    /// A text by its key without arguments, for answers that are no pages (problem titles of the API).
    pub fn text(&self, language: Language, key: &str) -> Option<String> {
        self.engine().ok()?.kit.translator.text(language, key, None)
    }

    /// A text by its key with arguments.
    pub fn text_with(&self, language: Language, key: &str, args: &[(&str, String)]) -> Option<String> {
        let mut fluent = fluent_bundle::FluentArgs::new();
        for (name, value) in args {
            fluent.set((*name).to_owned(), value.clone());
        }
        self.engine()
            .ok()?
            .kit
            .translator
            .text(language, key, Some(&fluent))
    }

    /// The text of a code: `label(language, "stage", "in_progress")`.
    pub fn label(&self, language: Language, family: &str, code: &str) -> String {
        match self.engine() {
            Ok(engine) => engine.kit.translator.label(language, family, code),
            Err(_) => code.to_owned(),
        }
    }

    /// An instant on the calendar and the clocks of the platform's zone; nothing for one that no calendar has.
    pub fn local(&self, at: Timestamp) -> Option<Zoned> {
        zoned(&self.local.read().zone, at)
    }

    fn engine(&self) -> Result<Arc<Engine>, RenderError> {
        if self.options.reload {
            let fresh = Arc::new(Engine::load(&self.options, &self.local)?);
            *self.engine.write() = fresh;
        }
        Ok(Arc::clone(&self.engine.read()))
    }
}

fn zone_named(name: &str) -> Result<TimeZone, RenderError> {
    TimeZone::get(name).map_err(|_| RenderError::Zone {
        name: name.to_owned(),
    })
}

impl Engine {
    fn load(options: &Options, local: &Arc<RwLock<Local>>) -> Result<Self, RenderError> {
        let source = Source::load(options.overrides_dir.as_deref())?;
        let kit = Arc::new(Kit {
            translator: Translator::load(&source.locales)?,
            local: Arc::clone(local),
            icons: Icons::load(),
            asset_base: options.asset_base.clone(),
            strict: options.strict,
        });
        let mut environment = Environment::new();
        // Debug information would carry what a page was told into error messages.
        environment.set_debug(false);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        if let Ok(syntax) = SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()
        {
            environment.set_syntax(syntax);
        }
        environment.set_formatter(escape::write);
        function::register(&mut environment, &kit);
        for (name, text) in source.templates {
            let added = environment.add_template_owned(name.clone(), text);
            added.map_err(|error| RenderError::template(&name, &error))?;
        }
        Ok(Self { environment, kit })
    }
}
