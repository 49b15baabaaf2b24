//! A vendor of models in-process: a real HTTP server that speaks the vendor's documented protocol and says what a script tells it to,
//! with every trouble a vendor can make. `server.rs` is the HTTP side; what is said in which words is each vendor's `fake.rs`.

mod server;

use axum::serve::ListenerExt as _;
use domain::port::{ModelPart, ModelRequest, Purpose, Stop, Usage};
use domain::time::SharedClock;
use domain::{Error, Kind, Result, Secret};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// The secret every fake accepts, whatever its vendor calls it.
pub const KEY: &str = "sk-fake-0123456789abcdef";
/// What an answer costs unless the plan says otherwise; the vendors that do not count their cache leave `cached` out.
pub const USAGE: Usage = Usage { input: 120, cached: 64, output: 17 };
/// A model every fake serves, in the vendor's list of models.
pub const MODEL: &str = "samovar-1";

/// One answer of the model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    pub parts: Vec<ModelPart>,
    /// None = what follows from the parts.
    pub stop: Option<Stop>,
    pub usage: Option<Usage>,
    pub trouble: Option<Trouble>,
}

impl Plan {
    pub fn text(text: impl Into<String>) -> Self {
        Plan { parts: vec![ModelPart::Text { text: text.into() }], ..Plan::default() }
    }
    pub fn call(name: impl Into<String>, arguments: Value) -> Self {
        Plan::default().and_call(name, arguments)
    }
    /// Ids are given by the protocol, so a plan has none.
    #[must_use]
    pub fn and_call(mut self, name: impl Into<String>, arguments: Value) -> Self {
        self.parts.push(ModelPart::Call { id: String::new(), name: name.into(), arguments });
        self
    }
    #[must_use]
    pub fn with(mut self, trouble: Trouble) -> Self {
        self.trouble = Some(trouble);
        self
    }
    #[must_use]
    pub fn stopping(mut self, stop: Stop) -> Self {
        self.stop = Some(stop);
        self
    }
    pub fn stop(&self) -> Stop {
        let calls = self.parts.iter().any(|part| matches!(part, ModelPart::Call { .. }));
        self.stop.unwrap_or(if calls { Stop::Tools } else { Stop::End })
    }
    pub fn usage(&self) -> Usage {
        self.usage.unwrap_or(USAGE)
    }
    pub fn said(&self) -> String {
        self.parts.iter().filter_map(|part| if let ModelPart::Text { text } = part { Some(text.as_str()) } else { None }).collect()
    }
    pub fn calls(&self) -> Vec<(&str, &Value)> {
        self.parts.iter().filter_map(|part| if let ModelPart::Call { name, arguments, .. } = part { Some((name.as_str(), arguments)) } else { None }).collect()
    }
}

/// What may go wrong with one answer. A call of an unknown tool needs none of this: a plan may call anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing at all for this long.
    SlowFirst(Duration),
    /// A pause before each piece.
    SlowStream(Duration),
    /// The answer ends in the middle, in order as far as HTTP can tell.
    CutStream,
    /// The connection breaks in the middle.
    BreakStream,
    TooMany { retry_after: Option<u32> },
    ServerError,
    Overloaded,
    /// A page of some proxy in the place of an answer.
    NotTheVendor,
    /// Success, and a body that is no JSON.
    BadJson,
    /// The arguments of the calls are not an object.
    BadArguments,
    /// The vendor's filter stops the answer; the protocol says so.
    Filtered,
    /// The vendor refuses the subject before it begins, if it has a status for that.
    Moderated,
    /// Megabytes of text.
    Huge,
    /// It begins well, and then an error comes inside of the success.
    ErrorInStream,
    /// The token has run out; where there is none, the key is not known.
    AuthExpired,
    BadKey,
    NoMoney,
    GeoBlocked,
    ContextTooLong,
    ModelGone,
}

