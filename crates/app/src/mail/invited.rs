//! An appointment in a mail, in a few lines that stand above what its sender wrote.

use touchstone_channels::{Invitation, InvitationMethod, InvitationTime};
use touchstone_domain::language::Language;
use touchstone_render::Renderer;

/// The lines, in a language; times of which the instant is known are those of the platform's zone.
pub(super) fn invitation_lines(renderer: &Renderer, language: Language, invitation: &Invitation) -> String {
    let word =
        |key: &str, args: &[(&str, String)]| renderer.text_with(language, key, args).unwrap_or_default();
    let what = renderer.label(
        language,
        "invitation",
        match invitation.method {
            InvitationMethod::Request => "request",
            InvitationMethod::Cancel => "cancel",
            InvitationMethod::Reply => "reply",
            InvitationMethod::Other => "other",
        },
    );
    let mut lines = vec![word(
        "invitation-title",
        &[("what", what), ("title", invitation.title.clone())],
    )];
    let times =
        [&invitation.begins, &invitation.ends].map(|time| time.as_ref().map(|time| shown(renderer, time)));
    let time = match times {
        [Some(from), Some(until)] if from != until => {
            Some(word("invitation-until", &[("from", from), ("until", until)]))
        }
        [from, _] => from,
    };
    let time = time.map(|time| match invitation.repeats {
        true => word("invitation-repeats", &[("time", time)]),
        false => time,
    });
    lines.extend(time.map(|time| word("invitation-when", &[("time", time)])));
    lines.extend(
        invitation
            .place
            .clone()
            .map(|place| word("invitation-where", &[("place", place)])),
    );
    lines.extend(
        invitation
            .organiser
            .clone()
            .map(|organiser| word("invitation-by", &[("organiser", organiser)])),
    );
    lines.join("\n")
}

fn shown(renderer: &Renderer, time: &InvitationTime) -> String {
    match time {
        InvitationTime::Day(day) => day.clone(),
        InvitationTime::Wall(wall, None) => wall.clone(),
        InvitationTime::Wall(wall, Some(zone)) => format!("{wall} ({zone})"),
        InvitationTime::At(at) => match renderer.local(*at) {
            Some(local) => {
                let zone = local.time_zone().iana_name().unwrap_or("UTC");
                format!("{} ({zone})", local.strftime("%Y-%m-%d %H:%M"))
            }
            None => at.to_string(),
        },
    }
}
