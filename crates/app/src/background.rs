//! What runs beside requests: timers, reactions, jobs and housekeeping, each in a loop of its own, so that a mail server
//! that does not answer keeps nobody's clock from being judged.
//!
//! A loop is woken by commits of this process and looks by itself at least twice a second, which is how it learns of
//! other processes' commits and of due times. An error is logged and tried again; a loop ends only with the process.

use std::future::Future;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;
use touchstone_store::Lane;
use touchstone_store::job::{Job, JobError, job_next};

use crate::backtest::backtest_step;
use crate::backup::backup_step;
use crate::board::figures_step;
use crate::bulk::bulk_step;
use crate::calendar::calendar_step;
use crate::clockwork::clockwork_step;
use crate::core::{App, AppError};
use crate::correction::correction_step;
use crate::export::export_step;
use crate::housekeeping::housekeeping_sweep;
use crate::import::import_step;
use crate::mail::{mail_fetch, mail_step};
use crate::maintenance::announcements_take;
use crate::notify::{SEND_JOB, notification_send};
use crate::privacy::package::{PACKAGE_JOB, package_make};
use crate::reactions::react;
use crate::retention::retention_step;
use crate::rotation::rotation_step;
use crate::search::search_index_step;
use crate::settings::settings_apply;
use crate::staff_notice::staff_mail_step;
use crate::standard::standard_step;
use crate::ticket::handover_step;
use crate::webhook::webhooks_run;

/// How long a loop sleeps when nothing wakes it.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How long a loop rests after an error.
const REST_AFTER_ERROR: Duration = Duration::from_secs(2);
/// How often it is asked whether a backup is due; one that is asked for comes with a nudge.
const BACKUPS_EVERY: Duration = Duration::from_secs(30);
/// Another process may have been told something in the browser.
const SETTINGS_EVERY: Duration = Duration::from_secs(5);
/// How often it is asked whether keys are being changed, by whichever process.
const KEYS_EVERY: Duration = Duration::from_secs(2);
/// How often it is looked for offers that nobody has answered.
const HANDOVERS_EVERY: Duration = Duration::from_secs(10);
/// How often it is looked for mails to staff that are due.
const STAFF_MAIL_EVERY: Duration = Duration::from_secs(5);
/// The same of actions on many tickets.
const BULK_EVERY: Duration = Duration::from_secs(1);
/// The same of exports.
const EXPORTS_EVERY: Duration = Duration::from_secs(10);
/// How often it is looked whether an import of another process was left behind; one that is asked for comes with a nudge.
const IMPORTS_EVERY: Duration = Duration::from_secs(10);
/// How often it is looked whether a backtest was left behind; one that is asked for comes with a nudge.
const BACKTESTS_EVERY: Duration = Duration::from_secs(10);
/// Another process may have made a version of a calendar.
const CALENDARS_EVERY: Duration = Duration::from_secs(4);
const SWEEP_EVERY: Duration = Duration::from_secs(15 * 60);
/// Jobs worked on side by side.
const JOBS_AT_ONCE: u32 = 8;

/// The loops of one process. They end, after the step they are in, when told to.
pub struct Background {
    stop: watch::Sender<bool>,
    loops: JoinSet<()>,
}

