//! The second factor: setting it up, proving it at a log-in, recovery codes, taking it away. The arithmetic is in `code.rs`.
//! What wrong codes cost is in `lockout.rs`.

mod code;

use crate::access::{Gate, Origin, token};
use crate::person::audit_everywhere;
use crate::vault::random;
use crate::{App, Ctx, lockout};
use domain::id::{MemberId, PersonId};
use domain::{Error, Kind, Result, Secret, Ts};
use serde_json::json;
use store::Root;
use store::totp::Totp;

/// What an authenticator app needs; shown once.
#[derive(Debug)]
pub struct Setup {
    pub secret: Secret,
    pub otpauth_url: Secret,
    pub qr_svg: Secret,
}

/// A secret waits to be confirmed by its first code. Setting up again gives another.
pub async fn setup(app: &App, person: PersonId) -> Result<Setup> {
    let secret = random::<20>()?;
    let sealed = app.vault().seal_own("totp", person.uuid(), &secret)?;
    let mut root = app.db().root().await?;
    let known = store::person::find(&mut root, person).await?.ok_or_else(|| Error::not_found("person"))?;
    if !store::totp::put(&mut root, person, &sealed, app.now()).await? {
        return Err(Error::conflict("the second factor is on already").code("totp_enabled"));
    }
    root.commit().await?;
    let shown = code::base32(&secret);
    let address = code::otpauth_url(&shown, &known.email);
    let qr_svg = Secret::new(code::qr_svg(&address)?);
    Ok(Setup { secret: Secret::new(shown), otpauth_url: Secret::new(address), qr_svg })
}

/// Turns the second factor on by the first code of the app; from now on a log-in needs one. Gives the recovery codes.
pub async fn enable(app: &App, origin: &Origin, person: PersonId, typed: &str) -> Result<Vec<Secret>> {
    let now = app.now();
    let mut root = app.db().root().await?;
    let totp = store::totp::lock(&mut root, person).await?.ok_or_else(|| Error::conflict("set the second factor up first").code("totp_not_set_up"))?;
    if totp.enabled_at.is_some() {
        return Err(Error::conflict("the second factor is on already").code("totp_enabled"));
    }
    // Not counted: whoever is here was shown the secret.
    let step = judge(app, &totp, typed, now)?.ok_or_else(|| in_a_form(wrong()))?;
    store::totp::enable(&mut root, person, step, now).await?;
    let codes = fresh_codes(&mut root, person, now).await?;
    audit_everywhere(&mut root, origin, person, None, "enable_totp", json!({}), now).await?;
    root.commit().await?;
    Ok(codes)
}

/// Turns the second factor off: the password and a code together.
pub async fn disable(app: &App, gate: &Gate, origin: &Origin, person: PersonId, password: &Secret, typed: &str) -> Result<()> {
    if crate::person::prove_again(app, gate, origin, person, password).await?.is_none() {
        return Err(Error::invalid("password", "the password is wrong").code("password_wrong"));
    }
    prove_on(app, origin, person, typed).await?;
    let mut root = app.db().root().await?;
    store::totp::delete(&mut root, person).await?;
    audit_everywhere(&mut root, origin, person, None, "disable_totp", json!({}), app.now()).await?;
    root.commit().await
}

/// New recovery codes for a code; the old ones stop working.
pub async fn new_recovery_codes(app: &App, origin: &Origin, person: PersonId, typed: &str) -> Result<Vec<Secret>> {
    prove_on(app, origin, person, typed).await?;
    let now = app.now();
    let mut root = app.db().root().await?;
    let codes = fresh_codes(&mut root, person, now).await?;
    audit_everywhere(&mut root, origin, person, None, "renew_recovery_codes", json!({}), now).await?;
    root.commit().await?;
    Ok(codes)
}

/// An owner takes the second factor of a member away who has lost it; what the member has open ends. Only of an account that
/// works nowhere else: the safety of another organization is not this owner's to lower.
pub async fn reset_member(app: &App, ctx: &Ctx, id: MemberId) -> Result<()> {
    let mut scope = app.scope(ctx.org).await?;
    let member = store::member::find(&mut scope, id).await?.ok_or_else(|| Error::not_found("member"))?;
    drop(scope);
    let mut root = app.db().root().await?;
    if store::member::memberships(&mut root, member.person_id).await?.len() > 1 {
        return Err(Error::conflict("the person also works in another organization: only they or the operator of the server can do this").code("member_elsewhere"));
    }
    if !store::totp::delete(&mut root, member.person_id).await? {
        return Err(Error::conflict("the member has no second factor").code("totp_off"));
    }
    store::session::delete_others(&mut root, member.person_id, uuid::Uuid::nil()).await?;
    store::audit::insert_root(&mut root, ctx.org, &ctx.by(app), "reset_totp", "member", Some(id.uuid()), Some(json!({ "email": member.email }))).await?;
    root.commit().await
}

