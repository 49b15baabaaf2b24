//! The contract: one OpenAPI 3.1 document collected from the handlers, completed with the problems every route can
//! answer with, so that a handler states only its successes.

use crate::ApiState;
use crate::problem::ProblemBody;
use axum::Router;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::sync::OnceLock;
use utoipa::openapi::path::{HttpMethod, Operation, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::schema::ArrayItems;
use utoipa::openapi::{ContentBuilder, Object, ObjectBuilder, Ref, RefOr, Required, ResponseBuilder, Schema, schema::Type};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Samovar",
        description = "Self-hosted front desk: conversations, bookings, people. Times are RFC 3339 with an offset and come back in UTC; money is in minor units with its currency; lists are paged by cursor; \
                       errors are application/problem+json with a stable code. Send Idempotency-Key with a POST to make its repetition safe.",
        license(name = "AGPL-3.0-or-later", identifier = "AGPL-3.0-or-later"),
    ),
    servers((url = "/", description = "this server")),
    components(schemas(ProblemBody, crate::problem::FieldProblem)),
)]
struct Base;

/// The document alone, for `gen` and tests.
pub fn document() -> utoipa::openapi::OpenApi {
    split(crate::routes::router()).1
}

/// Separates the routes from their completed document.
pub fn split(router: OpenApiRouter<ApiState>) -> (Router<ApiState>, utoipa::openapi::OpenApi) {
    let (router, collected) = OpenApiRouter::with_openapi(Base::openapi()).merge(router).split_for_parts();
    (router, complete(collected))
}

fn complete(mut doc: utoipa::openapi::OpenApi) -> utoipa::openapi::OpenApi {
    let components = doc.components.get_or_insert_default();
    let header_key = |name: &str, about: &str| SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(name, about)));
    components.add_security_scheme("apiKey", header_key("X-API-Key", "A key of one organization, with scopes; made under /api/v1/api-keys."));
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").description(Some("An access token from /api/v1/auth/login with \"way\": \"token\".")).build();
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description("samovar_session", "The admin app's session; writes also need X-CSRF-Token.")));
    components.add_security_scheme("cookie", cookie);
    doc.security = Some(["apiKey", "bearer", "cookie"].map(|name| SecurityRequirement::new(name, [] as [&str; 0])).to_vec());
    for (path, item) in &mut doc.paths.paths {
        for (method, operation) in operations(item) {
            complete_operation(path, &method, operation);
            operation.operation_id = operation.operation_id.take().map(|handler| operation_id(&handler, path));
        }
    }
    if let Some(components) = &mut doc.components {
        components.schemas.values_mut().for_each(join_comments);
    }
    doc
}

/// A commented field of an inlined type comes out as `allOf: [type, {"type": "object", comment}]`, which nothing but an
/// object can fit: the comment is joined to the type.
fn join_comments(schema: &mut RefOr<Schema>) {
    let RefOr::T(schema) = schema else { return };
    match schema {
        Schema::Object(object) => object.properties.values_mut().for_each(join_comments),
        Schema::Array(array) => {
            if let ArrayItems::RefOrSchema(items) = &mut array.items {
                join_comments(items);
            }
        }
        Schema::OneOf(one_of) => one_of.items.iter_mut().for_each(join_comments),
        Schema::AnyOf(any_of) => any_of.items.iter_mut().for_each(join_comments),
        Schema::AllOf(all_of) => {
            all_of.items.iter_mut().for_each(join_comments);
            if let [RefOr::T(inner), RefOr::T(Schema::Object(comment))] = all_of.items.as_slice()
                && comment.properties.is_empty()
                && let Some(joined) = commented(inner, comment)
            {
                *schema = joined;
            }
        }
        _ => {}
    }
}

fn commented(inner: &Schema, comment: &Object) -> Option<Schema> {
    let mut joined = inner.clone();
    match &mut joined {
        Schema::Object(object) => {
            object.description = comment.description.clone().or(object.description.take());
            object.default = comment.default.clone().or(object.default.take());
        }
        Schema::Array(array) => {
            array.description = comment.description.clone().or(array.description.take());
            array.default = comment.default.clone().or(array.default.take());
        }
        _ => return None,
    }
    Some(joined)
}

