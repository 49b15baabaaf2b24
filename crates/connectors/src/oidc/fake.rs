//! A provider in-process, written from the standards and not from our client: one person signs in at once, tokens are signed with
//! ES256 or RS256, and each thing a token can be wrong in is a `Trick`.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use base64::{Engine, engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD}};
use domain::time::SharedClock;
use domain::{Error, Result};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair as RsaPair, RsaPublicKeyComponents};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;
use url::Url;

pub const CLIENT: &str = "samovar";
pub const SECRET: &str = "чай & баранки+1";

/// Who signs in.
#[derive(Clone, Debug)]
pub struct FakePerson {
    pub sub: String,
    pub email: String,
    pub is_verified: bool,
}

/// What is wrong with the next token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trick {
    Nothing,
    AlgNone,
    /// HMAC with what everybody can read: the public key.
    Hmac,
    OtherKey,
    OtherAudience,
    ManyAudiences,
    OtherNonce,
    Expired,
    FromTomorrow,
    OtherIssuer,
    Critical,
    /// The e-mail comes from the other address, and it speaks of somebody else.
    OtherPerson,
    /// The e-mail comes from the other address, as it should.
    ByUserInfo,
    Tampered,
}

struct Asked {
    nonce: String,
    challenge: String,
    redirect_uri: String,
    person: FakePerson,
}

struct World {
    issuer: String,
    clock: SharedClock,
    key: (String, EcdsaKeyPair),
    is_rsa: bool,
    person: FakePerson,
    trick: Trick,
    codes: HashMap<String, Asked>,
    tokens: HashMap<String, FakePerson>,
    count: u32,
}

/// Stops when dropped.
pub struct FakeProvider {
    pub issuer: String,
    world: Arc<Mutex<World>>,
    _stop: oneshot::Sender<()>,
}

type Shared = Arc<Mutex<World>>;

fn lock(world: &Shared) -> MutexGuard<'_, World> {
    world.lock().unwrap_or_else(PoisonError::into_inner)
}

fn fault(what: &str) -> Error {
    Error::internal(format!("the fake provider: {what}"))
}

fn fresh_key(number: u32) -> Result<(String, EcdsaKeyPair)> {
    let random = SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).map_err(|_| fault("no key"))?;
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random).map_err(|_| fault("no key"))?;
    Ok((format!("k{number}"), pair))
}

fn rsa_key() -> Result<RsaPair> {
    RsaPair::from_pkcs8(include_bytes!("fixtures/rsa.der")).map_err(|_| fault("no RSA key"))
}

