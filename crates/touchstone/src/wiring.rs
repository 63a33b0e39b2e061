//! Puts the parts together: database, files, keys, renderer, mail. In this order, because each next one needs the one
//! before; every refusal says what to do.

use crate::config::Config;
use anyhow::{Context as _, Result};
use std::path::Path;
use std::sync::Arc;
use touchstone_app::App;
use touchstone_app::account::{SignOn, SignOnSettings};
use touchstone_app::backup::BackupSettings;
use touchstone_app::core::{AppConfig, Fixed, Limits, SystemClock};
use touchstone_app::keys::{KeyRing, KeyRingPlace};
use touchstone_app::mail::MailIntake;
use touchstone_channels::{HookSender, Mailer, MailerConfig, Outbound};
use touchstone_domain::time::Clock;
use touchstone_render::{Options, Renderer};
use touchstone_store::blob::Blobs;
use touchstone_store::migrate::MigrationWatch;
use touchstone_store::{Store, StoreConfig};

/// What an [`App`] is made of, before it is one.
pub(crate) struct Parts {
    pub(crate) store: Store,
    pub(crate) blobs: Blobs,
    pub(crate) keys: KeyRing,
    pub(crate) renderer: Arc<Renderer>,
}

/// How the configured database is opened.
pub(crate) fn store_config(config: &Config) -> StoreConfig {
    let store = match &config.database_url {
        Some(url) => StoreConfig::postgres(url),
        None => StoreConfig::sqlite(&config.data_dir),
    };
    StoreConfig {
        disk_floor: config.disk_floor,
        ..store
    }
}

/// Opens database, files and keys. `data_dir` holds the files; the key ring must lie outside it. Blocks: call it outside
/// the runtime.
pub(crate) fn parts(
    store: StoreConfig,
    data_dir: &Path,
    key_ring: &Path,
    options: Options,
    clock: &dyn Clock,
) -> Result<Parts> {
    let renderer = renderer(options)?;
    parts_watched(store, data_dir, key_ring, renderer, clock, &mut |_| {})
}

/// What words and pages are made with.
pub(crate) fn renderer(options: Options) -> Result<Arc<Renderer>> {
    let renderer = Renderer::new(options).context("the pages could not be prepared")?;
    Ok(Arc::new(renderer))
}

/// The same with a renderer that is there; `watch` hears of a migration, which may take its time.
pub(crate) fn parts_watched(
    store: StoreConfig,
    data_dir: &Path,
    key_ring: &Path,
    renderer: Arc<Renderer>,
    clock: &dyn Clock,
    watch: MigrationWatch<'_>,
) -> Result<Parts> {
    let place = KeyRingPlace {
        path: key_ring.to_owned(),
        data_dir: Some(data_dir.to_owned()),
    };
    let store = Store::open_watched(store, watch)?;
    let opened = place
        .open(&store, clock.now())
        .map_err(anyhow::Error::from)
        .and_then(|(keys, _)| {
            let blobs = Blobs::directory(&data_dir.join("blobs"))?;
            Ok(Parts {
                store: store.clone(),
                blobs,
                keys,
                renderer,
            })
        });
    opened.inspect_err(|_| store.close())
}

/// The options of the renderer for an installation.
pub(crate) fn render_options(config: &Config) -> Options {
    Options {
        overrides_dir: config.overrides_dir.clone(),
        asset_base: touchstone_web::asset_base(),
        zone: config.zone.clone(),
        ..Options::default()
    }
}

/// What the running product is told about the world around it.
#[derive(Default)]
pub(crate) struct Surroundings<'a> {
    pub(crate) public_url: &'a str,
    pub(crate) smtp: Option<&'a MailerConfig>,
    /// Keeps letters on this machine instead.
    pub(crate) catching: Option<Mailer>,
    pub(crate) sign_on: Option<&'a SignOnSettings>,
    pub(crate) limits: Limits,
    pub(crate) backup: Option<BackupSettings>,
    /// Which mail is taken in.
    pub(crate) mail: MailIntake,
    /// What cannot be changed in the browser.
    pub(crate) fixed: Fixed,
    /// Calls other systems.
    pub(crate) hooks: HookSender,
}

/// The running product. Must be called inside the runtime when there is a mail server.
pub(crate) fn app(parts: Parts, clock: Arc<dyn Clock>, around: Surroundings<'_>) -> Result<App> {
    let signed = |smtp: &MailerConfig| MailerConfig {
        signer: around.mail.signer.clone(),
        ..smtp.clone()
    };
    let mailer = around.smtp.map(signed);
    let mailer = match around.catching {
        Some(catching) => Some(catching),
        None => mailer.as_ref().map(Mailer::new).transpose()?,
    };
    let mailer = mailer.map(Arc::new);
    let sign_on = match around.sign_on {
        Some(settings) => Some(Arc::new(SignOn::new(settings.clone(), Outbound::new()?))),
        None => None,
    };
    Ok(App::new(AppConfig {
        mail: around.mail,
        hooks: around.hooks,
        store: parts.store,
        blobs: parts.blobs,
        keys: parts.keys,
        clock,
        renderer: parts.renderer,
        mailer,
        fixed: around.fixed,
        public_url: around.public_url.to_owned(),
        limits: around.limits,
        backup: around.backup,
        sign_on,
    }))
}

/// Opens the product on a database that no server owns, for one piece of work, and closes it again. Blocks.
pub(crate) fn alone<T>(config: &Config, work: impl AsyncFnOnce(&App) -> Result<T>) -> Result<T> {
    let (store, options) = (store_config(config), render_options(config));
    let parts = parts(store, &config.data_dir, &config.key_ring, options, &SystemClock)?;
    let store = parts.store.clone();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let runtime = runtime.context("the runtime could not be started")?;
    let done = runtime.block_on(async {
        let around = Surroundings {
            public_url: &config.public_url,
            limits: config.limits.clone(),
            mail: config.mail.clone(),
            hooks: config.hooks.clone(),
            fixed: config.fixed(),
            ..Surroundings::default()
        };
        work(&app(parts, Arc::new(SystemClock), around)?).await
    });
    drop(runtime);
    store.close();
    done
}
