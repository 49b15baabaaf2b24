//! Signing in by somebody else's word: a provider of OpenID Connect. Whose word counts for whom is decided in `app::sso`.

use crate::{Result, Secret, Ts};
use async_trait::async_trait;

/// Who we are at a provider.
#[derive(Clone, Debug)]
pub struct SignInAccount {
    /// Its address, as it calls itself.
    pub issuer: String,
    pub client_id: String,
    pub secret: Secret,
}

/// What a browser takes to the provider.
#[derive(Clone, Debug)]
pub struct SignInAsk {
    /// Where it comes back to.
    pub redirect_uri: String,
    pub state: String,
    pub nonce: String,
    /// Of PKCE; stays here until the code comes back.
    pub verifier: Secret,
    pub login_hint: Option<String>,
}

/// What it brings back.
#[derive(Clone, Debug)]
pub struct SignInReturn {
    pub code: Secret,
    /// Who says it has answered, where it says so (RFC 9207).
    pub issuer: Option<String>,
    pub redirect_uri: String,
    pub nonce: String,
    pub verifier: Secret,
}

/// Who it was, as far as the provider vouches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vouched {
    pub issuer: String,
    /// Never changes and never comes back to somebody else.
    pub subject: String,
    /// Lower-cased.
    pub email: Option<String>,
    pub is_email_verified: bool,
    pub name: Option<String>,
}

/// The protocol. `Forbidden` with code `sso_token_wrong` when the word does not hold.
#[async_trait]
pub trait SignIn: Send + Sync + std::fmt::Debug {
    /// Is this an address a provider can have? Pure: a name is judged when it is called.
    fn check(&self, issuer: &str) -> Result<String>;
    /// Asks the provider who it is; nothing about us.
    async fn discover(&self, issuer: &str) -> Result<()>;
    /// Where to send the browser.
    async fn address(&self, account: &SignInAccount, ask: &SignInAsk) -> Result<String>;
    /// Redeems what came back.
    async fn prove(&self, account: &SignInAccount, back: &SignInReturn, now: Ts) -> Result<Vouched>;
}
