//! The access token: got by the authorization key, renewed ahead of its end, asked for by one caller while the others wait.

use crate::kit::model::{self, Door};
use domain::port::ModelFault;
use domain::time::SharedClock;
use domain::{Result, Secret, Ts};
use tokio::sync::Mutex;
use uuid::Uuid;

/// A token that ends so soon is not begun with.
const AHEAD_SECS: i64 = 120;

#[derive(Debug)]
pub struct Tokens {
    door: Door,
    credentials: Secret,
    scope: String,
    clock: SharedClock,
    held: Mutex<Option<Token>>,
}

#[derive(Clone, Debug)]
pub struct Token {
    pub value: Secret,
    ends_at: Ts,
}

impl Tokens {
    /// The door's base is the whole address of the token.
    pub fn new(door: Door, credentials: Secret, scope: String, clock: SharedClock) -> Self {
        Tokens { door, credentials, scope, clock, held: Mutex::new(None) }
    }

    /// A token good for a call. Whoever comes while one is being asked for waits for the same.
    pub async fn get(&self) -> Result<Token> {
        let mut held = self.held.lock().await;
        if let Some(token) = held.as_ref().filter(|token| token.ends_at.plus_secs(-AHEAD_SECS) > self.clock.now()) {
            return Ok(token.clone());
        }
        let token = self.ask().await?;
        *held = Some(token.clone());
        Ok(token)
    }

    /// The vendor refused this token: nobody begins with it any more. A newer one stays.
    pub async fn drop_if(&self, refused: &Token) {
        let mut held = self.held.lock().await;
        if held.as_ref().is_some_and(|token| token.value == refused.value) {
            *held = None;
        }
    }

    async fn ask(&self) -> Result<Token> {
        let request = self.door.post(self.door.base().clone()).header("authorization", format!("Basic {}", self.credentials.expose()));
        let request = request.header("rquid", Uuid::new_v4().to_string()).header("accept", "application/json").form(&[("scope", self.scope.as_str())]);
        let answer = self.door.look(request).await?;
        let value = answer.at("/access_token").as_str().filter(|value| !value.is_empty());
        let (200, Some(value)) = (answer.status, value) else {
            let text = self.door.clean(answer.at("/message").as_str().unwrap_or_default());
            let fault = match answer.status {
                // A key that does not read, or a scope that is not the project's.
                400 | 401 | 403 => ModelFault::Auth,
                status => model::fault_of(status, answer.retry_after),
            };
            return Err(fault.error(format!("the token is refused: {} {text}", answer.status).trim_end().to_owned()));
        };
        let millis = i64::try_from(model::count(answer.at("/expires_at"))).unwrap_or(0);
        Ok(Token { value: Secret::new(value), ends_at: Ts::from_micros(millis.saturating_mul(1000)) })
    }
}
