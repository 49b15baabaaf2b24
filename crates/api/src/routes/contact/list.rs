//! The list of contacts: filters, orders, what it shows beside the card; the tags in use.

use super::ContactView;
use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Query};
use crate::field::{Text, When};
use crate::page::{Cursor, Limit, Page};
use crate::problem::Answer;
use crate::routes::segment::FilterBody;
use axum::Json;
use axum::extract::State;
use domain::id::OrgId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::contact::list::{ContactFilter, Listed, Sort};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A contact as the list shows it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListedContact {
    #[serde(flatten)]
    contact: ContactView,
    fields: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    owner_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    preferred_channel: Option<String>,
    is_unsubscribed: bool,
    /// That took place.
    visits: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    last_visit_at: Option<When>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    next_visit_at: Option<When>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    last_message_at: Option<When>,
}
impl From<Listed> for ListedContact {
    fn from(l: Listed) -> Self {
        ListedContact {
            contact: l.contact.into(), fields: l.extra.fields, owner_id: l.extra.owner_id.map(Into::into), preferred_channel: l.extra.preferred_channel, is_unsubscribed: l.extra.is_unsubscribed, visits: l.visits, last_visit_at: l.last_visit_at.map(Into::into),
            next_visit_at: l.next_visit_at.map(Into::into), last_message_at: l.last_message_at.map(Into::into),
        }
    }
}

/// A page of contacts.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContactPage {
    items: Vec<ListedContact>,
    /// Give it back as `cursor`, with the same filters and order, for the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_cursor: Option<String>,
    /// How many the filters let through; on the first page only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    total: Option<i64>,
}

/// A tag and how many contacts carry it.
#[derive(Debug, Serialize, ToSchema)]
pub struct TagView {
    tag: String,
    contacts: i64,
}

