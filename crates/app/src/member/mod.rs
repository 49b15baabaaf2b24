//! Members: changing a role, removing, leaving. There is always an owner, and nobody acts on someone above themselves.

use crate::{App, Ctx};
use domain::id::{MemberId, PersonId};
use domain::person::Role;
use domain::{Error, Result};
use serde_json::json;
use store::Unit;
use store::member::{self, Member};

/// Gives a member another role.
pub async fn set_role(app: &App, ctx: &Ctx, id: MemberId, role: Role, own: Role) -> Result<Member> {
    if role > own {
        return Err(Error::forbidden("nobody grants a role above their own").code("role_above_own"));
    }
    let mut unit = app.unit(ctx).await?;
    let before = reachable(&mut unit, id, own).await?;
    if before.role == Role::Owner && role != Role::Owner {
        keep_an_owner(&mut unit).await?;
    }
    member::set_role(&mut unit, id, role).await?;
    unit.audit("change_role", "member", Some(id.uuid()), Some(json!({ "role": before.role })), Some(json!({ "role": role }))).await?;
    unit.event("member.changed", id, None, json!({ "role": role })).await?;
    unit.commit().await?;
    Ok(Member { role, ..before })
}

/// Says whether one is at work: conversations are handed to those who are.
pub async fn set_away(app: &App, ctx: &Ctx, person: PersonId, is_away: bool) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let Some(id) = member::set_away(&mut unit, person, is_away).await? else { return Ok(()) };
    unit.audit("set_away", "member", Some(id.uuid()), None, Some(json!({ "is_away": is_away }))).await?;
    unit.event("member.changed", id, None, json!({ "person_id": person, "is_away": is_away })).await?;
    if !is_away {
        crate::job::hand_out::enqueue(&mut unit).await?;
    }
    unit.commit().await
}

/// Takes a member out; what they had open in the organization ends. Anyone may take themselves out.
pub async fn remove(app: &App, ctx: &Ctx, id: MemberId, own: Role) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let gone = reachable(&mut unit, id, own).await?;
    if gone.role == Role::Owner {
        keep_an_owner(&mut unit).await?;
    }
    member::delete(&mut unit, id).await?;
    store::deal::disown(&mut unit, id).await?;
    unit.audit("remove", "member", Some(id.uuid()), Some(json!({ "email": gone.email, "role": gone.role })), None).await?;
    unit.event("member.removed", id, None, json!({})).await?;
    unit.commit().await?;
    // Without the membership nothing of theirs opens any more; this only tidies up.
    let mut root = app.db().root().await?;
    store::session::leave_org(&mut root, gone.person_id, ctx.org).await?;
    root.commit().await
}

async fn reachable(unit: &mut Unit, id: MemberId, own: Role) -> Result<Member> {
    let member = member::find_in(unit, id).await?.ok_or_else(|| Error::not_found("member"))?;
    if member.role > own {
        return Err(Error::forbidden("the member has a role above yours").code("role_above_own"));
    }
    Ok(member)
}

async fn keep_an_owner(unit: &mut Unit) -> Result<()> {
    if member::lock_owners(unit).await? <= 1 {
        return Err(Error::conflict("an organization has at least one owner").code("last_owner"));
    }
    Ok(())
}
