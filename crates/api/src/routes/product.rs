//! Goods: list by pages, categories, read, add, change, remove. Photos are files stored before (`file.rs`), named in the same bodies.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path, Query};
use crate::field::{self, Patch, Text, When};
use crate::page::{Cursor, Limit, Page};
use crate::problem::Answer;
use crate::routes::deal::fields as own_fields;
use crate::routes::service::MoneyView;
use app::product::{self as products, PhotoChoice, Whole};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::id::ProductId;
use domain::product::{Product, ProductPhoto, ProductVariant};
use domain::{Money, Ts};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::product::{Category, ProductFilter};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// Cursors hold no negative number, positions may be some.
const LOWEST: i64 = -1_000_000;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(categories)).routes(routes!(get, update, remove))
}

/// A size, a scent, a colour, with a price and a stock of its own.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductVariantBody {
    #[schema(inline)]
    key: Text<1, 48>,
    #[schema(inline)]
    name: Text<1, 200>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    name_en: Option<Text<1, 200>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    sku: Option<Text<1, 64>>,
    /// Minor units of the organization's currency.
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64)]
    price: i64,
    /// Not counted when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, maximum = 1_000_000)]
    stock: Option<u32>,
}
impl From<ProductVariant> for ProductVariantBody {
    fn from(v: ProductVariant) -> Self {
        ProductVariantBody { key: Text::trusted(v.key), name: Text::trusted(v.name), name_en: v.name_en.map(Text::trusted), sku: v.sku.map(Text::trusted), price: v.price, stock: v.stock }
    }
}
impl From<ProductVariantBody> for ProductVariant {
    fn from(v: ProductVariantBody) -> Self {
        ProductVariant { key: v.key.into(), name: v.name.into(), name_en: v.name_en.map(Into::into), sku: v.sku.map(Into::into), price: v.price, stock: v.stock }
    }
}

