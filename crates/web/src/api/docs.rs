//! The page on which people browse the description: a vendored viewer under the same strict policy as every page.

use axum::response::{Html, IntoResponse};

use crate::access::Open;
use crate::assets::asset_base;

pub(super) async fn docs(_: Open) -> impl IntoResponse {
    let base = asset_base();
    Html(format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Touchstone API</title>\n\
         <link rel=\"stylesheet\" href=\"{base}/vendor/swagger-ui/swagger-ui.css\">\n</head>\n<body>\n\
         <main id=\"api\" data-document=\"/api/v1/openapi.json\"></main>\n\
         <script src=\"{base}/vendor/swagger-ui/swagger-ui-bundle.js\"></script>\n\
         <script type=\"module\" src=\"{base}/js/api-docs.js\"></script>\n</body>\n</html>\n"
    ))
}
