//! A room, chair or machine that one visit at a time can occupy.

use crate::{Ts, id::{BranchId, ResourceId}};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resource {
    pub id: ResourceId,
    pub branch_id: BranchId,
    pub name: String,
    pub is_active: bool,
    pub created_at: Ts,
}
