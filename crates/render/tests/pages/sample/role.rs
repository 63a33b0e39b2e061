//! Roles.

use touchstone_domain::access::{Grants, Permission, Role, Scope};
use touchstone_domain::role::Area;
use touchstone_render::view::*;

use super::Sample;
use super::desk::choices;

pub fn samples() -> Vec<Sample> {
    let new = editor(Role::Agent.grants().copied());
    let review = |review| RoleEditorView {
        review: Some(review),
        ..editor(Role::TeamLead.grants().copied())
    };
    vec![
        Sample::signed_in(
            "roles",
            "/admin/roles",
            roles(vec![own("夜班客服", 3, false), own("外部审计", 100, true)]),
        ),
        Sample::signed_in("roles-none", "/admin/roles", roles(Vec::new())),
        Sample::signed_in(
            "role-new",
            "/admin/roles/new",
            RoleEditorView {
                id: String::new(),
                name: String::new(),
                from: "agent".into(),
                ..new.clone()
            },
        ),
        Sample::signed_in("role-review", "/admin/roles/rol_0000000000001", review(much())),
        Sample::signed_in(
            "role-review-nothing",
            "/admin/roles/rol_0000000000001",
            review(nothing()),
        ),
        Sample::signed_in(
            "role-refused",
            "/admin/roles/rol_0000000000001",
            refused(new.clone()),
        ),
        Sample::signed_in(
            "role-archived",
            "/admin/roles/rol_0000000000001",
            RoleEditorView {
                open: false,
                archived: true,
                ..new
            },
        ),
    ]
}

fn own(name: &str, n: usize, archived: bool) -> RoleLine {
    RoleLine {
        id: "rol_0000000000001".into(),
        name: name.into(),
        description: "只看本组工单，不能查看联系方式。".into(),
        base: "agent".into(),
        people: PeopleCount { n, more: n == 100 },
        archived,
        version: 2,
    }
}

fn roles(own: Vec<RoleLine>) -> RolesView {
    let column = |role: &Role| RoleColumn {
        code: role.as_str().into(),
        grants: role
            .grants()
            .iter()
            .map(|(permission, scope)| (permission.as_str().into(), scope.as_str().into()))
            .collect(),
        second_factor_required: *role == Role::Administrator,
        people: PeopleCount { n: 1, more: false },
    };
    RolesView {
        may_manage: true,
        may_write: true,
        permissions: Permission::ALL.iter().map(|code| code.as_str().into()).collect(),
        roles: Role::ALL.iter().map(column).collect(),
        next: (!own.is_empty()).then(|| "?cursor=x".into()),
        own,
    }
}

fn editor(grants: Grants) -> RoleEditorView {
    let row = |permission: &Permission| RoleGrant {
        permission: permission.as_str().into(),
        scopes: permission
            .scopes()
            .iter()
            .map(|scope| scope.as_str().into())
            .collect(),
        value: grants.scope(*permission).map_or("", Scope::as_str).to_owned(),
        problem: None,
    };
    let area = |area: &Area| RoleArea {
        code: area.as_str().into(),
        rows: Permission::ALL
            .iter()
            .filter(|one| one.area() == *area)
            .map(row)
            .collect(),
    };
    RoleEditorView {
        id: "rol_0000000000001".into(),
        version: 3,
        key: "0".repeat(32),
        name: "夜班客服".into(),
        description: String::new(),
        base: "agent".into(),
        from: String::new(),
        people: PeopleCount { n: 12, more: false },
        open: true,
        archived: false,
        areas: Area::ALL.iter().map(area).collect(),
        user: "usr_1".into(),
        users: choices(&["王芳", "陈浩"]),
        reviewed: String::new(),
        review: None,
        problems: Problems::none(),
    }
}

fn refused(mut view: RoleEditorView) -> RoleEditorView {
    let codes = ["grant_beyond_you", "grant_blind", "grant_writes", "scope_unknown"];
    for (row, code) in view.areas[0].rows.iter_mut().zip(codes) {
        row.problem = Some(GrantProblem {
            code: code.into(),
            reading: (code == "grant_blind").then(|| "ticket.read".into()),
        });
    }
    view.problems = Problems::of("validation_failed");
    view.problems.fields.push(FieldProblem::new("name", "taken"));
    view
}

fn much() -> RoleReview {
    let change = |permission: &'static str, before: Option<&'static str>, after: Option<&'static str>| {
        GrantDifference {
            permission: permission.into(),
            before: before.map(Into::into),
            after: after.map(Into::into),
        }
    };
    let changes = vec![
        change("ticket.read", Some("team"), Some("own")),
        change("person.reveal", Some("team"), None),
        change("ticket.close", None, Some("own")),
    ];
    let page = |path: &str, now, then| PageDifference {
        path: path.into(),
        permission: "ticket.read".into(),
        now,
        then,
    };
    let ticket = |number| PreviewTicket {
        href: "/desk/tickets/tkt_0000000000001".into(),
        number,
        subject: "退款三天未到账，客服电话一直无人接听，希望尽快处理并给出明确的到账时间".into(),
        status: "open".into(),
    };
    RoleReview {
        for_user: changes.clone(),
        changes,
        user: "王芳".into(),
        pages: vec![
            page("/desk", true, true),
            page("/admin/users", true, false),
            page("/desk/new", false, true),
        ],
        seen: 1234,
        seen_now: 10_000,
        lost: 8766,
        partial: true,
        seen_tickets: (1..=20).map(ticket).collect(),
        lost_tickets: (21..=40).map(ticket).collect(),
    }
}

fn nothing() -> RoleReview {
    RoleReview {
        changes: Vec::new(),
        user: String::new(),
        for_user: Vec::new(),
        pages: Vec::new(),
        seen: 0,
        seen_now: 0,
        lost: 0,
        partial: false,
        seen_tickets: Vec::new(),
        lost_tickets: Vec::new(),
    }
}
