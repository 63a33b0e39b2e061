//! What the house has set up when the demonstration opens: the team that serves top customers, and maintenance that is planned
//! and announced.

use std::collections::BTreeMap;

use touchstone_app::account::{actor_from_token, team_list};
use touchstone_app::core::{Actor, AppError};
use touchstone_app::maintenance::{maintenance_list, maintenance_plan};
use touchstone_app::settings::{routing_get, routing_put};
use touchstone_app::{App, Call};
use touchstone_domain::event::Origin;
use touchstone_domain::language::Language;
use touchstone_domain::maintenance::{Maintenance, MaintenanceImpact, MaintenanceKind};
use touchstone_domain::ticket::Tier;
use touchstone_domain::time::Span;

use super::desk::Account;
use super::perform::caller;

/// Sets it up, once.
pub(super) async fn furnish(app: &App, accounts: &[Account]) -> Result<(), AppError> {
    let Some(account) = accounts.iter().find(|account| account.role == "administrator") else {
        return Ok(());
    };
    let Some(signed) = actor_from_token(app, &account.token).await? else {
        return Ok(());
    };
    let by = caller(Actor::User(signed.actor), Origin::Desk, Language::ZhCn);
    let call = Call::by(by);
    if !maintenance_list(app, &call.caller, None, Some(1))
        .await?
        .0
        .is_empty()
    {
        return Ok(());
    }
    route(app, &call).await?;
    for plan in plans(app) {
        maintenance_plan(app, &call, plan).await?;
    }
    Ok(())
}

async fn route(app: &App, call: &Call) -> Result<(), AppError> {
    let teams = team_list(app, call, None, 1).await?;
    let (_, version) = routing_get(app, call).await?;
    let routing = teams
        .first()
        .map(|team| (Tier::Premium, team.id))
        .into_iter()
        .collect();
    routing_put(app, &call.clone().expecting(version), routing).await
}

/// An upgrade in two nights, and a renewal next quarter that nobody is told of yet.
fn plans(app: &App) -> [Maintenance; 2] {
    let now = app.clock.now();
    let words = |said: [&str; 4]| -> BTreeMap<Language, String> {
        let languages = [Language::ZhCn, Language::En, Language::Ja, Language::Ko];
        languages.into_iter().zip(said.map(str::to_owned)).collect()
    };
    let starts_at = now + Span::days(2);
    let upgrade = Maintenance {
        kind: MaintenanceKind::Maintenance,
        impact: MaintenanceImpact::None,
        starts_at,
        ends_at: starts_at + Span::hours(2),
        announced_at: now,
        title: words([
            "数据库升级",
            "Database upgrade",
            "データベースの更新",
            "데이터베이스 업그레이드",
        ]),
        text: words([
            "夜间分批进行，**提交和查询不受影响**。",
            "Done in steps at night; **sending in and tracking requests go on**.",
            "夜間に段階的に行います。**受付と照会は通常どおりご利用いただけます。**",
            "야간에 단계적으로 진행하며 **접수와 조회는 그대로 이용할 수 있습니다**.",
        ]),
    };
    let renewal = Maintenance {
        kind: MaintenanceKind::Renewal,
        impact: MaintenanceImpact::Degraded,
        starts_at: now + Span::days(90),
        ends_at: now + Span::days(104),
        announced_at: now + Span::days(76),
        title: words([
            "存储设备换代",
            "Storage renewal",
            "ストレージの更改",
            "저장 장치 교체",
        ]),
        text: BTreeMap::new(),
    };
    [upgrade, renewal]
}
