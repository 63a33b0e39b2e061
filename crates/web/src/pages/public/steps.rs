//! The way of a request: the stages it went through, as often as it did, and those that lie ahead on the normal path.

use touchstone_app::ticket::{Track, TrackStep};
use touchstone_domain::stage::Stage;
use touchstone_domain::time::Timestamp;
use touchstone_render::view::{StepLine, StepState};

/// What a request goes through when nothing is missing and nobody objects.
const PATH: [Stage; 7] = [
    Stage::Received,
    Stage::Classified,
    Stage::Assigned,
    Stage::InProgress,
    Stage::Resolved,
    Stage::Confirmed,
    Stage::Archived,
];

/// The steps of a request, those to come included.
pub(super) fn step_lines(track: &Track) -> Vec<StepLine> {
    lines(&track.steps, track.stage)
}

fn lines(passed: &[TrackStep], stage: Stage) -> Vec<StepLine> {
    // A history too long to be read whole ends before the stage of today.
    let (done, since) = match passed.split_last() {
        Some((last, done)) if last.stage == stage => (done, Some(last.at)),
        _ => (passed, None),
    };
    let done = done
        .iter()
        .map(|step| line(step.stage, StepState::Done, Some(step.at)));
    let current = line(stage, StepState::Current, since);
    let ahead = ahead(stage)
        .iter()
        .map(|stage| line(*stage, StepState::Ahead, None));
    done.chain([current]).chain(ahead).collect()
}

/// The rest of the path. After a wait, work goes on where it was.
fn ahead(stage: Stage) -> &'static [Stage] {
    let at = if stage.is_waiting() {
        Stage::InProgress
    } else {
        stage
    };
    let next = PATH
        .iter()
        .position(|known| *known == at)
        .map_or(PATH.len(), |at| at + 1);
    PATH.get(next..).unwrap_or_default()
}

fn line(stage: Stage, state: StepState, at: Option<Timestamp>) -> StepLine {
    StepLine {
        stage: stage.as_str().into(),
        state,
        at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(passed: &[Stage], stage: Stage) -> Vec<String> {
        let at = |n: usize| Timestamp::from_micros(i64::try_from(n).unwrap());
        let passed: Vec<_> = passed
            .iter()
            .enumerate()
            .map(|(n, stage)| TrackStep {
                stage: *stage,
                at: at(n),
            })
            .collect();
        let mark = |line: &StepLine| match (line.state, line.at) {
            (StepState::Done, Some(_)) => "+",
            (StepState::Current, Some(_)) => "*",
            (StepState::Current, None) => "?",
            (StepState::Ahead, None) => "-",
            _ => "!",
        };
        lines(&passed, stage)
            .iter()
            .map(|line| format!("{}{}", mark(line), line.stage))
            .collect()
    }

    #[test]
    fn a_wait_stands_where_it_happened_and_work_goes_on_after_it() {
        use Stage::*;
        assert_eq!(
            told(
                &[Received, Classified, Assigned, InProgress, WaitingRequester],
                WaitingRequester
            ),
            [
                "+received",
                "+classified",
                "+assigned",
                "+in_progress",
                "*waiting_requester",
                "-resolved",
                "-confirmed",
                "-archived"
            ]
        );
        assert_eq!(
            told(
                &[
                    Received,
                    Classified,
                    Assigned,
                    InProgress,
                    WaitingThirdParty,
                    InProgress
                ],
                InProgress
            )[3..],
            [
                "+in_progress",
                "+waiting_third_party",
                "*in_progress",
                "-resolved",
                "-confirmed",
                "-archived"
            ]
        );
    }

    #[test]
    fn an_objection_leads_back_and_the_end_has_nothing_ahead() {
        use Stage::*;
        let back = [Received, Classified, Assigned, InProgress, Resolved, InProgress];
        assert_eq!(
            told(&back, InProgress)[4..],
            [
                "+resolved",
                "*in_progress",
                "-resolved",
                "-confirmed",
                "-archived"
            ]
        );
        assert_eq!(told(&[Received, Archived], Archived), ["+received", "*archived"]);
    }

    #[test]
    fn a_history_cut_short_still_shows_where_it_is() {
        assert_eq!(
            told(&[Stage::Received], Stage::Resolved),
            ["+received", "?resolved", "-confirmed", "-archived"]
        );
    }
}
