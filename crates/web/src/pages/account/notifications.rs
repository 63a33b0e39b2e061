//! By which means one wants to be told of what.

use axum::extract::State;
use axum::response::Response;
use serde_json::Value;
use touchstone_app::core::{AppError, FieldError};
use touchstone_app::settings;
use touchstone_app::staff_notice::{self, KeptChoice};
use touchstone_domain::staff_notice::{MailPace, Means, NoticeChoice, NoticeKind, Quiet};
use touchstone_render::view::{NoticeChoiceLine, NoticeChoiceView};

use crate::access::SignedIn;
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::again::{about_the_form, again};
use crate::pages::shared::{done, notices, problems, typed, typed_all};
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/account/notifications";

pub(super) fn routes() -> Vec<Route> {
    vec![Route::get(PATH, choice), Route::post(PATH, choice_set)]
}

async fn choice(by: SignedIn, State(state): State<WebState>) -> Page {
    let kept = staff_notice::notice_choice(&state.app, &by.caller).await?;
    let view = view(&state, &by, kept)?;
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

async fn choice_set(
    by: SignedIn,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let version = typed(&form.typed, "version").parse().unwrap_or_default();
    let call = by.call_with(&form).expecting(version);
    let set = match wanted(&form.typed) {
        Ok(choice) => staff_notice::notice_choice_put(&state.app, &call, choice).await,
        Err(error) => Err(error),
    };
    let Err(error) = set else {
        return Ok(done(PATH, "saved"));
    };
    let failure = about_the_form(error.into())?;
    let kept = staff_notice::notice_choice(&state.app, &by.caller).await?;
    let field = |name| typed(&form.typed, name);
    let shown = KeptChoice {
        choice: ticked(&form.typed),
        version,
        ..kept
    };
    let view = NoticeChoiceView {
        hour: field("hour"),
        quiet_from: field("quiet_from"),
        quiet_to: field("quiet_to"),
        zone: field("zone"),
        problems: problems(&failure, |name| match name {
            "quiet" => "quiet_from".to_owned(),
            other => other.to_owned(),
        }),
        ..view(&state, &by, shown)?
    };
    again(&state, by.frame(&state), PATH, &view, &failure)
}

/// What was ticked, and what has no way to be wrong.
fn ticked(pairs: &[(String, String)]) -> NoticeChoice {
    let named =
        |name: &'static str, kind: &NoticeKind| typed_all(pairs, name).any(|one| one == kind.as_str());
    let mut choice = NoticeChoice {
        pace: typed(pairs, "pace").parse().unwrap_or(MailPace::Away),
        urgent_passes: typed(pairs, "urgent_passes") == "1",
        ..NoticeChoice::default()
    };
    for kind in NoticeKind::ALL {
        let means = Means {
            web: named("web", kind),
            mail: named("mail", kind),
        };
        choice.choose(*kind, means);
    }
    choice
}

/// What was wanted; every problem is named at its field.
fn wanted(pairs: &[(String, String)]) -> Result<NoticeChoice, AppError> {
    let field = |name| typed(pairs, name);
    let mut choice = ticked(pairs);
    let mut wrong = Vec::new();
    let hour = field("hour");
    match hour.trim().parse() {
        Ok(hour) => choice.hour = hour,
        Err(_) if hour.trim().is_empty() => {}
        Err(_) => wrong.push(
            FieldError::new("hour", "out_of_range")
                .with("min", 0)
                .with("max", 23),
        ),
    }
    let (from, to) = (field("quiet_from"), field("quiet_to"));
    if !(from.is_empty() && to.is_empty()) {
        choice.quiet = Quiet::read(&from, &to);
        if choice.quiet.is_none() {
            wrong.push(FieldError::new("quiet", "quiet_hours"));
        }
    }
    choice.zone = Some(field("zone").trim().to_owned()).filter(|zone| !zone.is_empty());
    if wrong.is_empty() {
        Ok(choice)
    } else {
        Err(AppError::Validation(wrong))
    }
}

fn view(state: &WebState, by: &SignedIn, kept: KeptChoice) -> Result<NoticeChoiceView, Failure> {
    let KeptChoice {
        choice,
        version,
        usual_zone,
    } = kept;
    let preview = staff_notice::notice_mail_preview(&state.app, by.language())?;
    let line = |kind: &NoticeKind| {
        let means = choice.means(*kind);
        NoticeChoiceLine {
            kind: kind.as_str().into(),
            web: means.web,
            mail: means.mail,
            urgent: kind.is_urgent(),
        }
    };
    let (quiet_from, quiet_to) = choice.quiet.map(Quiet::written).unwrap_or_default();
    Ok(NoticeChoiceView {
        kinds: NoticeKind::ALL.iter().map(line).collect(),
        pace: choice.pace.as_str().into(),
        paces: MailPace::NAMES.iter().map(|name| (*name).into()).collect(),
        hour: choice.hour.to_string(),
        quiet_from,
        quiet_to,
        zone: choice.zone.unwrap_or_default(),
        usual_zone,
        zones: settings::zones(),
        urgent_passes: choice.urgent_passes,
        version,
        problems: Default::default(),
        preview: (preview.subject, preview.text),
    })
}
