//! One open bot: receiving, sending, files. Idempotency and retries belong to the core; here every failure says what it may have done.

use super::client::{Api, CALL_TIMEOUT, Failure, Refusal, Upload};
use super::compose::{self, Part};
use super::poll::Stored;
use super::{OFFICIAL, map, wire};
use crate::kit::{http::{Effect, Http}, limit::Limits, mask::Mask, net, settings};
use async_trait::async_trait;
use domain::message::{Attachment, Button};
use domain::port::{Caps, Channel, ChannelConfig, FetchedFile, Files, Identity, Inbound, NetPolicy, Outbound, Polled, RawRequest, Receiving, Sent};
use domain::{Error, Kind, Result, Secret};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// What `map` understands. Always sent: the vendor otherwise keeps the list of whoever used the token before.
const UPDATES: [&str; 4] = ["message", "edited_message", "callback_query", "my_chat_member"];
const SECRET_HEADER: &str = "x-telegram-bot-api-secret-token";
/// The vendor's own limit for downloads; an upload may be larger.
const DOWNLOAD_LIMIT: u64 = 20 * 1024 * 1024;
const UPLOAD_LIMIT: u64 = 50 * 1024 * 1024;
/// How many messages a chat may get at once before it is held to one a second.
const CHAT_BURST: u32 = 3;

#[derive(Debug, Deserialize)]
struct Settings {
    api_url: Option<String>,
    #[serde(default)]
    groups: bool,
    poll_seconds: Option<u64>,
    #[serde(default)]
    allow_unsigned_webhook: bool,
}

#[derive(Debug)]
pub struct TelegramChannel {
    api: Api,
    limits: Limits,
    hook_secret: Secret,
    hook_url: Option<String>,
    files: Option<Arc<dyn Files>>,
    groups: bool,
    is_official: bool,
    accepts_unsigned: bool,
    poll_seconds: u64,
    stored: Mutex<Stored>,
}

impl TelegramChannel {
    pub fn open(config: ChannelConfig, caps: &Caps) -> Result<Self> {
        let settings: Settings = settings::read(&config)?;
        let token = settings::secret(&config, "token")?;
        let base = settings.api_url.as_deref().map(str::trim).filter(|url| !url.is_empty()).unwrap_or(OFFICIAL);
        let base = net::base_url("api_url", base, config.net)?;
        let is_official = base.host_str() == Some("api.telegram.org");
        if !is_token(token.expose(), is_official) {
            return Err(Error::invalid("token", "a bot token looks like 123456:ABC-def"));
        }
        let proxy = settings::find_secret(&config, "proxy");
        let mask = Mask::new([&token, &config.hook_secret].into_iter().chain(&proxy));
        let http = Http::open(config.net, proxy.as_ref(), mask)?;
        Ok(TelegramChannel {
            api: Api::new(http, base, token),
            limits: Limits::new(caps, CHAT_BURST),
            hook_secret: config.hook_secret,
            hook_url: config.hook_url,
            files: config.files,
            groups: settings.groups,
            is_official,
            // A tenant's tick alone must not open the webhook of a public server.
            accepts_unsigned: settings.allow_unsigned_webhook && config.net != NetPolicy::Public,
            poll_seconds: settings.poll_seconds.unwrap_or(25).clamp(1, 50),
            stored: Mutex::new(Stored::default()),
        })
    }

    fn authorize(&self, request: &RawRequest) -> Result<()> {
        match request.header(SECRET_HEADER) {
            Some(secret) if settings::is_same_secret(self.hook_secret.expose(), secret) => Ok(()),
            Some(_) => Err(Error::new(Kind::Unauthorized, "the webhook's secret is wrong")),
            None if self.accepts_unsigned => Ok(()),
            None => Err(Error::new(Kind::Unauthorized, "the webhook has no secret")),
        }
    }

    /// One update; one that we do not understand is left out.
    fn translate(&self, update: Value) -> Option<Inbound> {
        let asked = UPDATES.iter().find(|kind| update.get(**kind).is_some()).copied();
        // The parser's own words may quote the customer: they stay out of the log.
        let read = serde_json::from_value::<wire::Update>(update).ok().filter(|update| asked.is_none() || update.is_understood());
        if read.is_none() {
            tracing::warn!(connector.id = "telegram", update.kind = asked.unwrap_or("none"), "an update of unknown shape is skipped");
        }
        read.and_then(|update| map::inbound(update, self.groups))
    }