/// In which order: the newest, the nearest and the largest first, names from A.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SortWord {
    Created,
    Name,
    NextVisit,
    LastVisit,
    Visits,
    LastMessage,
}
impl From<SortWord> for Sort {
    fn from(word: SortWord) -> Self {
        match word {
            SortWord::Created => Sort::Created,
            SortWord::Name => Sort::Name,
            SortWord::NextVisit => Sort::NextVisit,
            SortWord::LastVisit => Sort::LastVisit,
            SortWord::Visits => Sort::Visits,
            SortWord::LastMessage => Sort::LastMessage,
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ContactQuery {
    #[param(inline, required = false, nullable = false)]
    cursor: Option<Cursor>,
    #[serde(default)]
    #[param(inline, required = false)]
    limit: Limit,
    /// Part of a name, phone or e-mail; a phone may be typed as people do.
    #[param(inline, required = false, nullable = false)]
    query: Option<Text<1, 100>>,
    #[param(inline, required = false, nullable = false)]
    tag: Option<Text<1, 40>>,
    /// Where the contact first came from.
    #[param(inline, required = false, nullable = false)]
    source: Option<Text<1, 64>>,
    #[param(inline, required = false, nullable = false)]
    created_from: Option<When>,
    /// Not included.
    #[param(inline, required = false, nullable = false)]
    created_to: Option<When>,
    /// With at least one visit that stands, or with none.
    #[param(required = false, nullable = false)]
    has_visits: Option<bool>,
    #[param(required = false, nullable = false)]
    owner_id: Option<Uuid>,
    /// Only contacts of this segment.
    #[param(required = false, nullable = false)]
    segment_id: Option<Uuid>,
    /// `created` when left out.
    #[param(inline, required = false, nullable = false)]
    sort: Option<SortWord>,
}

/// A filter that need not be saved.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchBody {
    filter: FilterBody,
    /// `created` when left out.
    #[serde(default)]
    #[schema(inline, nullable = false)]
    sort: Option<SortWord>,
    #[serde(default)]
    #[schema(inline)]
    cursor: Option<Cursor>,
    #[serde(default)]
    #[schema(inline)]
    limit: Limit,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CountBody {
    filter: FilterBody,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CountView {
    count: i64,
}

/// What a page is asked by.
struct Asked {
    filter: ContactFilter,
    rules: Option<domain::segment::Filter>,
    sort: Option<SortWord>,
    cursor: Option<Cursor>,
    limit: Limit,
}

async fn page(state: &ApiState, org: OrgId, asked: Asked) -> Answer<Json<ContactPage>> {
    let (mut scope, now) = (state.app.scope(org).await?, state.now());
    let plan = match &asked.rules {
        Some(rules) => Some(app::segment::plan(&state.app, &mut scope, rules).await?),
        None => None,
    };
    let (sort, after) = (asked.sort.map_or(Sort::Created, Into::into), asked.cursor.map(|c| (c.at, c.id.into())));
    let rows = store::contact::list::page(&mut scope, &asked.filter, plan.as_ref(), sort, after, now, asked.limit.plus_one()).await?;
    let total = if asked.cursor.is_none() { Some(store::contact::list::count(&mut scope, &asked.filter, plan.as_ref(), now).await?) } else { None };
    let page = Page::cut(rows, asked.limit, |l| Cursor::new(l.key, l.contact.id), Into::into);
    Ok(Json(ContactPage { items: page.items, next_cursor: page.next_cursor, total }))
}

/// Contacts by filters and order.
#[utoipa::path(get, path = "/contacts", tag = "contacts", params(ContactQuery), responses((status = 200, description = "Contacts.", body = ContactPage), (status = 404, description = "No such segment.", body = crate::problem::ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn list(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<ContactQuery>) -> Answer<Json<ContactPage>> {
    let rules = match query.segment_id {
        Some(id) => Some(app::segment::get(&state.app, &who.ctx, id.into()).await?.filter),
        None => None,
    };
    let filter = ContactFilter {
        query: query.query.map(Text::into_string), tag: query.tag.map(Text::into_string), source: query.source.map(Text::into_string), created_from: query.created_from.map(Into::into),
        created_to: query.created_to.map(Into::into), has_visits: query.has_visits, owner: query.owner_id.map(Into::into),
    };
    page(&state, who.org(), Asked { filter, rules, sort: query.sort, cursor: query.cursor, limit: query.limit }).await
}

/// Contacts by a filter that need not be saved.
#[utoipa::path(post, path = "/contacts/search", tag = "contacts", request_body = SearchBody, responses((status = 200, description = "Contacts.", body = ContactPage)))]
pub(super) async fn search(State(state): State<ApiState>, who: Can<may::Read>, Body(body): Body<SearchBody>) -> Answer<Json<ContactPage>> {
    page(&state, who.org(), Asked { filter: ContactFilter::default(), rules: Some(body.filter.into()), sort: body.sort, cursor: body.cursor, limit: body.limit }).await
}

/// How many contacts a filter lets through.
#[utoipa::path(post, path = "/contacts/count", tag = "contacts", request_body = CountBody, responses((status = 200, description = "The number.", body = CountView)))]
pub(super) async fn count(State(state): State<ApiState>, who: Can<may::Read>, Body(body): Body<CountBody>) -> Answer<Json<CountView>> {
    Ok(Json(CountView { count: app::segment::count(&state.app, who.org(), &body.filter.into()).await? }))
}

/// Every tag in use, the most frequent first.
#[utoipa::path(get, path = "/contacts/tags", tag = "contacts", responses((status = 200, description = "Tags.", body = Page<TagView>)))]
pub(super) async fn tags(State(state): State<ApiState>, who: Can<may::Read>) -> Answer<Json<Page<TagView>>> {
    let found = store::contact::list::tags(&mut state.app.scope(who.org()).await?).await?;
    Ok(Json(Page::whole(found.into_iter().map(|(tag, contacts)| TagView { tag, contacts }).collect())))
}