impl FakeProvider {
    pub async fn start(clock: SharedClock) -> Result<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.map_err(|_| fault("no port"))?;
        let address = listener.local_addr().map_err(|_| fault("no port"))?;
        let issuer = format!("http://{address}");
        let person = FakePerson { sub: "1".into(), email: "vera@firm.example".into(), is_verified: true };
        let world = World { issuer: issuer.clone(), clock, key: fresh_key(1)?, is_rsa: false, person, trick: Trick::Nothing, codes: HashMap::new(), tokens: HashMap::new(), count: 1 };
        let world = Arc::new(Mutex::new(world));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(describe))
            .route("/jwks", get(jwks))
            .route("/token", post(token))
            .route("/me", get(user_info))
            .with_state(world.clone());
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(async move {
            axum::serve(listener, router).with_graceful_shutdown(async { stopped.await.unwrap_or_default() }).await
        });
        Ok(FakeProvider { issuer, world, _stop: stop })
    }

    pub fn person(&self, sub: &str, email: &str, is_verified: bool) {
        lock(&self.world).person = FakePerson { sub: sub.into(), email: email.into(), is_verified };
    }
    pub fn trick(&self, trick: Trick) {
        lock(&self.world).trick = trick;
    }
    pub fn speak_rsa(&self) {
        lock(&self.world).is_rsa = true;
    }
    /// A new key in the place of the old one.
    pub fn rotate(&self) -> Result<()> {
        let mut world = lock(&self.world);
        world.count += 1;
        world.key = fresh_key(world.count)?;
        Ok(())
    }

    /// What a browser brings back after the person has signed in: the address it is sent to.
    pub fn answer(&self, address: &str) -> Result<String> {
        let url = Url::parse(address).map_err(|_| fault("not an address"))?;
        let asked: HashMap<String, String> = url.query_pairs().into_owned().collect();
        let get = |name: &str| asked.get(name).cloned().ok_or_else(|| fault(&format!("{name} is missing")));
        for (name, right) in [("response_type", "code"), ("client_id", CLIENT), ("code_challenge_method", "S256")] {
            if get(name)? != right {
                return Err(fault(&format!("{name} is wrong")));
            }
        }
        if !get("scope")?.split(' ').any(|scope| scope == "openid") {
            return Err(fault("not OpenID Connect"));
        }
        let mut world = lock(&self.world);
        world.count += 1;
        let code = format!("code-{}", world.count);
        let person = world.person.clone();
        world.codes.insert(code.clone(), Asked { nonce: get("nonce")?, challenge: get("code_challenge")?, redirect_uri: get("redirect_uri")?, person });
        let mut back = Url::parse(&get("redirect_uri")?).map_err(|_| fault("redirect_uri is no address"))?;
        back.query_pairs_mut().append_pair("code", &code).append_pair("state", &get("state")?).append_pair("iss", &world.issuer);
        Ok(back.into())
    }
}

async fn describe(State(world): State<Shared>) -> Json<Value> {
    let issuer = lock(&world).issuer.clone();
    Json(json!({
        "issuer": issuer, "authorization_endpoint": format!("{issuer}/authorize"), "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/jwks"),
        "userinfo_endpoint": format!("{issuer}/me"), "authorization_response_iss_parameter_supported": true, "token_endpoint_auth_methods_supported": ["client_secret_basic"],
    }))
}

async fn jwks(State(world): State<Shared>) -> Result<Json<Value>, StatusCode> {
    let world = lock(&world);
    let rsa = rsa_key().map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    let RsaPublicKeyComponents { n, e } = RsaPublicKeyComponents::<Vec<u8>>::from(rsa.public());
    let point = world.key.1.public_key().as_ref();
    let (x, y) = point.get(1..).map(|xy| xy.split_at(32)).unwrap_or_default();
    let code = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    Ok(Json(json!({ "keys": [
        { "kty": "OKP", "crv": "Ed25519", "kid": "other", "x": code(x) },
        { "kty": "EC", "crv": "P-256", "use": "sig", "kid": world.key.0, "x": code(x), "y": code(y) },
        { "kty": "RSA", "alg": "RS256", "kid": "rsa", "n": code(&n), "e": code(&e) },
    ] })))
}

async fn token(State(world): State<Shared>, headers: HeaderMap, Form(form): Form<HashMap<String, String>>) -> Result<Json<Value>, (StatusCode, Json<Value>)> {
    let refuse = |code: &str| (StatusCode::BAD_REQUEST, Json(json!({ "error": code })));
    let encoded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let expected = format!("Basic {}", STANDARD.encode(format!("{}:{}", encoded(CLIENT), encoded(SECRET))));
    if headers.get("authorization").and_then(|v| v.to_str().ok()) != Some(expected.as_str()) {
        return Err((StatusCode::UNAUTHORIZED, Json(json!({ "error": "invalid_client" }))));
    }
    let mut world = lock(&world);
    // A code is good for one use.
    let asked = form.get("code").and_then(|code| world.codes.remove(code)).ok_or_else(|| refuse("invalid_grant"))?;
    let challenge = form.get("code_verifier").map(|v| URL_SAFE_NO_PAD.encode(ring::digest::digest(&ring::digest::SHA256, v.as_bytes())));
    if challenge.as_ref() != Some(&asked.challenge) || form.get("redirect_uri") != Some(&asked.redirect_uri) {
        return Err(refuse("invalid_grant"));
    }
    let id_token = write(&world, &asked).map_err(|_| refuse("server_error"))?;
    world.count += 1;
    let access = format!("access-{}", world.count);
    let person = if world.trick == Trick::OtherPerson { FakePerson { sub: "somebody else".into(), ..asked.person } } else { asked.person };
    world.tokens.insert(access.clone(), person);
    Ok(Json(json!({ "access_token": access, "token_type": "Bearer", "expires_in": 60, "id_token": id_token })))
}