/// A stored picture; its bytes are at `/files/{id}`.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductPhotoBody {
    /// As `POST /files` gave it.
    file_id: Uuid,
    /// What it shows, for those who do not see it.
    #[serde(default)]
    #[schema(inline)]
    text: Text<0, 200>,
}
impl From<ProductPhoto> for ProductPhotoBody {
    fn from(p: ProductPhoto) -> Self {
        ProductPhotoBody { file_id: p.file_id.uuid(), text: Text::trusted(p.text) }
    }
}
impl From<ProductPhotoBody> for PhotoChoice {
    fn from(p: ProductPhotoBody) -> Self {
        PhotoChoice { file_id: p.file_id.into(), text: p.text.into() }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ProductView {
    pub id: Uuid,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub name_en: Option<String>,
    pub category: String,
    /// The firm's own article; no two goods have the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub sku: Option<String>,
    pub description: String,
    pub description_en: String,
    /// Other words customers use for it.
    pub synonyms: Vec<String>,
    /// Of what has no variants.
    pub price: MoneyView,
    /// The least price there is, minor units.
    pub price_from: i64,
    pub variants: Vec<ProductVariantBody>,
    /// How many are left of what has no variants; absent = not counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub stock: Option<u32>,
    /// How many are left in all; absent = some are not counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub left: Option<u32>,
    /// What one is: "шт", "250 мл".
    pub unit: String,
    /// Addresses of pictures elsewhere.
    pub photos: Vec<String>,
    /// Photos that are stored files; the first is the cover.
    pub photo_files: Vec<ProductPhotoBody>,
    /// The organization's own fields.
    pub fields: BTreeMap<String, String>,
    pub is_active: bool,
    pub position: i64,
    #[schema(inline)]
    pub created_at: When,
}
impl ProductView {
    /// `photos`: of this product, or of all.
    fn of(p: Product, photos: &[ProductPhoto]) -> Self {
        let photo_files = photos.iter().filter(|f| f.product_id == p.id).cloned().map(Into::into).collect();
        let (left, (price_from, _)) = (p.left(), p.prices());
        ProductView {
            id: p.id.uuid(), name: p.name, name_en: p.name_en, category: p.category, sku: p.sku, description: p.description, description_en: p.description_en, synonyms: p.synonyms, price: p.price.into(), price_from,
            variants: p.variants.into_iter().map(Into::into).collect(), stock: p.stock, left, unit: p.unit, photos: p.photos, photo_files, fields: p.fields, is_active: p.is_active, position: p.position, created_at: p.created_at.into(),
        }
    }
}
impl From<Whole> for ProductView {
    fn from(whole: Whole) -> Self {
        ProductView::of(whole.product, &whole.photo_files)
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateProduct {
    #[schema(inline)]
    name: Text<1, 200>,
    #[serde(default)]
    #[schema(inline, nullable = false)]
    name_en: Option<Text<1, 200>>,
    #[serde(default)]
    #[schema(inline)]
    category: Text<0, 200>,
    #[serde(default)]
    #[schema(inline, nullable = false)]
    sku: Option<Text<1, 64>>,
    #[serde(default)]
    #[schema(inline)]
    description: Text<0, 4000>,
    #[serde(default)]
    #[schema(inline)]
    description_en: Text<0, 4000>,
    #[serde(default)]
    #[schema(inline, max_items = 50)]
    synonyms: Vec<Text<1, 200>>,
    /// Minor units. Of what has variants, only theirs are told.
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64)]
    price: i64,
    /// The organization's own, which it is when left out.
    #[serde(default)]
    #[schema(inline, nullable = false)]
    currency: Option<Text<3, 3>>,
    #[serde(default)]
    #[schema(max_items = 100)]
    variants: Vec<ProductVariantBody>,
    /// Not counted when left out.
    #[serde(default)]
    #[schema(nullable = false, maximum = 1_000_000)]
    stock: Option<u32>,
    #[serde(default)]
    #[schema(inline)]
    unit: Text<0, 40>,
    /// Addresses that begin with `https://` or `/`.
    #[serde(default)]
    #[schema(inline, max_items = 20)]
    photos: Vec<Text<1, 500>>,
    /// JPEG, PNG, WebP or GIF; the first is the cover.
    #[serde(default)]
    #[schema(max_items = 20)]
    photo_files: Vec<ProductPhotoBody>,
    #[serde(default)]
    fields: BTreeMap<String, String>,
    #[serde(default)]
    #[schema(minimum = -1_000_000, maximum = 1_000_000)]
    position: i64,
}

/// What is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateProduct {
    #[serde(default)]
    #[schema(inline)]
    name: Option<Text<1, 200>>,
    /// Null clears it.
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<String>, max_length = 200)]
    name_en: Option<Patch<Text<1, 200>>>,
    #[serde(default)]
    #[schema(inline)]
    category: Option<Text<0, 200>>,
    /// Null clears it.
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<String>, max_length = 64)]
    sku: Option<Patch<Text<1, 64>>>,
    #[serde(default)]
    #[schema(inline)]
    description: Option<Text<0, 4000>>,
    #[serde(default)]
    #[schema(inline)]
    description_en: Option<Text<0, 4000>>,
    #[serde(default)]
    #[schema(inline, max_items = 50)]
    synonyms: Option<Vec<Text<1, 200>>>,
    /// Minor units of the organization's currency.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64)]
    price: Option<i64>,
    #[serde(default)]
    #[schema(inline)]
    currency: Option<Text<3, 3>>,
    #[serde(default)]
    #[schema(max_items = 100)]
    variants: Option<Vec<ProductVariantBody>>,
    /// Null: not counted any more.
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<u32>, maximum = 1_000_000)]
    stock: Option<Patch<u32>>,
    #[serde(default)]
    #[schema(inline)]
    unit: Option<Text<0, 40>>,
    #[serde(default)]
    #[schema(inline, max_items = 20)]
    photos: Option<Vec<Text<1, 500>>>,
    /// These, in this order, in place of those it has; a file that is left out is forgotten within a day.
    #[serde(default)]
    #[schema(max_items = 20)]
    photo_files: Option<Vec<ProductPhotoBody>>,
    /// In the place of those it has.
    #[serde(default)]
    fields: Option<BTreeMap<String, String>>,
    #[serde(default)]
    is_active: Option<bool>,
    #[serde(default)]
    #[schema(minimum = -1_000_000, maximum = 1_000_000)]
    position: Option<i64>,
}
impl UpdateProduct {
    fn apply(self, fields: Option<BTreeMap<String, String>>, p: &mut Product) {
        let text = |new: Option<String>, old: &mut String| if let Some(new) = new { *old = new };
        text(self.name.map(Into::into), &mut p.name);
        text(self.category.map(Into::into), &mut p.category);
        text(self.description.map(Into::into), &mut p.description);
        text(self.description_en.map(Into::into), &mut p.description_en);
        text(self.currency.map(Into::into), &mut p.price.currency);
        text(self.unit.map(Into::into), &mut p.unit);
        if let Some(name) = self.name_en {
            p.name_en = name.into_option().map(Into::into);
        }
        if let Some(sku) = self.sku {
            p.sku = sku.into_option().map(Into::into);
        }
        if let Some(synonyms) = self.synonyms {
            p.synonyms = strings(synonyms);
        }
        if let Some(variants) = self.variants {
            p.variants = variants.into_iter().map(Into::into).collect();
        }
        if let Some(stock) = self.stock {
            p.stock = stock.into_option();
        }
        if let Some(photos) = self.photos {
            p.photos = strings(photos);
        }
        if let Some(fields) = fields {
            p.fields = fields;
        }
        p.price.minor = self.price.unwrap_or(p.price.minor);
        p.is_active = self.is_active.unwrap_or(p.is_active);
        p.position = self.position.unwrap_or(p.position);
    }
}

