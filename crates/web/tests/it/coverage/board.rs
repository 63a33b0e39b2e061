//! The cases of the board and the key figures: for those who lead; making figures anew is the administrator's.

use super::cases::{Case, case};
use super::world::World;

pub(super) fn cases(world: &World) -> Vec<Case> {
    let admin = Some(world.desk.admin.as_str());
    vec![
        case("GET /api/v1/board", "/api/v1/board?by=kind", admin, 200),
        case(
            "GET /api/v1/board/file",
            "/api/v1/board/file?format=xlsx",
            admin,
            200,
        ),
        case("POST /api/v1/board/rebuild", "/api/v1/board/rebuild", admin, 204),
        case("GET /api/v1/kpis", "/api/v1/kpis", admin, 200),
        case("GET /quality/board", "/quality/board", admin, 200),
        case("GET /quality/board/file", "/quality/board/file", admin, 200),
        case(
            "POST /quality/board/rebuild",
            "/quality/board/rebuild",
            admin,
            303,
        )
        .form(""),
        case("GET /api/v1/breaches", "/api/v1/breaches?cause=unset", admin, 200),
        case("GET /api/v1/breaches/sums", "/api/v1/breaches/sums", admin, 200),
        case("GET /quality/breaches", "/quality/breaches", admin, 200),
        case("GET /quality/targets", "/quality/targets", admin, 200),
    ]
}
