use std::path::PathBuf;

use axum::Router;
use http::HeaderValue;
use http::header::CACHE_CONTROL;
use leptos::config::LeptosOptions;
use tower::ServiceBuilder;
use tower_http::services::{ServeDir, ServeFile};
use tower_http::set_header::SetResponseHeaderLayer;

/// The stylesheet, the script and the wasm, precompressed and named by their hash; and the icon.
pub fn router(options: &LeptosOptions) -> Router {
    let site = PathBuf::from(options.site_root.as_ref());
    let packages = ServeDir::new(site.join(options.site_pkg_dir.as_ref()))
        .precompressed_br()
        .precompressed_gzip()
        .append_index_html_on_directories(false);
    // What has its hash in its name never changes; without hashes it may at every build.
    let caching = if options.hash_files {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let packages = ServiceBuilder::new()
        .layer(SetResponseHeaderLayer::overriding(
            CACHE_CONTROL,
            HeaderValue::from_static(caching),
        ))
        .service(packages);
    Router::new()
        .nest_service(&format!("/{}", options.site_pkg_dir), packages)
        .route_service("/favicon.svg", ServeFile::new(site.join("favicon.svg")))
        .layer(SetResponseHeaderLayer::if_not_present(
            CACHE_CONTROL,
            HeaderValue::from_static("no-cache"),
        ))
}