    async fn send_part(&self, chat_id: &Value, part: &Part) -> Result<Value, Failure> {
        match part {
            Part::Text { text, buttons } => self.send_text(chat_id, text, buttons).await,
            Part::Place { latitude, longitude, buttons } => {
                let body = json!({ "chat_id": chat_id, "latitude": latitude, "longitude": longitude });
                self.write("sendLocation", &compose::with_buttons(body, buttons)).await
            }
            Part::File { attachment, caption, buttons } => self.send_file(chat_id, attachment, caption, buttons).await,
        }
    }

    async fn send_text(&self, chat_id: &Value, text: &str, buttons: &[Button]) -> Result<Value, Failure> {
        let body = compose::text_body(chat_id, text, buttons);
        match self.write("sendMessage", &body).await {
            Err(Failure::Refused(refusal)) if is_markup_refused(&refusal) => self.write("sendMessage", &compose::plain(body, text)).await,
            other => other,
        }
    }

    async fn send_file(&self, chat_id: &Value, attachment: &Attachment, caption: &str, buttons: &[Button]) -> Result<Value, Failure> {
        let body = compose::file_body(chat_id, caption, buttons);
        let bytes = match (attachment.file_id, &self.files) {
            (Some(file_id), Some(files)) => Some(files.read(file_id, UPLOAD_LIMIT).await.map_err(Failure::Failed)?),
            _ => None,
        };
        let Some(file) = bytes else {
            let Some(handle) = &attachment.provider_ref else {
                return Err(Failure::Failed(Error::invalid("attachments", "the file's bytes are not at hand")));
            };
            let (method, field) = compose::file_call(attachment.kind, None);
            let mut body = body;
            if let Some(fields) = body.as_object_mut() {
                fields.insert(field.to_owned(), handle.as_str().into());
            }
            return match self.write(method, &body).await {
                Err(Failure::Refused(refusal)) if is_markup_refused(&refusal) => self.write(method, &compose::plain(body, caption)).await,
                other => other,
            };
        };
        let (method, field) = compose::file_call(attachment.kind, Some((&file.mime, file.bytes.len())));
        let name = attachment.name.clone().unwrap_or(file.name);
        let upload = |field, bytes| Upload { field, name: name.clone(), mime: file.mime.clone(), bytes };
        if method != "sendPhoto" {
            return self.api.upload(method, &body, upload(field, file.bytes)).await;
        }
        // A picture too long, too large or broken as a photo is still a file.
        match self.api.upload(method, &body, upload(field, file.bytes.clone())).await {
            Err(Failure::Refused(refusal)) if refusal.status == 400 && (refusal.says("photo_invalid") || refusal.says("image_process_failed")) => {
                self.api.upload("sendDocument", &body, upload("document", file.bytes)).await
            }
            other => other,
        }
    }

    async fn write(&self, method: &str, body: &Value) -> Result<Value, Failure> {
        self.api.call(method, body, Effect::Write, CALL_TIMEOUT).await
    }

    /// A call that may be repeated at will.
    async fn ask<T: serde::de::DeserializeOwned>(&self, method: &str, body: &Value) -> Result<T> {
        self.api.call(method, body, Effect::Read, CALL_TIMEOUT).await.map_err(Error::from)
    }

    /// A call that only makes things nicer: its failure is noted and forgotten.
    async fn nicety(&self, method: &str, body: &Value) {
        if let Err(error) = self.ask::<Value>(method, body).await {
            tracing::debug!(connector.id = "telegram", method, %error, "a call that may fail has failed");
        }
    }

    async fn set_commands(&self) {
        const COMMANDS: [(&str, [(&str, &str); 3]); 2] = [
            ("", [("start", "Начать сначала"), ("cancel", "Отменить текущее действие"), ("help", "Что я умею")]),
            ("en", [("start", "Start over"), ("cancel", "Stop what we are doing"), ("help", "What I can do")]),
        ];
        for (lang, commands) in COMMANDS {
            let commands = commands.map(|(command, description)| json!({ "command": command, "description": description }));
            if let Err(error) = self.ask::<Value>("setMyCommands", &json!({ "commands": commands, "language_code": lang })).await {
                tracing::warn!(connector.id = "telegram", %error, "the command menu is not set");
            }
        }
    }

