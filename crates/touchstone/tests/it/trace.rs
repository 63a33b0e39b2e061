//! Reading what `strace` saw: which bytes went to which file or socket, and what was synced, in order.
//!
//! The trace is made with `-f -y`: a process number first, and the path of a file behind its descriptor. A call that
//! another thread interrupts is written in two lines; it counts from its first line where it sends, and from its
//! second where it syncs, so that the order seen is never kinder than the truth. For the same reason a call that the
//! program's end cut off has sent what it was given and has synced nothing: the client may have read the answer while
//! the tracer still waited to see the call return.

use std::collections::BTreeMap;

/// The calls that matter.
pub const CALLS: &str = "write,writev,pwrite64,pwritev,pwritev2,sendto,sendmsg,fsync,fdatasync,openat,rename,renameat,renameat2,linkat";

/// One call that did, or may have done, what it was made for.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub kind: Kind,
    /// Path of the file or address of the socket.
    pub target: String,
    /// The call as it was written, with its data.
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Write,
    Sync,
    /// Opening, renaming, linking: what changes a directory.
    Name,
}

/// The steps of a trace, in the order in which they count.
pub fn steps(trace: &str) -> Vec<Step> {
    let mut waiting: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
    let mut found: Vec<(usize, Step)> = Vec::new();
    for (number, line) in trace.lines().enumerate() {
        let Some((process, call)) = line.trim_start().split_once(' ') else {
            continue;
        };
        let call = call.trim_start();
        if let Some(begun) = call.strip_suffix("<unfinished ...>") {
            waiting.insert(process, (number, begun));
        } else if call.starts_with("<... ") {
            if let Some((begun_at, begun)) = waiting.remove(process)
                && let Some(step) = step(begun).filter(|step| step.counts(Ending::of(call)))
            {
                found.push((if step.kind == Kind::Sync { number } else { begun_at }, step));
            }
        } else if let Some(step) = step(call).filter(|step| step.counts(Ending::of(call))) {
            found.push((number, step));
        }
    }
    let cut_off = waiting.into_values().filter_map(|(begun_at, begun)| {
        let step = step(begun).filter(|step| step.counts(Ending::Unseen))?;
        Some((begun_at, step))
    });
    found.extend(cut_off);
    found.sort_by_key(|(number, _)| *number);
    found.into_iter().map(|(_, step)| step).collect()
}

/// How a call ended, as far as the tracer saw.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    Succeeded,
    Failed,
    /// The program ended before the call returned.
    Unseen,
}

impl Ending {
    fn of(call: &str) -> Ending {
        match call.rsplit_once(" = ").map(|(_, result)| result) {
            Some(result) if result.starts_with('-') => Ending::Failed,
            Some(result) if !result.starts_with('?') => Ending::Succeeded,
            _ => Ending::Unseen,
        }
    }
}

impl Step {
    fn counts(&self, ending: Ending) -> bool {
        ending == Ending::Succeeded || (self.kind == Kind::Write && ending == Ending::Unseen)
    }
}

fn step(call: &str) -> Option<Step> {
    let (name, rest) = call.split_once('(')?;
    let kind = match name {
        "write" | "writev" | "pwrite64" | "pwritev" | "pwritev2" | "sendto" | "sendmsg" => Kind::Write,
        "fsync" | "fdatasync" => Kind::Sync,
        _ => Kind::Name,
    };
    let target = match kind {
        // `7</path/of/file>, …`
        Kind::Write | Kind::Sync => rest.split_once('<')?.1.split_once('>')?.0.to_owned(),
        // `…, "/new/name")`: the last path named.
        Kind::Name => rest.rsplit('"').nth(1)?.to_owned(),
    };
    Some(Step {
        kind,
        target,
        text: call.to_owned(),
    })
}

/// Where the bytes were first handed to a file whose path contains `file`.
pub fn written(steps: &[Step], file: &str, bytes: &str) -> Option<usize> {
    steps
        .iter()
        .position(|step| step.kind == Kind::Write && step.target.contains(file) && step.text.contains(bytes))
}

/// Where the file that step `at` wrote to was next synced.
pub fn synced_after(steps: &[Step], at: usize) -> Option<usize> {
    let file = &steps[at].target;
    let next = steps[at..]
        .iter()
        .position(|step| step.kind == Kind::Sync && step.target == *file)?;
    Some(at + next)
}

/// Where an answer that contains the bytes was sent.
pub fn answered(steps: &[Step], bytes: &str) -> Option<usize> {
    let is_socket = |target: &str| target.contains("TCP") || target.starts_with("socket:");
    steps
        .iter()
        .position(|step| step.kind == Kind::Write && is_socket(&step.target) && step.text.contains(bytes))
}

#[test]
fn order_of_interrupted_calls_is_the_unkind_one() {
    let trace = "\
10 openat(AT_FDCWD</data>, \"/data/blobs/ab\", O_WRONLY|O_CREAT) = 9</data/blobs/ab>
10 pwrite64(7</data/touchstone.db-wal>, \"marker\", 6, 0) = 6
10 fdatasync(7</data/touchstone.db-wal> <unfinished ...>
11 sendto(8<TCP:[127.0.0.1:1->127.0.0.1:2]>, \"HTTP/1.1 201\", 12, 0, NULL, 0) = 12
10 <... fdatasync resumed>) = 0
11 fsync(9</data/blobs/ab>) = -1 EIO (Input/output error)
";
    let steps = steps(trace);
    assert_eq!(steps.len(), 4, "a call that failed is none: {steps:#?}");
    let wal = written(&steps, "-wal", "marker").unwrap();
    let answer = answered(&steps, "201").unwrap();
    assert!(
        synced_after(&steps, wal).unwrap() > answer,
        "the sync ended after the answer had left"
    );
    assert_eq!(steps[0].target, "/data/blobs/ab");
}

#[test]
fn what_the_end_cut_off_was_sent_but_not_synced() {
    let trace = "\
10 pwrite64(7</data/touchstone.db-wal>, \"marker\", 6, 0) = 6
11 sendto(8<TCP:[127.0.0.1:1->127.0.0.1:2]>, \"HTTP/1.1 201\", 12, 0, NULL, 0 <unfinished ...>
12 sendto(9<TCP:[127.0.0.1:1->127.0.0.1:3]>, \"HTTP/1.1 202\", 12, 0, NULL, 0) = ?
10 fdatasync(7</data/touchstone.db-wal> <unfinished ...>
13 fsync(7</data/touchstone.db-wal>) = ? <unavailable>
12 +++ killed by SIGKILL +++
10 <... fdatasync resumed>) = ?
";
    let steps = steps(trace);
    assert_eq!(answered(&steps, "201"), Some(1));
    assert_eq!(answered(&steps, "202"), Some(2));
    assert_eq!(synced_after(&steps, 0), None);
}