fn strings<const MIN: usize, const MAX: usize>(texts: Vec<Text<MIN, MAX>>) -> Vec<String> {
    texts.into_iter().map(Into::into).collect()
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ProductsQuery {
    /// Words of the name, the article, the category or the synonyms.
    #[param(inline, required = false, nullable = false)]
    q: Option<Text<1, 100>>,
    #[param(inline, required = false, nullable = false)]
    category: Option<Text<0, 200>>,
    #[param(required = false, nullable = false)]
    is_active: Option<bool>,
    #[param(inline, required = false, nullable = false)]
    cursor: Option<Cursor>,
    #[serde(default)]
    #[param(inline, required = false)]
    limit: Limit,
}

/// A category and how many goods are in it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProductCategory {
    /// Empty: of those without one.
    pub name: String,
    pub count: i64,
}
impl From<Category> for ProductCategory {
    fn from(c: Category) -> Self {
        ProductCategory { name: c.name, count: c.count }
    }
}

/// Goods by position.
#[utoipa::path(get, path = "/products", tag = "catalog", params(ProductsQuery), responses((status = 200, description = "Goods.", body = Page<ProductView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<ProductsQuery>) -> Answer<Json<Page<ProductView>>> {
    let mut scope = state.app.scope(who.org()).await?;
    let after = query.cursor.map_or((LOWEST - 1, ProductId::nil()), |c| (c.at.micros().saturating_add(LOWEST), c.id.into()));
    let filter = ProductFilter { q: query.q.map(Into::into), category: query.category.map(Into::into), is_active: query.is_active };
    let rows = store::product::page(&mut scope, &filter, after, query.limit.plus_one()).await?;
    let photos = store::product::photos(&mut scope).await?;
    Ok(Json(Page::cut(rows, query.limit, |p| Cursor::new(Ts::from_micros(p.position - LOWEST), p.id), |p| ProductView::of(p, &photos))))
}

/// Categories of goods, in the order of the goods.
#[utoipa::path(get, path = "/products/categories", tag = "catalog", responses((status = 200, description = "Categories.", body = Page<ProductCategory>)))]
async fn categories(State(state): State<ApiState>, who: Can<may::Read>) -> Answer<Json<Page<ProductCategory>>> {
    let rows = store::product::categories(&mut state.app.scope(who.org()).await?).await?;
    Ok(Json(Page::whole(rows.into_iter().map(Into::into).collect())))
}

/// One product.
#[utoipa::path(get, path = "/products/{id}", tag = "catalog", params(("id" = Uuid, Path,)), responses((status = 200, description = "The product.", body = ProductView)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<ProductView>> {
    let mut scope = state.app.scope(who.org()).await?;
    let product = store::product::get(&mut scope, id.into()).await?;
    Ok(Json(ProductView::of(product, &store::product::photos_of(&mut scope, id.into()).await?)))
}

/// Adds a product. 409 `sku_taken`.
#[utoipa::path(post, path = "/products", tag = "catalog", request_body = CreateProduct, responses((status = 201, description = "Added.", body = ProductView)))]
async fn create(State(state): State<ApiState>, who: Can<may::EditCatalog>, Body(body): Body<CreateProduct>) -> Answer<(StatusCode, Json<ProductView>)> {
    let own = store::org::get(&mut state.app.scope(who.org()).await?).await?.currency;
    let product = Product {
        id: ProductId::new(), name: body.name.into(), name_en: body.name_en.map(Into::into), category: body.category.into(), sku: body.sku.map(Into::into), description: body.description.into(), description_en: body.description_en.into(),
        synonyms: strings(body.synonyms), price: Money { minor: body.price, currency: body.currency.map_or(own, Into::into) }, variants: body.variants.into_iter().map(Into::into).collect(), stock: body.stock, unit: body.unit.into(),
        photos: strings(body.photos), fields: own_fields(body.fields)?, is_active: true, position: body.position, created_at: state.now(),
    };
    let photos = body.photo_files.into_iter().map(Into::into).collect();
    Ok((StatusCode::CREATED, Json(products::create(&state.app, &who.ctx, product, photos).await?.into())))
}

/// Changes a product. 409 `sku_taken`.
#[utoipa::path(patch, path = "/products/{id}", tag = "catalog", params(("id" = Uuid, Path,)), request_body = UpdateProduct, responses((status = 200, description = "The product now.", body = ProductView)))]
async fn update(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>, Body(mut body): Body<UpdateProduct>) -> Answer<Json<ProductView>> {
    let photos = body.photo_files.take().map(|files| files.into_iter().map(Into::into).collect());
    let fields = body.fields.take().map(own_fields).transpose()?;
    Ok(Json(products::update(&state.app, &who.ctx, id.into(), photos, |p| body.apply(fields, p)).await?.into()))
}

/// Removes a product.
#[utoipa::path(delete, path = "/products/{id}", tag = "catalog", params(("id" = Uuid, Path,)), responses((status = 204, description = "Gone.")))]
async fn remove(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>) -> Answer<StatusCode> {
    products::remove(&state.app, &who.ctx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
