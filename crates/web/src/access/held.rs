//! The first gate of a route that needs a permission: whoever does not hold it at any scope stops here.

use std::marker::PhantomData;
use std::ops::Deref;

use axum::extract::FromRequestParts;
use http::request::Parts;
use touchstone_app::core::{AppError, UserActor};
use touchstone_domain::access::Permission;

use super::{AccessRule, SignedIn};
use crate::failure::Failure;
use crate::route::Access;
use crate::state::WebState;

/// A permission as a type, so that it can stand in a handler's arguments.
pub trait HeldPermission: Send + Sync + 'static {
    const PERMISSION: Permission;
}

/// Permissions for [`Granted`]: `Granted<may::ReadTickets>`.
pub mod may {
    use super::{HeldPermission, Permission};

    macro_rules! permissions {
        ($($name:ident = $permission:ident),+ $(,)?) => {
            $(
                #[derive(Debug, Clone, Copy)]
                pub struct $name;
                impl HeldPermission for $name {
                    const PERMISSION: Permission = Permission::$permission;
                }
            )+
        };
    }

    permissions! {
        CreateTickets = TicketCreate,
        ReadTickets = TicketRead,
        WriteNotes = TicketNote,
        ExportTickets = TicketExport,
        ReadPeople = PersonRead,
        RevealPeople = PersonReveal,
        ReadUsers = UserRead,
        ManageUsers = UserManage,
        ReadTeams = TeamRead,
        ManageTeams = TeamManage,
        ReadRoles = RoleRead,
        ManageRoles = RoleManage,
        ManageTokens = TokenManage,
        ReadOutbox = OutboxRead,
        ReadAudit = AuditRead,
        ReadPrivacy = PrivacyRead,
        ManagePrivacy = PrivacyManage,
        ManageJobs = JobManage,
        ManageBackups = BackupManage,
        ManageSettings = SettingManage,
        ManageKeys = KeyManage,
        ManageImports = ImportManage,
        ManageCalendars = CalendarManage,
        ManageExports = ExportManage,
        ManageWebhooks = WebhookManage,
        SendIntake = IntakeSend,
        ReadBoard = BoardRead,
        ShareViews = ViewShare,
        ShareTemplates = TemplateShare,
        ReadStandards = StandardRead,
        WriteStandards = StandardWrite,
        ApproveStandards = StandardApprove,
        BacktestStandards = StandardBacktest,
        ReadCategories = CategoryRead,
    }
}

/// A signed-in member of staff who holds the permission `P` at some scope.
#[derive(Debug, Clone)]
pub struct Granted<P> {
    by: SignedIn,
    permission: PhantomData<P>,
}

impl<P> Deref for Granted<P> {
    type Target = SignedIn;

    fn deref(&self) -> &SignedIn {
        &self.by
    }
}

impl<P: HeldPermission> AccessRule for Granted<P> {
    const ACCESS: Access = Access::Permission(P::PERMISSION);
}

impl<P: HeldPermission> FromRequestParts<WebState> for Granted<P> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Failure> {
        let by = SignedIn::from_request_parts(parts, state).await?;
        if by.user.grants.holds(P::PERMISSION) {
            Ok(Self {
                by,
                permission: PhantomData,
            })
        } else {
            Err(refusal(&by.user, P::PERMISSION))
        }
    }
}

/// Somebody who may read such records learns that the action is refused (403); to anybody else the route names nothing
/// that is there (404).
fn refusal(user: &UserActor, permission: Permission) -> Failure {
    let family = permission.as_str().split('.').next().unwrap_or_default();
    let reads = Permission::ALL
        .iter()
        .find(|p| p.as_str().strip_suffix(".read") == Some(family));
    if reads.is_some_and(|reads| user.grants.holds(*reads)) {
        AppError::Forbidden { permission }.into()
    } else {
        Failure::not_found()
    }
}