impl Background {
    /// Starts every loop.
    pub fn start(app: &App) -> Self {
        let (stop, stopped) = watch::channel(false);
        let mut loops = JoinSet::new();
        let timers = |app: App| async move { clockwork_step(&app).await.map(|fired| fired.more) };
        let reactions = |app: App| async move { react(&app).await.map(|_| false) };
        let figures = |app: App| async move { figures_step(&app).await };
        loops.spawn(repeat(
            "figures",
            app.clone(),
            stopped.clone(),
            LOOK_EVERY,
            figures,
        ));
        let jobs = |app: App| async move { jobs_step(&app).await };
        let sweep = |app: App| async move { housekeeping_sweep(&app).await.map(|_| false) };
        loops.spawn(repeat("timers", app.clone(), stopped.clone(), LOOK_EVERY, timers));
        loops.spawn(repeat(
            "reactions",
            app.clone(),
            stopped.clone(),
            LOOK_EVERY,
            reactions,
        ));
        loops.spawn(repeat("jobs", app.clone(), stopped.clone(), LOOK_EVERY, jobs));
        let backups = |app: App| async move { backup_step(&app).await };
        loops.spawn(repeat(
            "backups",
            app.clone(),
            stopped.clone(),
            BACKUPS_EVERY,
            backups,
        ));
        let settings = |app: App| async move {
            settings_apply(&app).await?;
            announcements_take(&app).await.map(|()| false)
        };
        loops.spawn(repeat(
            "settings",
            app.clone(),
            stopped.clone(),
            SETTINGS_EVERY,
            settings,
        ));
        let staff_mail = |app: App| async move { staff_mail_step(&app).await };
        loops.spawn(repeat(
            "mails to staff",
            app.clone(),
            stopped.clone(),
            STAFF_MAIL_EVERY,
            staff_mail,
        ));
        let retention = |app: App| async move { retention_step(&app).await };
        loops.spawn(repeat(
            "retention",
            app.clone(),
            stopped.clone(),
            BACKUPS_EVERY,
            retention,
        ));
        let keys = |app: App| async move { rotation_step(&app).await };
        loops.spawn(repeat("keys", app.clone(), stopped.clone(), KEYS_EVERY, keys));
        let imports = |app: App| async move { import_step(&app).await };
        loops.spawn(repeat(
            "imports",
            app.clone(),
            stopped.clone(),
            IMPORTS_EVERY,
            imports,
        ));
        let standards = |app: App| async move { standard_step(&app).await };
        loops.spawn(repeat(
            "standards",
            app.clone(),
            stopped.clone(),
            SETTINGS_EVERY,
            standards,
        ));
        let search = |app: App| async move { search_index_step(&app).await };
        loops.spawn(repeat(
            "search",
            app.clone(),
            stopped.clone(),
            SETTINGS_EVERY,
            search,
        ));
        let calendars = |app: App| async move { calendar_step(&app).await };
        loops.spawn(repeat(
            "calendars",
            app.clone(),
            stopped.clone(),
            CALENDARS_EVERY,
            calendars,
        ));
        let corrections = |app: App| async move { correction_step(&app).await };
        loops.spawn(repeat(
            "corrections",
            app.clone(),
            stopped.clone(),
            CALENDARS_EVERY,
            corrections,
        ));
        let handovers = |app: App| async move { handover_step(&app).await };
        loops.spawn(repeat(
            "hand-overs",
            app.clone(),
            stopped.clone(),
            HANDOVERS_EVERY,
            handovers,
        ));
        let bulks = |app: App| async move { bulk_step(&app).await };
        loops.spawn(repeat("bulk", app.clone(), stopped.clone(), BULK_EVERY, bulks));
        let backtests = |app: App| async move { backtest_step(&app).await };
        loops.spawn(repeat(
            "backtests",
            app.clone(),
            stopped.clone(),
            BACKTESTS_EVERY,
            backtests,
        ));
        let mail = |app: App| async move { mail_step(&app).await };
        loops.spawn(repeat("mail", app.clone(), stopped.clone(), LOOK_EVERY, mail));
        let exports = |app: App| async move { export_step(&app).await };
        loops.spawn(repeat(
            "exports",
            app.clone(),
            stopped.clone(),
            EXPORTS_EVERY,
            exports,
        ));
        loops.spawn(webhooks_run(app.clone(), stopped.clone()));
        for source in &app.mail.sources {
            loops.spawn(mail_fetch(app.clone(), source.clone(), stopped.clone()));
        }
        loops.spawn(repeat("housekeeping", app.clone(), stopped, SWEEP_EVERY, sweep));
        Self { stop, loops }
    }

    /// Tells the loops to end and waits until they have.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        while self.loops.join_next().await.is_some() {}
    }
}

/// One batch of jobs; whether more are waiting.
pub async fn jobs_step(app: &App) -> Result<bool, AppError> {
    let now = app.clock.now();
    let next = app.query(Lane::Fast, |tx| Ok(job_next(tx)?)).await?;
    if next.is_none_or(|next| next > now) {
        return Ok(false);
    }
    let worked = app
        .store
        .jobs_work(now, JOBS_AT_ONCE, |job| job_work(app.clone(), job))
        .await?;
    Ok(worked.more)
}

async fn job_work(app: App, job: Job) -> Result<(), JobError> {
    match job.kind.as_str() {
        SEND_JOB => notification_send(&app, &job).await,
        PACKAGE_JOB => package_make(&app, &job).await,
        unknown => Err(JobError::GiveUp(format!("no such kind of job: {unknown}"))),
    }
}

/// Does `step` again and again: at once while it says that there is more, else when a commit wakes it or `every` is
/// over.
async fn repeat<F, Fut>(
    name: &'static str,
    app: App,
    mut stopped: watch::Receiver<bool>,
    every: Duration,
    step: F,
) where
    F: Fn(App) -> Fut,
    Fut: Future<Output = Result<bool, AppError>>,
{
    let mut nudges = app.store.nudges();
    while !*stopped.borrow_and_update() {
        nudges.mark_unchanged();
        let rest = match step(app.clone()).await {
            Ok(true) => continue,
            Ok(false) => every,
            Err(error) => {
                tracing::warn!(%error, "{name}: a step failed and is tried again");
                tokio::time::sleep(REST_AFTER_ERROR).await;
                every.min(REST_AFTER_ERROR)
            }
        };
        // Housekeeping goes by the hour, and settings and keys are taken over at once by whoever changes them.
        let by_the_clock = [SWEEP_EVERY, SETTINGS_EVERY, KEYS_EVERY, CALENDARS_EVERY];
        let woken_by_commits = !by_the_clock.contains(&every);
        tokio::select! {
            _ = stopped.changed() => {}
            _ = nudges.changed(), if woken_by_commits => {}
            () = tokio::time::sleep(rest) => {}
        }
    }
}
