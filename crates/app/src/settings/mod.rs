//! What an installation is told in the browser instead of in its configuration: how it sends mail, its name, its zone,
//! its language, and which team serves which tier. Kept sealed in the database and taken over by every process while it runs. What the configuration
//! names counts, and is only shown here.

mod apply;
mod kept;
mod mail;
mod mail_input;
mod platform;
mod routing;

pub use apply::settings_apply;
pub use kept::SettingsState;
pub use mail::{MailHealth, MailView, mail_clear, mail_get, mail_put, mail_test};
pub use mail_input::{MailInput, MailSecurity};
pub use platform::{PLATFORM_NAME, PlatformInput, PlatformView, platform_get, platform_put, zones};
pub use routing::{Routing, routing_get, routing_put};

pub(crate) use kept::{SettingName, setting_keep, setting_purpose};
pub(crate) use mail::mail_checked;
pub(crate) use mail_input::MailSettings;
pub(crate) use platform::Platform;