/// A call as it came.
#[derive(Clone, Debug)]
pub struct Call {
    pub method: String,
    pub path: String,
    pub query: String,
    headers: Vec<(String, String)>,
    /// Null when the body is no JSON.
    pub body: Value,
    pub form: BTreeMap<String, String>,
}

impl Call {
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}

/// What a call wants.
#[derive(Clone, Debug)]
pub enum Heard {
    Chat(ModelRequest),
    Embed { texts: Vec<String>, purpose: Option<Purpose> },
    /// Answered at once: lists, tokens, refusals.
    Answer(u16, Value),
}

/// How a protocol is spoken. Refuses what the vendor refuses.
pub trait Tongue: Send + Sync + 'static {
    /// Settings with which a client reaches the server at this address.
    fn settings(&self, address: &str) -> Value;
    /// The name of the secret property that holds the key.
    fn key_name(&self) -> &'static str;
    fn hear(&self, call: &Call, clock: &SharedClock) -> Heard;
    /// The whole answer. `is_bad`: the arguments of calls are to be broken.
    fn whole(&self, request: &ModelRequest, plan: &Plan, is_bad: bool) -> Value;
    /// The frames of the streamed answer; the last one ends it.
    fn frames(&self, request: &ModelRequest, plan: &Plan, is_bad: bool) -> Vec<String>;
    fn stream_type(&self) -> &'static str {
        "text/event-stream"
    }
    /// The refusal that this trouble is.
    fn refusal(&self, trouble: Trouble) -> (u16, Value);
    /// The frame of an error inside of a stream.
    fn error_frame(&self) -> String;
    /// Vectors of texts, for those who have them.
    fn vectors(&self, vectors: &[Vec<f32>]) -> Value {
        let _ = vectors;
        Value::Null
    }
    /// The token in use has run out.
    fn expire(&self) {}
}

type Script = Arc<dyn Fn(&ModelRequest) -> Plan + Send + Sync>;
type Meanings = Arc<dyn Fn(&str) -> Vec<f32> + Send + Sync>;

struct State {
    plans: VecDeque<Plan>,
    script: Option<Script>,
    meanings: Option<Meanings>,
    embed_troubles: VecDeque<Trouble>,
    embedded: Vec<(Option<Purpose>, Vec<String>)>,
    asked: Vec<ModelRequest>,
    bodies: Vec<Value>,
    calls: Vec<String>,
    busy: usize,
    most_busy: usize,
    /// While set, answers wait until it is let go.
    held: bool,
    /// Streams come frame by frame, not cut wherever it hurts.
    in_frames: bool,
}