    async fn set_webhook(&self) -> Result<()> {
        let url = self.hook_url.as_deref().ok_or_else(|| Error::invalid("hook_url", "the server has no public address: use polling"))?;
        if self.is_official && !is_hook_url(url) {
            return Err(Error::invalid("hook_url", "Telegram calls https addresses on ports 443, 80, 88 and 8443 only"));
        }
        let secret = self.hook_secret.expose();
        if secret.is_empty() || secret.len() > 256 || !secret.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')) {
            return Err(Error::internal("the webhook's secret has characters Telegram does not take"));
        }
        let body = json!({ "url": url, "secret_token": secret, "allowed_updates": UPDATES, "max_connections": 40, "drop_pending_updates": false });
        self.ask::<Value>("setWebhook", &body).await?;
        match self.ask::<wire::WebhookInfo>("getWebhookInfo", &json!({})).await {
            Ok(info) => {
                let is_ours = info.url.as_deref() == Some(url);
                let waiting = info.pending_update_count.unwrap_or(0);
                let last_error = info.last_error_message.unwrap_or_default();
                tracing::info!(connector.id = "telegram", webhook.is_ours = is_ours, webhook.waiting = waiting, webhook.last_error = %last_error, "webhook set");
            }
            Err(error) => tracing::warn!(connector.id = "telegram", %error, "the webhook's state is not readable"),
        }
        Ok(())
    }
}

#[async_trait]
impl Channel for TelegramChannel {
    fn parse(&self, request: &RawRequest) -> Result<Vec<Inbound>> {
        self.authorize(request)?;
        let update: Value = serde_json::from_slice(&request.body).map_err(|_| Error::new(Kind::Invalid, "the body is not JSON"))?;
        if update.get("update_id").and_then(Value::as_i64).is_none() {
            return Err(Error::new(Kind::Invalid, "the body is not an update"));
        }
        Ok(self.translate(update).into_iter().collect())
    }

    async fn send(&self, outbound: &Outbound) -> Result<Sent> {
        let parts = compose::parts(outbound)?;
        let mut chat_id = chat(&outbound.chat_id);
        let mut provider_ids = Vec::new();
        for (number, part) in (0u32..).zip(&parts).skip_while(|(number, _)| *number < outbound.parts_sent) {
            let stopped = |error: Error| error.parts_sent(number).op("telegram.send");
            self.limits.acquire(&outbound.chat_id).await.map_err(stopped)?;
            let mut answer = self.send_part(&chat_id, part).await;
            if let Err(Failure::Refused(Refusal { migrate_to_chat_id: Some(moved), .. })) = &answer {
                chat_id = json!(moved);
                answer = self.send_part(&chat_id, part).await;
            }
            if let Err(Failure::Refused(refusal)) = &answer
                && refusal.status == 429
            {
                // The limit is the bot's, not the chat's.
                self.limits.pause(refusal.retry_after.unwrap_or(Duration::from_secs(5)));
            }
            let message = answer.map_err(Error::from).map_err(stopped)?;
            // Accepted without an id is still accepted: to repeat it would be to send it twice.
            let id = message.get("message_id").and_then(Value::as_i64);
            let chat = message.pointer("/chat/id").or(Some(&chat_id)).and_then(Value::as_i64);
            provider_ids.push(id.zip(chat).map_or_else(String::new, |(id, chat)| map::message_key(chat, id)));
        }
        Ok(Sent { provider_ids })
    }

