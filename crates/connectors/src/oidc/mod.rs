//! OpenID Connect as a relying party: discovery, the code flow with PKCE, keys that rotate. `token.rs` judges the word of a provider,
//! `fake.rs` is one. See README.md.

#[cfg(feature = "fakes")]
pub mod fake;
mod token;

use crate::kit::http::{Effect, Http, Reply};
use crate::kit::mask::Mask;
use crate::kit::net::{base_url, page_url};
use async_trait::async_trait;
use base64::{Engine, engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD}};
use domain::port::{NetPolicy, SignIn, SignInAccount, SignInAsk, SignInReturn, Vouched};
use domain::{Error, Kind, Result, Ts};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use token::{Claims, Expected, Jwks};
use tokio::time::Instant;
use url::Url;

const TIMEOUT: Duration = Duration::from_secs(10);
const LIMIT: u64 = 512 * 1024;
/// How long a provider's own description and its keys are believed.
const LIFE: Duration = Duration::from_secs(3600);
/// Above this number of providers they are forgotten: they are asked again, nothing worse.
const MOST: usize = 1000;

/// The parts of a provider's description that matter here (OpenID Connect Discovery 1.0, RFC 8414, RFC 9207).
#[derive(Debug, Deserialize)]
struct Description {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: Option<String>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

#[derive(Debug)]
struct Provider {
    about: Description,
    read_at: Instant,
    keys: Mutex<Option<(Instant, Arc<Jwks>)>>,
}

#[derive(Deserialize)]
struct Granted {
    id_token: Option<String>,
    access_token: Option<String>,
}

/// Calls providers wherever the policy lets it.
#[derive(Debug)]
pub struct Oidc {
    policy: NetPolicy,
    http: Http,
    known: Mutex<HashMap<String, Arc<Provider>>>,
}

impl Oidc {
    pub fn new(policy: NetPolicy) -> Result<Self> {
        Ok(Oidc { policy, http: Http::open(policy, None, Mask::default())?, known: Mutex::default() })
    }

    async fn provider(&self, issuer: &str) -> Result<Arc<Provider>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(issuer).cloned();
        if let Some(known) = known.filter(|known| known.read_at.elapsed() < LIFE) {
            return Ok(known);
        }
        let at = base_url("issuer", &format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/')), self.policy)?;
        let about: Description = read(&self.http.run(self.http.get(at), Effect::Read, LIMIT, TIMEOUT).await.map_err(unreachable)?)?;
        // Whoever answers in another's name would speak for another's people.
        if about.issuer.trim_end_matches('/') != issuer.trim_end_matches('/') {
            return Err(refused("sso_issuer_wrong", "the provider calls itself by another address"));
        }
        let found = Arc::new(Provider { about, read_at: Instant::now(), keys: Mutex::default() });
        let mut all = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() > MOST {
            all.clear();
        }
        all.insert(issuer.to_owned(), found.clone());
        Ok(found)
    }

    /// An address from a description: of the outside world, and not in the clear.
    fn endpoint(&self, text: &str) -> Result<Url> {
        let wrong = |_| refused("sso_provider_wrong", "the provider names an address that may not be called");
        let url = page_url("issuer", text, self.policy).map_err(wrong)?;
        if url.scheme() == "https" || self.policy != NetPolicy::Public { Ok(url) } else { Err(refused("sso_provider_wrong", "the provider names an address without TLS")) }
    }

    async fn keys(&self, provider: &Provider, is_fresh: bool) -> Result<Arc<Jwks>> {
        let known = provider.keys.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, keys)) = known.filter(|(at, _)| !is_fresh && at.elapsed() < LIFE) {
            return Ok(keys);
        }
        let at = self.endpoint(&provider.about.jwks_uri)?;
        let keys: Arc<Jwks> = Arc::new(read(&self.http.run(self.http.get(at), Effect::Read, LIMIT, TIMEOUT).await.map_err(unreachable)?)?);
        *provider.keys.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), keys.clone()));
        Ok(keys)
    }

    async fn redeem(&self, provider: &Provider, account: &SignInAccount, back: &SignInReturn) -> Result<Granted> {
        let mut form = vec![("grant_type", "authorization_code"), ("code", back.code.expose()), ("redirect_uri", &back.redirect_uri), ("code_verifier", back.verifier.expose())];
        // Basic is what a provider takes that says nothing.
        let methods = provider.about.token_endpoint_auth_methods_supported.as_deref();
        let is_basic = methods.is_none_or(|all| all.iter().any(|m| m == "client_secret_basic"));
        let mut request = self.http.post(self.endpoint(&provider.about.token_endpoint)?).header("accept", "application/json").header("content-type", "application/x-www-form-urlencoded");
        if is_basic {
            let pair = format!("{}:{}", encoded(&account.client_id), encoded(account.secret.expose()));
            request = request.header("authorization", format!("Basic {}", STANDARD.encode(pair)));
        } else {
            form.extend([("client_id", account.client_id.as_str()), ("client_secret", account.secret.expose())]);
        }
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let reply = self.http.run(request.body(body), Effect::Write, LIMIT, TIMEOUT).await.map_err(unreachable)?;
        match reply.status {
            400 | 401 | 403 => Err(refused("sso_refused", "the provider refuses the code or the client")),
            _ => read(&reply),
        }
    }

    /// What the token leaves out, by the address made for it; of the same person or not at all.
    async fn complete(&self, provider: &Provider, claims: Claims, access: Option<&str>) -> Result<Claims> {
        let (Some(address), Some(access), None) = (&provider.about.userinfo_endpoint, access, &claims.email) else { return Ok(claims) };
        let mut claims = claims;
        let request = self.http.get(self.endpoint(address)?).header("authorization", format!("Bearer {access}")).header("accept", "application/json");
        let reply = self.http.run(request, Effect::Read, LIMIT, TIMEOUT).await.map_err(unreachable)?;
        let said: token::UserInfo = read(&reply)?;
        if said.sub != claims.sub {
            return Err(refused("sso_token_wrong", "the provider speaks of two people"));
        }
        (claims.email, claims.email_verified, claims.name) = (said.email, said.email_verified, claims.name.or(said.name));
        Ok(claims)
    }
}