struct Shared {
    state: Mutex<State>,
    let_go: Notify,
    came: Notify,
    tongue: Box<dyn Tongue>,
    clock: SharedClock,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A running fake. Dropping it stops it.
pub struct FakeModel {
    shared: Arc<Shared>,
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl FakeModel {
    /// On a free port of this machine.
    pub async fn start(tongue: impl Tongue, clock: SharedClock) -> Result<Self> {
        Self::start_at(SocketAddr::from(([127, 0, 0, 1], 0)), tongue, clock).await
    }

    pub async fn start_at(address: SocketAddr, tongue: impl Tongue, clock: SharedClock) -> Result<Self> {
        let failed = |error: std::io::Error| Error::new(Kind::Unavailable, format!("the fake model cannot listen: {error}"));
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let state = State { plans: VecDeque::new(), script: None, meanings: None, embed_troubles: VecDeque::new(), embedded: Vec::new(), asked: Vec::new(), bodies: Vec::new(), calls: Vec::new(), busy: 0, most_busy: 0, held: false, in_frames: false };
        let shared = Arc::new(Shared { state: Mutex::new(state), let_go: Notify::new(), came: Notify::new(), tongue: Box::new(tongue), clock });
        let router = server::router(shared.clone());
        let task = tokio::spawn(async move {
            // Vendors' servers do not hold a piece of an answer back.
            let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "the fake model stopped");
            }
        });
        Ok(FakeModel { shared, address, task })
    }

    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }
    /// Settings with which a provider reaches this fake.
    pub fn settings(&self) -> Value {
        self.shared.tongue.settings(&self.base_url())
    }
    pub fn secrets(&self) -> BTreeMap<String, Secret> {
        BTreeMap::from([(self.shared.tongue.key_name().to_owned(), Secret::new(KEY))])
    }
    /// Settings and secrets in one, as a form sends them.
    pub fn form(&self) -> Map<String, Value> {
        let mut form = self.settings().as_object().cloned().unwrap_or_default();
        form.extend(self.secrets().into_iter().map(|(name, secret)| (name, secret.expose().into())));
        form
    }

    /// The next answer; several wait in order. Before the script is asked.
    pub fn say(&self, plan: Plan) -> &Self {
        self.shared.lock().plans.push_back(plan);
        self
    }
    /// The next answer is this trouble.
    pub fn make(&self, trouble: Trouble) -> &Self {
        self.say(Plan::text("Хорошо.").with(trouble))
    }
    /// Answers everything nothing else was planned for, by the request as the vendor understood it.
    pub fn script(&self, script: impl Fn(&ModelRequest) -> Plan + Send + Sync + 'static) -> &Self {
        self.shared.lock().script = Some(Arc::new(script));
        self
    }
    /// The vectors of texts; without it those of `vector_of`.
    pub fn mean(&self, meanings: impl Fn(&str) -> Vec<f32> + Send + Sync + 'static) -> &Self {
        self.shared.lock().meanings = Some(Arc::new(meanings));
        self
    }
    /// The next call for vectors meets this trouble; several wait in order.
    pub fn make_embedding(&self, trouble: Trouble) -> &Self {
        self.shared.lock().embed_troubles.push_back(trouble);
        self
    }
    /// The texts of every call that got its vectors, and what they were for where the protocol tells.
    pub fn embedded(&self) -> Vec<(Option<Purpose>, Vec<String>)> {
        self.shared.lock().embedded.clone()
    }
    /// Requests for answers that were understood, in order.
    pub fn asked(&self) -> Vec<ModelRequest> {
        self.shared.lock().asked.clone()
    }
    /// The same as they came.
    pub fn bodies(&self) -> Vec<Value> {
        self.shared.lock().bodies.clone()
    }
    /// Everything that came, `POST /v1/messages`, refused calls too.
    pub fn calls(&self) -> Vec<String> {
        self.shared.lock().calls.clone()
    }
    /// Most answers that were being made at once.
    pub fn most_busy(&self) -> usize {
        self.shared.lock().most_busy
    }
    /// Streams come as vendors usually send them, a frame at a time, for measuring.
    pub fn in_frames(&self) -> &Self {
        self.shared.lock().in_frames = true;
        self
    }
    /// Answers wait until `let_go`.
    pub fn hold(&self) {
        self.shared.lock().held = true;
    }
    pub fn let_go(&self) {
        self.shared.lock().held = false;
        self.shared.let_go.notify_waiters();
    }
    /// Waits until so many requests for answers have come.
    pub async fn wait_for_asked(&self, count: usize) {
        loop {
            let came = self.shared.came.notified();
            if self.shared.lock().asked.len() >= count {
                return;
            }
            came.await;
        }
    }
}

impl Drop for FakeModel {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A text in pieces of a few letters, as models say it.
pub fn pieces(text: &str, letters: usize) -> Vec<String> {
    let letters_of: Vec<char> = text.chars().collect();
    letters_of.chunks(letters.max(1)).map(|piece| piece.iter().collect()).collect()
}

/// What a test may count on in the vector of a text: the same text has the same one.
pub fn vector_of(text: &str) -> Vec<f32> {
    let mut vector = vec![0.0_f32; 8];
    for (index, byte) in text.bytes().enumerate() {
        if let Some(place) = vector.get_mut(index % 8) {
            *place += f32::from(byte) / 255.0;
        }
    }
    vector
}
