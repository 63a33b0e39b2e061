//! Before an answer leaves, what it acknowledges is on the disk: seen by tracing the system calls, since a process that
//! is killed leaves the kernel's memory behind and so proves nothing about the disk.

use std::path::Path;
use std::time::Duration;

use serde_json::json;
use touchstone_testkit::engines::block_on;

use crate::process::{Place, Server};
use crate::trace::{CALLS, Kind, Step, answered, steps, synced_after, written};

/// Words that are easily found among the bytes of a database page.
const SUBJECT: &str = "refund-marker-4711";
const CONTENT: &str = "evidence-marker-0815";

#[test]
fn files_and_requests_are_synced_before_they_are_acknowledged() {
    let place = Place::sqlite();
    let trace = place.data_dir().with_extension("trace");
    block_on(async {
        let trace = trace.to_str().unwrap();
        // Whole pages of the database are written out, so that the words are found. The tracer is nobody's parent, so
        // that ending the child ends the program and not its tracer.
        let options = [
            "-D",
            "-f",
            "-y",
            "-q",
            "-s",
            "70000",
            "-e",
            &format!("trace={CALLS}"),
            "-o",
            trace,
        ];
        let server = Server::start_with(&place, |arguments| {
            place.command_under("strace", &options, arguments)
        })
        .await;
        let public = server.public();
        let file = public
            .post("/api/v1/public/uploads")
            .multipart(&[], &[("file", "note.txt", CONTENT.as_bytes())]);
        let file = file.send().await.expect(201).json()["id"].clone();
        let request = json!({
            "subject": SUBJECT,
            "body": "The order was paid twice.",
            "requester": { "name": "Wang Min", "email": "wang.min@example.com" },
            "attachments": [file],
        });
        let _ = public
            .post("/api/v1/public/tickets")
            .json(&request)
            .send()
            .await
            .expect(201);
        server.kill();
    });
    let steps = steps(&finished(&trace));

    let stored = written(&steps, "/blobs/", CONTENT).expect("the file is written");
    let upload = answered(&steps[stored..], "HTTP/1.1 201").expect("the upload is answered") + stored;
    let file_synced = synced_after(&steps, stored).expect("the file is synced");
    let named = name_synced(&steps, stored).expect("the file's directory is synced");
    assert!(
        file_synced < upload && named < upload,
        "the file is on the disk before its answer"
    );

    let logged = written(&steps, "-wal", SUBJECT).expect("the request is written to the log");
    let synced = synced_after(&steps, logged).expect("the log is synced");
    let receipt = answered(&steps[logged..], "HTTP/1.1 201").expect("the answer is sent") + logged;
    assert!(synced < receipt, "the request is on the disk before its receipt");
}

/// The trace once its maker has seen the end of the program. Each thread's end is a line of its own; the first thread,
/// whose call is the first line, is the last to be told of.
fn finished(trace: &Path) -> String {
    for _ in 0..200 {
        let text = std::fs::read_to_string(trace).unwrap();
        let first = text.split_whitespace().next().unwrap_or_default();
        let mut last = text.lines().last().unwrap_or_default().split_whitespace();
        if last.next() == Some(first) && last.eq("+++ killed by SIGKILL +++".split(' ')) {
            return text;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("the tracer has not seen the end of the program");
}

/// Where a directory below `blobs` was synced after the file of step `stored` had got its last name.
fn name_synced(steps: &[Step], stored: usize) -> Option<usize> {
    let after = &steps[stored..];
    let renamed = after
        .iter()
        .position(|step| step.kind == Kind::Name && step.target.contains("/blobs/"));
    let (from, renamed) = (stored + renamed.unwrap_or(0), renamed.map(|at| &after[at].target));
    let directory = Path::new(renamed.unwrap_or(&steps[stored].target))
        .parent()?
        .to_str()?
        .to_owned();
    let next = steps[from..]
        .iter()
        .position(|step| step.kind == Kind::Sync && step.target == directory)?;
    Some(from + next)
}