async fn user_info(State(world): State<Shared>, headers: HeaderMap) -> Result<Json<Value>, StatusCode> {
    let token = headers.get("authorization").and_then(|v| v.to_str().ok()).and_then(|v| v.strip_prefix("Bearer ")).unwrap_or_default();
    let world = lock(&world);
    let person = world.tokens.get(token).ok_or(StatusCode::UNAUTHORIZED)?;
    Ok(Json(json!({ "sub": person.sub, "email": person.email, "email_verified": person.is_verified, "name": "Вера П." })))
}

fn write(world: &World, asked: &Asked) -> Result<String> {
    let trick = world.trick;
    let now = world.clock.now().micros() / 1_000_000;
    let mut claims = json!({
        "iss": world.issuer, "sub": asked.person.sub, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked.nonce, "email": asked.person.email, "email_verified": asked.person.is_verified, "name": "Вера П.",
    });
    let mut change = |name: &str, value: Value| {
        if let Some(fields) = claims.as_object_mut() {
            fields.insert(name.to_owned(), value);
        }
    };
    match trick {
        Trick::OtherAudience => change("aud", json!("another")),
        Trick::ManyAudiences => change("aud", json!([CLIENT, "another"])),
        Trick::OtherNonce => change("nonce", json!("of yesterday")),
        Trick::Expired => change("exp", json!(now - 61)),
        Trick::FromTomorrow => change("iat", json!(now + 86_400)),
        Trick::OtherIssuer => change("iss", json!("https://another.example")),
        Trick::OtherPerson | Trick::ByUserInfo => {
            change("email", Value::Null);
            change("email_verified", Value::Null);
        }
        _ => {}
    }
    let mut header = json!({ "alg": if world.is_rsa { "RS256" } else { "ES256" }, "kid": if world.is_rsa { "rsa" } else { &world.key.0 } });
    match trick {
        Trick::AlgNone => header = json!({ "alg": "none" }),
        Trick::Hmac => header = json!({ "alg": "HS256", "kid": world.key.0 }),
        Trick::Critical => header = json!({ "alg": "ES256", "kid": world.key.0, "crit": ["x"] }),
        _ => {}
    }
    let code = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let signed = format!("{}.{}", code(header.to_string().as_bytes()), code(claims.to_string().as_bytes()));
    let signature = match trick {
        Trick::AlgNone => Vec::new(),
        Trick::Hmac => ring::hmac::sign(&ring::hmac::Key::new(ring::hmac::HMAC_SHA256, world.key.1.public_key().as_ref()), signed.as_bytes()).as_ref().to_vec(),
        _ if world.is_rsa => {
            let pair = rsa_key()?;
            let mut out = vec![0; pair.public().modulus_len()];
            pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut out).map_err(|_| fault("no signature"))?;
            out
        }
        _ => {
            let other = fresh_key(0)?;
            let key = if trick == Trick::OtherKey { &other.1 } else { &world.key.1 };
            key.sign(&SystemRandom::new(), signed.as_bytes()).map_err(|_| fault("no signature"))?.as_ref().to_vec()
        }
    };
    if trick == Trick::Tampered {
        let raised = claims.to_string().replace("vera@", "boss@");
        return Ok(format!("{}.{}.{}", code(header.to_string().as_bytes()), code(raised.as_bytes()), code(&signature)));
    }
    Ok(format!("{signed}.{}", code(&signature)))
}
