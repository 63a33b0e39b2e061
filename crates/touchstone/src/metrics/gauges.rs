//! The figures beside those of HTTP, each set just before they are shown.

use super::process::Usage;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use touchstone_app::figures::Figures;
use touchstone_store::{EngineKind, StoreFigures};

type Labelled = Family<[(&'static str, String); 1], Gauge>;
type Fraction = Gauge<f64, AtomicU64>;

#[derive(Default)]
pub(super) struct Gauges {
    database_up: Gauge,
    commits: Counter,
    commands: Counter,
    refused_full: Counter,
    disk_low: Gauge,
    queue: Labelled,
    jobs: Labelled,
    mail: Labelled,
    deliveries: Labelled,
    webhooks_stopped: Gauge,
    timers: Labelled,
    timer_late: Fraction,
    log_end: Gauge,
    reader_lag: Labelled,
    reader_attempts: Labelled,
    dead_letters: Gauge,
    connections: Gauge,
    resident: Gauge,
    cpu: Counter<f64, AtomicU64>,
    files: Gauge,
}

impl Gauges {
    pub(super) fn register(registry: &mut Registry, engine: EngineKind) -> Self {
        let all = Self::default();
        let engine = match engine {
            EngineKind::Sqlite => "sqlite",
            EngineKind::Postgres => "postgres",
        };
        let build = [("version", env!("CARGO_PKG_VERSION")), ("engine", engine)];
        registry.register("build", "This program", Info::new(build.to_vec()));
        let mut gauge = |name: &str, text: &str, gauge: &Gauge| registry.register(name, text, gauge.clone());
        gauge("database_up", "Whether the database answers", &all.database_up);
        gauge(
            "disk_low",
            "Whether writes are refused for want of space",
            &all.disk_low,
        );
        gauge("event_log_end", "Position of the last event", &all.log_end);
        gauge(
            "dead_letters",
            "Events set aside by a reader, to 10000",
            &all.dead_letters,
        );
        gauge(
            "webhooks_stopped",
            "Systems that are told no more since they took nothing",
            &all.webhooks_stopped,
        );
        gauge("connections_open", "Open connections", &all.connections);
        gauge("process_open_files", "Open files and sockets", &all.files);
        let mut labelled =
            |name: &str, text: &str, family: &Labelled| registry.register(name, text, family.clone());
        labelled(
            "queue_depth",
            "Calls that wait for a database connection",
            &all.queue,
        );
        labelled("jobs", "Jobs by state, to 10000 each", &all.jobs);
        labelled("mail_in", "Received mail by state, to 10000 each", &all.mail);
        labelled(
            "webhook_deliveries",
            "Events on their way to other systems by state, to 10000 each",
            &all.deliveries,
        );
        labelled(
            "timers",
            "Timers that are due or failing, to 10000 each",
            &all.timers,
        );
        labelled("reader_lag", "Events a reader has not read yet", &all.reader_lag);
        labelled(
            "reader_attempts",
            "Tries of the event a reader is at",
            &all.reader_attempts,
        );
        let mut counter =
            |name: &str, text: &str, counter: &Counter| registry.register(name, text, counter.clone());
        counter("commits", "Commits; on SQLite each holds a batch", &all.commits);
        counter("commands", "Commands that were part of them", &all.commands);
        counter(
            "refused_full",
            "Commands refused for want of space",
            &all.refused_full,
        );
        let late = "How long the oldest due timer waits";
        registry.register_with_unit("timer_late", late, Unit::Seconds, all.timer_late.clone());
        let resident = "Memory in use";
        registry.register_with_unit(
            "process_resident_memory",
            resident,
            Unit::Bytes,
            all.resident.clone(),
        );
        registry.register_with_unit("process_cpu", "Processor time", Unit::Seconds, all.cpu.clone());
        all
    }

    pub(super) fn set(&self, figures: &Figures) {
        self.set_store(&figures.store);
        self.database_up.set(1);
        let backlog = &figures.backlog;
        set(&self.jobs, "state", "waiting", backlog.jobs_waiting);
        set(&self.jobs, "state", "dead", backlog.jobs_dead);
        set(&self.mail, "state", "waiting", backlog.mail_waiting);
        set(&self.mail, "state", "unreadable", backlog.mail_unreadable);
        set(&self.mail, "state", "quarantined", backlog.mail_quarantined);
        set(&self.deliveries, "state", "waiting", backlog.deliveries_waiting);
        set(&self.deliveries, "state", "dead", backlog.deliveries_dead);
        self.webhooks_stopped.set(backlog.webhooks_stopped);
        set(&self.timers, "state", "due", backlog.timers_due);
        set(&self.timers, "state", "failing", backlog.timers_failing);
        self.dead_letters.set(backlog.dead_letters);
        self.timer_late.set(figures.timer_late_micros as f64 / 1e6);
        self.log_end.set(figures.log_end);
        for reader in &figures.readers {
            set(&self.reader_lag, "reader", &reader.name, reader.lag);
            set(
                &self.reader_attempts,
                "reader",
                &reader.name,
                reader.attempts.into(),
            );
        }
    }

    /// The database did not answer: what it said last is no longer shown as the present.
    pub(super) fn set_unanswered(&self, store: &StoreFigures) {
        self.set_store(store);
        self.database_up.set(0);
        for family in [
            &self.jobs,
            &self.mail,
            &self.deliveries,
            &self.timers,
            &self.reader_lag,
            &self.reader_attempts,
        ] {
            family.clear();
        }
    }

    pub(super) fn set_process(&self, connections: usize, usage: &Usage) {
        self.connections.set(whole(connections));
        self.resident
            .set(i64::try_from(usage.resident_bytes).unwrap_or(i64::MAX));
        self.cpu.inner().store(usage.cpu_seconds.to_bits(), Relaxed);
        self.files
            .set(i64::try_from(usage.open_files).unwrap_or(i64::MAX));
    }

    fn set_store(&self, store: &StoreFigures) {
        self.commits.inner().store(store.commits, Relaxed);
        self.commands.inner().store(store.commands, Relaxed);
        self.refused_full.inner().store(store.refused_full, Relaxed);
        self.disk_low.set(i64::from(store.disk_low));
        set(&self.queue, "lane", "write", whole(store.waiting_writes));
        set(&self.queue, "lane", "read", whole(store.waiting_reads));
        set(&self.queue, "lane", "slow_read", whole(store.waiting_slow_reads));
    }
}

fn set(family: &Labelled, label: &'static str, value: &str, n: i64) {
    family.get_or_create(&[(label, value.to_owned())]).set(n);
}

fn whole(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
