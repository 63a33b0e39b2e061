//! Templates of replies: made, shared, changed, put aside, and put into a reply. A template never sends anything by itself.

mod change;
mod input;
mod read;
mod render;

pub use change::{template_archive, template_create, template_replace, template_restore};
pub use input::TemplateContent;
pub(crate) use input::template_refused;
pub use read::{
    ReplyTemplate, TemplateHead, TemplateQuery, TemplateVersion, template_get, template_versions, templates,
};
pub(crate) use render::filled;
pub use render::{RenderedReply, template_render};
