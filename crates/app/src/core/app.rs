//! The running product below its outside faces: one handle that every command, reaction and reconciler shares.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use touchstone_channels::{HookSender, Mailer};
use touchstone_domain::id::IdGenerator;
use touchstone_domain::time::{Clock, Span};
use touchstone_store::Store;
use touchstone_store::blob::Blobs;

use touchstone_render::Renderer;

use super::{Fixed, Outgoing, Standards};
use crate::account::{PasswordPool, SignOn};
use crate::backup::BackupSettings;
use crate::keys::KeyRing;
use crate::live::Live;
use crate::mail::MailIntake;
use crate::maintenance::Announcements;
use crate::saved_view::ViewCounts;
use crate::settings::SettingsState;

/// Bounds an operator may set. The defaults suit one machine.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes one address may upload without signing in, per hour.
    pub anonymous_upload_bytes_per_address: u64,
    /// Bytes of unclaimed anonymous uploads kept at once, all addresses together.
    pub anonymous_upload_bytes: u64,
    /// Bytes of one file to be imported.
    pub import_bytes: u64,
    /// How long the file of an export of the whole archive can be fetched.
    pub export_kept: Span,
    /// Password hashes computed at the same time; each takes about 19 MiB and one core.
    pub password_hashes_at_once: usize,
    /// How long a mail server that is tried may take for any single answer; somebody waits for it.
    pub mail_test_patience: Duration,
    /// Live streams open at once in this process.
    pub streams: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            anonymous_upload_bytes_per_address: 200 << 20,
            anonymous_upload_bytes: 2 << 30,
            import_bytes: 4 << 30,
            export_kept: Span::days(7),
            password_hashes_at_once: 2,
            mail_test_patience: Duration::from_secs(5),
            streams: 5_000,
        }
    }
}

/// What [`App::open`] puts together.
pub struct AppConfig {
    pub store: Store,
    pub blobs: Blobs,
    pub keys: KeyRing,
    pub clock: Arc<dyn Clock>,
    pub renderer: Arc<Renderer>,
    /// Outgoing mail as configured; without it the one that is set in the browser, if any; else the outbox keeps every
    /// notification visible as held.
    pub mailer: Option<Arc<Mailer>>,
    /// What cannot be set in the browser.
    pub fixed: Fixed,
    /// Where consumers and staff reach this installation, without a trailing slash; links in notifications start so.
    pub public_url: String,
    pub limits: Limits,
    /// Backups made by the product itself, if it makes any.
    pub backup: Option<BackupSettings>,
    /// The identity provider that vouches for staff, if there is one.
    pub sign_on: Option<Arc<SignOn>>,
    /// Which mail is taken in.
    pub mail: MailIntake,
    /// Calls other systems.
    pub hooks: HookSender,
}

/// The parts behind an [`App`] handle.
pub struct AppParts {
    pub store: Store,
    pub blobs: Blobs,
    pub keys: KeyRing,
    pub clock: Arc<dyn Clock>,
    pub ids: IdGenerator,
    pub renderer: Arc<Renderer>,
    pub outgoing: Outgoing,
    pub fixed: Fixed,
    pub settings: SettingsState,
    pub standards: Standards,
    pub passwords: PasswordPool,
    pub public_url: String,
    pub limits: Limits,
    pub backup: Option<BackupSettings>,
    pub sign_on: Option<Arc<SignOn>>,
    pub live: Live,
    pub(crate) view_counts: ViewCounts,
    pub(crate) announcements: Announcements,
    pub mail: MailIntake,
    pub hooks: HookSender,
}

/// A cheap handle to the running product.
#[derive(Clone)]
pub struct App(Arc<AppParts>);

impl Deref for App {
    type Target = AppParts;

    fn deref(&self) -> &AppParts {
        &self.0
    }
}

impl App {
    /// Puts the parts together. The store is open and migrated, the key ring checked against it, by then.
    pub fn new(config: AppConfig) -> Self {
        let ids = IdGenerator::new(config.store.node()).behind(config.store.newest_event());
        Self(Arc::new(AppParts {
            ids,
            store: config.store,
            blobs: config.blobs,
            keys: config.keys,
            clock: config.clock,
            renderer: config.renderer,
            outgoing: Outgoing::new(config.mailer, config.fixed.mail),
            fixed: config.fixed,
            settings: SettingsState::default(),
            standards: Standards::default(),
            passwords: PasswordPool::new(config.limits.password_hashes_at_once),
            live: Live::new(config.limits.streams),
            view_counts: ViewCounts::default(),
            announcements: Announcements::default(),
            public_url: config.public_url,
            limits: config.limits,
            backup: config.backup,
            sign_on: config.sign_on,
            mail: config.mail,
            hooks: config.hooks,
        }))
    }
}