#[async_trait]
impl SignIn for Oidc {
    fn check(&self, issuer: &str) -> Result<String> {
        base_url("issuer", issuer, self.policy)?;
        Ok(issuer.trim().to_owned())
    }

    async fn discover(&self, issuer: &str) -> Result<()> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(issuer);
        let provider = self.provider(issuer).await?;
        for address in [&provider.about.authorization_endpoint, &provider.about.token_endpoint] {
            self.endpoint(address)?;
        }
        self.keys(&provider, true).await.map(drop)
    }

    async fn address(&self, account: &SignInAccount, ask: &SignInAsk) -> Result<String> {
        let provider = self.provider(&account.issuer).await?;
        let challenge = URL_SAFE_NO_PAD.encode(ring::digest::digest(&ring::digest::SHA256, ask.verifier.expose().as_bytes()));
        let mut url = self.endpoint(&provider.about.authorization_endpoint)?;
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &account.client_id)
            .append_pair("redirect_uri", &ask.redirect_uri)
            .append_pair("scope", "openid email profile")
            .append_pair("state", &ask.state)
            .append_pair("nonce", &ask.nonce)
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256")
            .extend_pairs(ask.login_hint.iter().map(|hint| ("login_hint", hint)));
        Ok(url.into())
    }

    async fn prove(&self, account: &SignInAccount, back: &SignInReturn, now: Ts) -> Result<Vouched> {
        let provider = self.provider(&account.issuer).await?;
        let answered = match &back.issuer {
            Some(issuer) => *issuer == provider.about.issuer,
            None => !provider.about.authorization_response_iss_parameter_supported,
        };
        if !answered {
            return Err(refused("sso_issuer_wrong", "another provider has answered"));
        }
        let granted = self.redeem(&provider, account, back).await?;
        let id_token = granted.id_token.ok_or_else(|| refused("sso_token_wrong", "the provider gave no token of identity"))?;
        let expected = Expected { issuer: &provider.about.issuer, client_id: &account.client_id, nonce: &back.nonce, now };
        let claims = match token::verify(&id_token, &*self.keys(&provider, false).await?, &expected) {
            // Keys rotate: one that is not known yet may be new.
            Err(error) if error.code == Some(token::NO_KEY) => token::verify(&id_token, &*self.keys(&provider, true).await?, &expected),
            judged => judged,
        };
        let claims = self.complete(&provider, claims.map_err(|e| e.code("sso_token_wrong"))?, granted.access_token.as_deref()).await?;
        let email = claims.email.map(|email| email.trim().to_lowercase()).filter(|email| email.contains('@') && email.len() <= 254);
        Ok(Vouched { issuer: provider.about.issuer.clone(), subject: claims.sub, is_email_verified: claims.email_verified, email, name: claims.name.map(|n| n.trim().chars().take(120).collect::<String>()).filter(|n| !n.is_empty()) })
    }
}

fn read<T: serde::de::DeserializeOwned>(reply: &Reply) -> Result<T> {
    if !(200..300).contains(&reply.status) {
        return Err(refused("sso_provider_wrong", &format!("the provider answers {}", reply.status)));
    }
    serde_json::from_slice(&reply.body).map_err(|_| refused("sso_provider_wrong", "the provider's answer does not read"))
}

fn refused(code: &'static str, detail: &str) -> Error {
    Error::new(Kind::Forbidden, detail).code(code).op("oidc")
}

fn unreachable(error: Error) -> Error {
    match error.kind {
        Kind::Unavailable => Error { code: Some("sso_unreachable"), ..error },
        Kind::TooLarge => refused("sso_provider_wrong", "the provider's answer is too large"),
        _ => error,
    }
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
