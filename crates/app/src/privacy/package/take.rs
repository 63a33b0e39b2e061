//! Handing a package out. That it left the house is committed before its first byte does.

use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::PrivacyRequestId;
use touchstone_domain::privacy::{PackageState, PrivacyState};
use touchstone_store::Lane;
use touchstone_store::person::person_by_id;
use touchstone_store::privacy_package::{package_by_request, package_taken};
use touchstone_store::privacy_request::privacy_by_id;

use crate::core::{App, AppError, Call};
use crate::export::ArchiveStream;
use crate::export::sealed::open;
use crate::privacy::request::own_found;

/// A package on its way out.
pub struct PackageFile {
    pub name: String,
    pub bytes: ArchiveStream,
}

/// The package, for those who look after people's data.
pub async fn package_take(app: &App, call: &Call, id: PrivacyRequestId) -> Result<PackageFile, AppError> {
    call.caller.actor.holds(Permission::PrivacyManage)?;
    take(app, call, id, false).await
}

/// The package, for its person, once the request was answered.
pub async fn package_take_own(
    app: &App,
    call: &Call,
    token: &str,
    id: PrivacyRequestId,
) -> Result<PackageFile, AppError> {
    own_found(app, token, id).await?;
    take(app, call, id, true).await
}

async fn take(app: &App, call: &Call, id: PrivacyRequestId, answered: bool) -> Result<PackageFile, AppError> {
    let gone = || AppError::NotFound {
        what: "privacy_package",
    };
    let now = app.clock.now();
    let found = app
        .query(Lane::Fast, move |tx| {
            let Some(row) = privacy_by_id(tx, id)? else {
                return Ok(None);
            };
            if answered && row.state != PrivacyState::Completed {
                return Ok(None);
            }
            let package = package_by_request(tx, id)?
                .filter(|package| package.state == PackageState::Ready)
                .filter(|package| package.expires_at.is_some_and(|end| now < end));
            let wrapped = person_by_id(tx, row.person)?.and_then(|person| person.data_key);
            Ok(package
                .zip(wrapped)
                .map(|(package, wrapped)| (row, package, wrapped)))
        })
        .await?;
    let (row, package, wrapped) = found.ok_or_else(gone)?;
    let key = app.keys.data_key_open(row.person, &wrapped)?;
    // After a restore the row may stand without its bytes: it is made again.
    let (_, source) = app
        .blobs
        .stream(&package.file.to_string())
        .await
        .map_err(|_| gone())?;
    app.command(call, move |cx| {
        if !package_taken(cx.tx, id)? {
            return Err(AppError::NotFound {
                what: "privacy_package",
            });
        }
        cx.emit(Subject::PrivacyRequest(id), EventBody::PrivacyPackageDownloaded)?;
        Ok(())
    })
    .await?;
    Ok(PackageFile {
        name: format!("personal-data-{id}.zip"),
        bytes: open(key, package.file, source),
    })
}
