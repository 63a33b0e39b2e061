//! What every page handler needs: the frame around its view, and the finished HTML.

use axum::response::Html;
use touchstone_app::core::UserActor;
use touchstone_app::maintenance::{Announcement, announcements};
use touchstone_domain::language::Language;
use touchstone_render::view::{AnnouncementBar, Frame, FrameUser, View};

use crate::access::{Party, SignedIn, Visitor};
use crate::context::RequestContext;
use crate::failure::Failure;
use crate::state::WebState;

/// A page, or the way it failed.
pub type Page = Result<Html<String>, Failure>;

/// Announcements at the head of a page; the others stand at `/maintenance`.
const ANNOUNCED: usize = 2;

/// Who looks at a page. Implemented for the extractors of people: [`SignedIn`], `Granted`, [`Visitor`], tracking.
pub trait Reader {
    fn party(&self) -> &Party;

    /// The member of staff, whose name and menu the page shows.
    fn user(&self) -> Option<&UserActor> {
        None
    }

    /// The frame around a page of this reader: language, theme, address, menu, CSRF value.
    fn frame(&self, state: &WebState) -> Frame {
        let party = self.party();
        let mut frame = frame_of(&party.context, state);
        frame.csrf = party.csrf().to_owned();
        frame.user = self.user().map(|user| frame_user(user, party.context.unread()));
        frame
    }
}

/// A page for this reader.
pub fn page<V: View>(state: &WebState, frame: &Frame, view: &V) -> Page {
    let rendered = state.renderer.page(frame, view).map(Html);
    rendered.map_err(|error| Failure::internal(&format!("a page cannot be rendered: {error}")))
}

/// A frame for somebody of whom only the request is known.
pub(crate) fn frame_of(context: &RequestContext, state: &WebState) -> Frame {
    let mut frame = Frame::new(context.language(), context.target.clone(), state.app.clock.now());
    frame.theme = context.theme;
    frame.demo = state.settings.demo;
    frame.announcements = announced(state, frame.language);
    frame
}

/// What every page says of planned work.
fn announced(state: &WebState, language: Language) -> Vec<AnnouncementBar> {
    let current = announcements(&state.app).into_iter().filter(|one| one.is_current);
    let bar = |one: Announcement| AnnouncementBar {
        title: one.plan.title_in(language).to_owned(),
        phase: one.phase.as_str().into(),
        impact: one.plan.impact.as_str().into(),
        starts_at: one.plan.starts_at,
        ends_at: one.plan.ends_at,
    };
    current.take(ANNOUNCED).map(bar).collect()
}

fn frame_user(user: &UserActor, unread: u32) -> FrameUser {
    FrameUser {
        id: user.id.to_string(),
        name: user.name.clone(),
        role: user.role.as_str().into(),
        role_name: user
            .custom_role
            .as_ref()
            .map_or_else(String::new, |role| role.name.clone()),
        permissions: user
            .grants
            .iter()
            .map(|(permission, _)| permission.to_string())
            .collect(),
        unread,
    }
}

impl Reader for SignedIn {
    fn party(&self) -> &Party {
        self
    }

    fn user(&self) -> Option<&UserActor> {
        Some(&self.user)
    }
}

impl Reader for Visitor {
    fn party(&self) -> &Party {
        self
    }

    fn user(&self) -> Option<&UserActor> {
        self.user.as_ref()
    }
}

macro_rules! readers {
    ($($name:ty),+ $(,)?) => {
        $(impl Reader for $name {
            fn party(&self) -> &Party {
                self
            }
        })+
    };
}

readers!(
    crate::access::PublicCaller,
    crate::access::CredentialCaller,
    crate::access::LinkCaller,
    crate::access::DemoCaller,
    crate::access::TrackCaller,
    crate::access::TrackSender,
    crate::access::TrackVisitor,
);