/// The operator of the server takes a second factor away; false when the account has none or nobody has this e-mail.
pub async fn remove(app: &App, email: &str) -> Result<bool> {
    let mut root = app.db().root().await?;
    let Some(login) = store::person::find_login(&mut root, &email.trim().to_lowercase()).await? else { return Ok(false) };
    if !store::totp::delete(&mut root, login.person.id).await? {
        return Ok(false);
    }
    let origin = Origin { ip: "console".into(), ..Origin::default() };
    audit_everywhere(&mut root, &origin, login.person.id, None, "disable_totp", json!({ "by": "operator" }), app.now()).await?;
    root.commit().await?;
    Ok(true)
}

/// Lets a log-in pass whose password was right: at once without a second factor, else only with an unused code.
pub(crate) async fn prove(app: &App, person: PersonId, typed: Option<&str>) -> Result<()> {
    let mut root = app.db().root_read().await?;
    if !store::totp::is_enabled(&mut root, person).await? {
        return Ok(());
    }
    drop(root);
    let typed = typed.ok_or_else(|| Error::new(Kind::Unauthorized, "the account has a second factor: send its code with the password").code("totp_required"))?;
    spend(app, person, typed).await
}

/// The same for somebody already signed in, whose session does not end by a typing error.
async fn prove_on(app: &App, origin: &Origin, person: PersonId, typed: &str) -> Result<()> {
    let known = store::person::find(&mut app.db().root_read().await?, person).await?.ok_or_else(|| Error::not_found("person"))?;
    let attempt = lockout::begin_on(app, &known.email).await?;
    match spend(app, person, typed).await {
        Ok(()) => attempt.right(app).await,
        Err(error) if error.kind == Kind::Unauthorized => {
            attempt.wrong(app, origin, Some(person)).await?;
            Err(in_a_form(error))
        }
        Err(error) => {
            attempt.none(app).await?;
            Err(error)
        }
    }
}

fn in_a_form(error: Error) -> Error {
    if error.kind == Kind::Unauthorized { Error::invalid("code", error.detail).code("totp_wrong") } else { error }
}

async fn spend(app: &App, person: PersonId, typed: &str) -> Result<()> {
    let now = app.now();
    let mut root = app.db().root().await?;
    let totp = store::totp::lock(&mut root, person).await?.filter(|t| t.enabled_at.is_some());
    let totp = totp.ok_or_else(|| Error::conflict("the second factor is off").code("totp_off"))?;
    if let Some(step) = judge(app, &totp, typed, now)? {
        store::totp::pass(&mut root, person, step).await?;
        return root.commit().await;
    }
    if store::totp::use_code(&mut root, person, &token::digest(&code::tidy(typed)), now).await? {
        store::totp::pass(&mut root, person, totp.last_step).await?;
        return root.commit().await;
    }
    Err(wrong())
}

fn wrong() -> Error {
    Error::new(Kind::Unauthorized, "the code is wrong or was used before").code("totp_wrong")
}

/// The step a code stands for, if it was not used before.
fn judge(app: &App, totp: &Totp, typed: &str, now: Ts) -> Result<Option<i64>> {
    let secret = app.vault().open_own("totp", totp.person_id.uuid(), &totp.secret)?;
    Ok(code::find_step(&secret, &code::tidy(typed), now).filter(|step| *step > totp.last_step))
}

async fn fresh_codes(root: &mut Root, person: PersonId, now: Ts) -> Result<Vec<Secret>> {
    let codes = code::recovery_codes()?;
    let hashes: Vec<Vec<u8>> = codes.iter().map(|c| token::digest(&code::tidy(c.expose()))).collect();
    store::totp::replace_codes(root, person, &hashes, now).await?;
    Ok(codes)
}

/// The code of a moment by a secret as it was shown: what an authenticator app computes.
#[doc(hidden)]
pub fn code_of(shown: &str, now: Ts) -> String {
    let bits = shown.bytes().filter_map(|b| b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|a| *a == b));
    let (mut bytes, mut buffer, mut count) = (Vec::new(), 0_usize, 0);
    for five in bits {
        buffer = ((buffer << 5) | five) & 0xffff;
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((buffer >> count) & 0xff).unwrap_or(0));
        }
    }
    code::code_at(&bytes, code::step_at(now))
}
