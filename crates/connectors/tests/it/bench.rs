//! A vendor's fake with a connection opened against it, and the vendors that a case applies to.

use crate::connectors::kit::Vendor;
use crate::connectors::kit::fake::{Act, Fake};
use domain::id::{ConnectionId, FileId, OrgId};
use domain::message::{Attachment, Button};
use domain::port::{Caps, Channel, ChannelConfig, FetchedFile, Files, Inbound, NetPolicy, Outbound, RawRequest, What};
use domain::{Clock, Error, Kind, Result, Secret, Ts};
use std::sync::Arc;

pub const HOOK_SECRET: &str = "hook-secret-1234567890";

#[derive(Debug)]
pub struct Fixed;
impl Clock for Fixed {
    fn now(&self) -> Ts {
        "2026-11-20T09:00:00Z".parse().unwrap()
    }
}

/// The tenant's files: one file, whatever is asked for.
#[derive(Debug)]
pub struct OneFile(pub FetchedFile);
#[async_trait::async_trait]
impl Files for OneFile {
    async fn read(&self, _file_id: FileId, limit: u64) -> Result<FetchedFile> {
        if u64::try_from(self.0.bytes.len()).unwrap() > limit {
            return Err(Error::new(Kind::TooLarge, "too large"));
        }
        Ok(self.0.clone())
    }
}

pub struct Bench {
    pub vendor: Arc<dyn Vendor>,
    pub fake: Box<dyn Fake>,
    pub channel: Arc<dyn Channel>,
}

impl Bench {
    pub async fn new(vendor: &Arc<dyn Vendor>) -> Self {
        Self::with(vendor, |_| {}).await
    }

    pub async fn with(vendor: &Arc<dyn Vendor>, change: impl FnOnce(&mut ChannelConfig)) -> Self {
        let fake = vendor.fake(Arc::new(Fixed)).await.unwrap();
        let mut config = config(fake.as_ref(), NetPolicy::Loopback);
        change(&mut config);
        let channel = vendor.open(config).unwrap();
        Bench { vendor: vendor.clone(), fake, channel }
    }

    pub fn caps(&self) -> Caps {
        self.vendor.caps()
    }

    /// The act as a webhook call.
    pub fn act(&self, chat: &str, act: Act) -> RawRequest {
        self.fake.act(chat, act, &Secret::new(HOOK_SECRET)).unwrap().request
    }

    /// The act as the one event it makes.
    pub fn event(&self, chat: &str, act: Act) -> Inbound {
        let mut events = self.channel.parse(&self.act(chat, act)).unwrap();
        assert_eq!(events.len(), 1, "{}: {events:?}", self.vendor.name());
        events.remove(0)
    }

    /// A customer who has written, so that the vendor lets us answer.
    pub fn meet(&self, chat: &str) {
        self.act(chat, Act::Says { text: "здравствуйте".to_owned() });
    }
}

pub fn config(fake: &dyn Fake, net: NetPolicy) -> ChannelConfig {
    ChannelConfig {
        org_id: OrgId::nil(),
        connection_id: ConnectionId::nil(),
        settings: fake.settings(),
        secrets: fake.secrets(),
        hook_secret: Secret::new(HOOK_SECRET),
        hook_url: Some("https://example.org/hooks/x".to_owned()),
        net,
        files: None,
        clock: Arc::new(Fixed),
    }
}

/// Every vendor with these abilities; a case nobody can run is a mistake in the case.
pub fn vendors(wanted: impl Fn(&Caps) -> bool) -> Vec<Arc<dyn Vendor>> {
    let found: Vec<_> = crate::connectors::vendors().into_iter().filter(|vendor| wanted(&vendor.caps())).collect();
    assert!(!found.is_empty(), "no vendor can run this case");
    found
}

pub fn pushes(caps: &Caps) -> bool {
    !caps.pull
}

pub fn outbound(chat: &str, text: &str) -> Outbound {
    Outbound { key: "k1".to_owned(), chat_id: chat.to_owned(), conversation_id: None, text: text.to_owned(), buttons: Vec::new(), attachments: Vec::new(), parts_sent: 0 }
}

pub fn with_buttons(chat: &str, text: &str, buttons: &[(&str, &str)]) -> Outbound {
    Outbound { buttons: buttons.iter().map(|(id, title)| Button::new(*id, *title)).collect(), ..outbound(chat, text) }
}

pub fn text_of(event: &Inbound) -> &str {
    match &event.what {
        What::Message { text, .. } => text,
        other => panic!("not a message: {other:?}"),
    }
}

pub fn attachments_of(event: Inbound) -> Vec<Attachment> {
    match event.what {
        What::Message { attachments, .. } => attachments,
        other => panic!("not a message: {other:?}"),
    }
}