    async fn check(&self) -> Result<Identity> {
        let me: wire::User = self.ask("getMe", &json!({})).await.map_err(|error| error.op("telegram.check"))?;
        let username = me.username.filter(|name| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'));
        Ok(Identity {
            name: username.as_ref().map_or_else(|| me.first_name.unwrap_or_else(|| me.id.to_string()), |name| format!("@{name}")),
            link: username.map(|name| format!("https://t.me/{name}?start={{payload}}")),
        })
    }

    async fn prepare(&self, way: Receiving) -> Result<()> {
        let op = |error: Error| error.op("telegram.prepare");
        match way {
            Receiving::Webhook => self.set_webhook().await.map_err(op)?,
            // What waits for the bot is a customer's message: never dropped.
            Receiving::Polling | Receiving::Off => {
                self.ask::<Value>("deleteWebhook", &json!({ "drop_pending_updates": false })).await.map_err(op)?;
            }
        }
        if way != Receiving::Off {
            self.set_commands().await;
        }
        Ok(())
    }

    async fn poll(&self, cursor: Option<&str>) -> Result<Polled> {
        let started = Instant::now();
        self.stored.lock().unwrap_or_else(PoisonError::into_inner).begin(cursor);
        let mut body = json!({ "limit": 100, "timeout": self.poll_seconds, "allowed_updates": UPDATES });
        if let (Some(offset), Some(fields)) = (cursor.and_then(|cursor| cursor.parse::<i64>().ok()), body.as_object_mut()) {
            fields.insert("offset".to_owned(), offset.into());
        }
        let timeout = Duration::from_secs(self.poll_seconds + 10);
        let updates: Option<Vec<Value>> =
            self.api.call("getUpdates", &body, Effect::Read, timeout).await.map_err(|failure| Error::from(failure).op("telegram.poll"))?;
        let updates = updates.unwrap_or_default();
        let ids: Vec<i64> = updates.iter().filter_map(|update| update.get("update_id")?.as_i64()).collect();
        let cursor = ids.iter().max().map(|last| (last + 1).to_string()).or_else(|| cursor.map(str::to_owned));
        let fresh: Vec<Value> = {
            let mut stored = self.stored.lock().unwrap_or_else(PoisonError::into_inner);
            let fresh = updates.into_iter().filter(|update| !update.get("update_id").and_then(Value::as_i64).is_some_and(|id| stored.is_stored(id)));
            let fresh = fresh.collect();
            stored.handed_on(ids, cursor.clone());
            fresh
        };
        // A server that does not wait must not be asked in a circle.
        let pause = if fresh.is_empty() { Duration::from_secs(1).saturating_sub(started.elapsed()) } else { Duration::ZERO };
        Ok(Polled { inbound: fresh.into_iter().filter_map(|update| self.translate(update)).collect(), cursor, pause })
    }

    async fn acknowledge_press(&self, press_ref: &str) -> Result<()> {
        self.nicety("answerCallbackQuery", &json!({ "callback_query_id": press_ref })).await;
        Ok(())
    }

    async fn typing(&self, chat_id: &str) -> Result<()> {
        if self.limits.pause_left().is_none() {
            self.nicety("sendChatAction", &json!({ "chat_id": chat(chat_id), "action": "typing" })).await;
        }
        Ok(())
    }

    async fn fetch(&self, attachment: &Attachment, limit: u64) -> Result<FetchedFile> {
        let op = |error: Error| error.op("telegram.fetch");
        let handle = attachment.provider_ref.as_deref().filter(|handle| !handle.starts_with("geo:") && !handle.starts_with("tel:"));
        let handle = handle.ok_or_else(|| op(Error::invalid("attachment", "not a file of this channel")))?;
        let limit = limit.min(DOWNLOAD_LIMIT);
        let file: wire::File = self.ask("getFile", &json!({ "file_id": handle })).await.map_err(op)?;
        if file.file_size.or(attachment.size).is_some_and(|size| size > limit) {
            return Err(op(Error::new(Kind::TooLarge, format!("the file is larger than {limit} bytes"))));
        }
        let path = file.file_path.ok_or_else(|| op(Error::new(Kind::Unavailable, "the file has no path yet")))?;
        let reply = self.api.download(&path, limit).await.map_err(|failure| op(Error::from(failure)))?;
        let name = attachment.name.clone().or_else(|| path.rsplit('/').next().map(str::to_owned));
        // The vendor serves everything as a stream of bytes; the message knew better.
        let mime = attachment.mime.clone().or(reply.content_type);
        Ok(FetchedFile {
            name: name.unwrap_or_else(|| "file".to_owned()),
            mime: mime.unwrap_or_else(|| "application/octet-stream".to_owned()),
            bytes: reply.body.to_vec(),
        })
    }
}

/// Numbers go as numbers, `@channel` as text.
fn chat(chat_id: &str) -> Value {
    chat_id.parse::<i64>().map_or_else(|_| Value::from(chat_id), Value::from)
}

fn is_markup_refused(refusal: &Refusal) -> bool {
    let is = refusal.status == 400 && refusal.says("can't parse entities");
    if is {
        tracing::error!(connector.id = "telegram", "the markup of a message was refused: it goes out plain");
    }
    is
}

/// The token stands in the path of every address, so its characters matter even where its form does not.
fn is_token(token: &str, is_official: bool) -> bool {
    let is_tail = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    match token.split_once(':') {
        Some((id, key)) => !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()) && is_tail(key),
        None => !is_official && is_tail(token),
    }
}

fn is_hook_url(url: &str) -> bool {
    url::Url::parse(url).is_ok_and(|url| url.scheme() == "https" && matches!(url.port_or_known_default(), Some(443 | 80 | 88 | 8443)))
}
