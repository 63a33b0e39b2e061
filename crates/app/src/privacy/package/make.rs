//! Having a package made, making it, and removing it when its time is over.

use serde::{Deserialize, Serialize};
use touchstone_domain::event::{EventBody, Origin, Subject, SystemActor};
use touchstone_domain::id::{FileId, PrivacyRequestId};
use touchstone_domain::privacy::PackageState;
use touchstone_domain::time::Span;
use touchstone_store::Lane;
use touchstone_store::job::{Job, JobError, NewJob, job_enqueue};
use touchstone_store::person::person_by_id;
use touchstone_store::privacy_package::{
    Made, package_ask, package_by_request, package_condemn, package_failed, package_ready, package_remove,
    packages_expired,
};
use touchstone_store::privacy_request::{PrivacyRequestRow, privacy_by_id};

use super::content::documents;
use super::gather::gather;
use crate::core::{App, AppError, Call, Caller, Cx};
use crate::export::archive_of;
use crate::export::sealed::{Facts, seal};
use crate::privacy::settle::erasures_settle;

/// Kind of the job.
pub(crate) const PACKAGE_JOB: &str = "privacy.package";
/// How long a package may be fetched.
const KEPT: Span = Span::days(7);
const ATTEMPTS: u32 = 5;
/// Packages removed at once.
const AT_ONCE: u32 = 100;

#[derive(Serialize, Deserialize)]
struct Payload {
    request: PrivacyRequestId,
    file: FileId,
}

/// Queues the making of a package, in the transaction of a step. One that is there makes room.
pub(in crate::privacy) fn package_want(cx: &mut Cx<'_, '_>, row: &PrivacyRequestRow) -> Result<(), AppError> {
    match package_by_request(cx.tx, row.id)? {
        Some(package) if package.state == PackageState::Queued => {
            return Err(AppError::Conflict {
                code: "privacy_package_queued",
            });
        }
        Some(package) if package.state == PackageState::Ready => {
            package_condemn(cx.tx, package.file, cx.now)?;
        }
        _ => {}
    }
    let file: FileId = cx.id();
    package_ask(cx.tx, row.id, file, cx.now)?;
    let payload = Payload {
        request: row.id,
        file,
    };
    let job = NewJob {
        id: cx.id(),
        kind: PACKAGE_JOB,
        payload: serde_json::to_string(&payload).map_err(|error| AppError::Internal(error.to_string()))?,
        run_at: cx.now,
        attempts_at_most: ATTEMPTS,
    };
    job_enqueue(cx.tx, &job, cx.now)?;
    cx.emit(Subject::PrivacyRequest(row.id), EventBody::PrivacyPackageAsked)?;
    Ok(())
}

fn call() -> Call {
    Call::by(Caller::system(SystemActor::Privacy, Origin::Timer))
}

/// Works on one job of kind [`PACKAGE_JOB`].
pub(crate) async fn package_make(app: &App, job: &Job) -> Result<(), JobError> {
    let payload: Payload = serde_json::from_str(&job.payload)
        .map_err(|error| JobError::GiveUp(format!("payload cannot be read: {error}")))?;
    let made = make(app, &payload).await;
    if made.is_err() && job.attempts >= job.attempts_at_most {
        let Payload { request, file } = payload;
        let failed = app.store.write(move |tx| package_failed(tx, request, file)).await;
        failed.map_err(|error| JobError::Retry(error.to_string()))?;
    }
    made.map_err(|error| JobError::Retry(error.to_string()))
}

async fn make(app: &App, payload: &Payload) -> Result<(), AppError> {
    let Payload { request, file } = *payload;
    let wanted = app
        .query(Lane::Fast, move |tx| {
            let package = package_by_request(tx, request)?;
            let wanted = package.is_some_and(|row| row.state == PackageState::Queued && row.file == file);
            let row = privacy_by_id(tx, request)?.filter(|_| wanted);
            let Some(row) = row else { return Ok(None) };
            let wrapped = person_by_id(tx, row.person)?.and_then(|person| person.data_key);
            Ok(wrapped.map(|wrapped| (row, wrapped)))
        })
        .await?;
    // Nobody wants it any more, or its person was erased meanwhile.
    let Some((row, wrapped)) = wanted else {
        return Ok(());
    };
    let key = app.keys.data_key_open(row.person, &wrapped)?;
    let (data, files) = gather(app, row.person).await?;
    let documents = documents(app, row.language, &data)?;
    let archive = archive_of(app, documents, files);
    let mut writer = app.blobs.writer(&file.to_string()).await.map_err(blob_failed)?;
    let facts = match seal(&key, file, archive, &mut writer).await {
        Ok(facts) => facts,
        Err(error) => {
            writer.abort().await.map_err(blob_failed)?;
            return Err(AppError::Internal(format!("a package cannot be made: {error}")));
        }
    };
    writer.finish().await.map_err(blob_failed)?;
    if !ready(app, payload, facts).await? {
        app.blobs.delete(&file.to_string()).await.map_err(blob_failed)?;
    }
    Ok(())
}

async fn ready(app: &App, payload: &Payload, facts: Facts) -> Result<bool, AppError> {
    let Payload { request, file } = *payload;
    app.command(&call(), move |cx| {
        let made = Made {
            file,
            size: i64::try_from(facts.size).unwrap_or(i64::MAX),
            sha256: facts.sha256,
            at: cx.now,
            expires_at: cx.now + KEPT,
        };
        let wanted = package_ready(cx.tx, request, &made)?;
        if wanted {
            let body = EventBody::PrivacyPackageMade { bytes: facts.size };
            cx.emit(Subject::PrivacyRequest(request), body)?;
        }
        Ok(wanted)
    })
    .await
}

fn blob_failed(error: touchstone_store::blob::BlobError) -> AppError {
    AppError::Internal(format!("the bytes of a package: {error}"))
}

/// Removes packages whose time is over; how many.
pub(crate) async fn packages_expire(app: &App) -> Result<u64, AppError> {
    let mut removed = 0;
    loop {
        let batch = app
            .command(&call(), |cx| {
                let over = packages_expired(cx.tx, cx.now, AT_ONCE)?;
                for row in &over {
                    if package_remove(cx.tx, row, cx.now)? {
                        cx.emit(
                            Subject::PrivacyRequest(row.request),
                            EventBody::PrivacyPackageRemoved,
                        )?;
                    }
                }
                Ok(over.len())
            })
            .await?;
        removed += batch as u64;
        if batch < AT_ONCE as usize {
            break;
        }
    }
    if removed > 0 {
        erasures_settle(app).await?;
    }
    Ok(removed)
}