/// The handler's name and the nouns of its path, `list_members`: unique, and what generated clients call it.
fn operation_id(handler: &str, path: &str) -> String {
    let path = path.strip_prefix("/api/v1").unwrap_or(path);
    let nouns = path.split('/').filter(|part| !part.is_empty() && !part.starts_with('{')).map(|part| part.replace('-', "_")).filter(|noun| noun != handler);
    std::iter::once(handler.to_owned()).chain(nouns).collect::<Vec<_>>().join("_")
}

fn operations(item: &mut PathItem) -> Vec<(HttpMethod, &mut Operation)> {
    let all = [
        (HttpMethod::Get, &mut item.get),
        (HttpMethod::Post, &mut item.post),
        (HttpMethod::Put, &mut item.put),
        (HttpMethod::Patch, &mut item.patch),
        (HttpMethod::Delete, &mut item.delete),
    ];
    all.into_iter().filter_map(|(method, operation)| operation.as_mut().map(|operation| (method, operation))).collect()
}

/// A filter may name a row that is not there.
fn names_row(operation: &Operation) -> bool {
    operation.parameters.iter().flatten().any(|parameter| matches!(parameter, RefOr::T(p) if p.parameter_in == ParameterIn::Query && p.name.ends_with("_id")))
}

fn complete_operation(path: &str, method: &HttpMethod, operation: &mut Operation) {
    let is_open = operation.security.as_ref().is_some_and(|security| security.iter().any(|one| *one == SecurityRequirement::default()));
    let writes = !matches!(method, HttpMethod::Get);
    let has_body = operation.request_body.is_some();
    let has_input = has_body || operation.parameters.as_ref().is_some_and(|all| !all.is_empty());
    let mut problems = vec![(429, "Too many requests; Retry-After says when."), (500, "A fault of the server."), (503, "The server or something it needs is busy; Retry-After says when.")];
    if !is_open || path.contains("/auth/") || path.contains("/invitations/") {
        problems.push((401, "No credentials, or wrong ones."));
        problems.push((403, "Known caller, not allowed."));
    }
    if has_input || writes {
        problems.push((400, "The request is malformed."));
        problems.push((422, "A value breaks a rule; `field` says which."));
    }
    if path.contains('{') || writes || names_row(operation) {
        problems.push((404, "No such row, or a row of another organization."));
    }
    if writes {
        problems.push((409, "The row changed, exists already, or the time is taken."));
        problems.push((413, "The body is too large."));
    }
    if has_body {
        problems.push((415, "The body is not application/json."));
    }
    for (status, about) in problems {
        operation.responses.responses.entry(status.to_string()).or_insert_with(|| RefOr::T(problem(about)));
    }
    if matches!(method, HttpMethod::Post) && !is_open && !path.ends_with("/files") && !path.ends_with("/knowledge/import") {
        let schema = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(128)).pattern(Some("^[!-~]{1,128}$"));
        let parameter = ParameterBuilder::new()
            .name("Idempotency-Key")
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some("The same key with the same request gives the first answer again, for a day."))
            .schema(Some(Schema::from(schema)));
        operation.parameters.get_or_insert_default().push(RefOr::T(parameter.build()));
    }
}

fn problem(about: &str) -> utoipa::openapi::Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    ResponseBuilder::new().description(about).content("application/problem+json", content).build()
}

/// Serves the document; made once per process.
pub async fn serve(request: HeaderMap) -> Response {
    static BYTES: OnceLock<(String, String)> = OnceLock::new();
    let (json, tag) = BYTES.get_or_init(|| {
        let json = document().to_json().unwrap_or_default();
        let tag = ring::digest::digest(&ring::digest::SHA256, json.as_bytes()).as_ref().iter().take(8).map(|b| format!("{b:02x}")).collect::<String>();
        (json, format!("\"{tag}\""))
    });
    let tag_header = HeaderValue::from_str(tag).unwrap_or(HeaderValue::from_static("\"\""));
    let headers = [(header::ETAG, tag_header), (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")), (header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    if request.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, json.clone()).into_response()
}
