//! People who work here: accounts, roles, permissions. Customers are `contact.rs`.

use crate::{Error, Lang, Ts, id::PersonId};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// An account; may be a member of several organizations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub id: PersonId,
    /// Lower-cased; the login.
    pub email: String,
    pub name: String,
    pub lang: Lang,
    pub created_at: Ts,
}

/// A member's role in one organization, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Viewer,
    Operator,
    Manager,
    Admin,
    Owner,
}

impl Role {
    pub const ALL: [Role; 5] = [Role::Viewer, Role::Operator, Role::Manager, Role::Admin, Role::Owner];
    pub const fn as_str(self) -> &'static str {
        match self {
            Role::Viewer => "viewer",
            Role::Operator => "operator",
            Role::Manager => "manager",
            Role::Admin => "admin",
            Role::Owner => "owner",
        }
    }
    /// What the role may do. Order of `Permission` variants carries no meaning.
    pub const fn may(self, permission: Permission) -> bool {
        use Permission as P;
        match permission {
            P::Read => true,
            P::Converse | P::Book | P::EditContacts => !matches!(self, Role::Viewer),
            P::EditCatalog | P::Export => matches!(self, Role::Manager | Role::Admin | Role::Owner),
            P::ManageChannels | P::ManagePeople | P::ManageKeys | P::ReadAudit | P::ManageOrg => matches!(self, Role::Admin | Role::Owner),
            P::OwnOrg => matches!(self, Role::Owner),
        }
    }
}

impl FromStr for Role {
    type Err = Error;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Role::ALL.into_iter().find(|r| r.as_str() == s).ok_or_else(|| Error::invalid("role", "role is one of owner, admin, manager, operator, viewer"))
    }
}

/// One area of action. API keys carry a subset; roles imply a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// See everything but secrets and the audit log.
    Read,
    /// Write to customers, take over and give back.
    Converse,
    /// Create, move, cancel visits and blocks.
    Book,
    EditContacts,
    /// Services, employees, schedules, branches, resources, FAQ.
    EditCatalog,
    ManageChannels,
    ManagePeople,
    ManageKeys,
    ReadAudit,
    /// Settings of the organization.
    ManageOrg,
    /// Take whole lists and reports out as files.
    Export,
    /// Hand the organization over or close it.
    OwnOrg,
}

impl Permission {
    pub const ALL: [Permission; 12] = [
        Permission::Read, Permission::Converse, Permission::Book, Permission::EditContacts, Permission::EditCatalog,
        Permission::ManageChannels, Permission::ManagePeople, Permission::ManageKeys, Permission::ReadAudit,
        Permission::ManageOrg, Permission::Export, Permission::OwnOrg,
    ];
    pub const fn as_str(self) -> &'static str {
        match self {
            Permission::Read => "read",
            Permission::Converse => "converse",
            Permission::Book => "book",
            Permission::EditContacts => "edit_contacts",
            Permission::EditCatalog => "edit_catalog",
            Permission::ManageChannels => "manage_channels",
            Permission::ManagePeople => "manage_people",
            Permission::ManageKeys => "manage_keys",
            Permission::ReadAudit => "read_audit",
            Permission::ManageOrg => "manage_org",
            Permission::Export => "export",
            Permission::OwnOrg => "own_org",
        }
    }
}

impl FromStr for Permission {
    type Err = Error;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Permission::ALL.into_iter().find(|p| p.as_str() == s).ok_or_else(|| Error::invalid("scopes", "unknown permission"))
    }
}
