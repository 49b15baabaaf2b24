//! `samovar demo`: a firm from a pack, with weeks of visits behind and ahead, an owner and an API key; then the server.
//! The credentials are kept in the data folder, so a second start is the same firm.

use super::{say, serve};
use crate::config::{Config, Outgoing};
use crate::{logs, wire};
use anyhow::{Context as _, Result};
use app::access::Gate;
use app::person::{self, NewPerson};
use app::{App, Ctx};
use clap::Args;
use domain::event::Actor;
use domain::person::{Permission, Role};
use domain::time::{Clock, SystemClock};
use domain::{Lang, Secret, Ts};
use serde::{Deserialize, Serialize};
use std::process::ExitCode;
use std::sync::Arc;

#[derive(Debug, Args)]
pub struct Demo {
    /// Industry pack.
    #[arg(long, default_value = "salon")]
    pack: String,
    /// Decides the invented customers and visits.
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// The clock of this start is so many days off: what waits for time, silence and reminders, is seen without the wait.
    #[arg(long, default_value_t = 0, allow_hyphen_values = true)]
    clock_days: i32,
}

/// The machine's clock, so many days off.
#[derive(Clone, Copy, Debug)]
struct Off(i32);

impl Clock for Off {
    fn now(&self) -> Ts {
        SystemClock.now().plus_secs(i64::from(self.0) * 86_400)
    }
}

/// What a demo's first start leaves for the next; readable by its owner only.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    org_id: String,
    slug: String,
    login: String,
    password: String,
    api_key: String,
    widget_key: String,
}

pub async fn run(mut config: Config, demo: &Demo) -> Result<ExitCode> {
    // A demo talks to fakes and emulators on this machine, and its keys serve load tests.
    if config.security.outgoing == Outgoing::Public {
        config.security.outgoing = Outgoing::Loopback;
    }
    logs::start(&config.log)?;
    let listener = serve::listen(&config).await?;
    let address = listener.local_addr()?;
    let app = wire::open_at(&config, Arc::new(Off(demo.clock_days))).await?;
    let file = config.data.dir.join("demo.json");
    let kept = match std::fs::read_to_string(&file) {
        Ok(text) => serde_json::from_str::<Kept>(&text).with_context(|| format!("{} does not read", file.display()))?,
        Err(_) => {
            let kept = make(&config, &app, demo).await?;
            wire::write_private(&file, &serde_json::to_string_pretty(&kept)?)?;
            kept
        }
    };
    let url = config.url(address);
    let line = serde_json::json!({
        "url": url,
        "app": format!("{url}/app/"),
        "page": format!("{url}/f/{}", kept.slug),
        "org_id": kept.org_id,
        "login": kept.login,
        "password": kept.password,
        "api_key": kept.api_key,
        "widget_key": kept.widget_key,
    });
    let stdout_is_open = say(&line.to_string()).is_ok();
    tracing::debug!(stdout_is_open, "the demo is ready");
    serve::run(&config, app, listener).await
}

async fn make(config: &Config, app: &App, demo: &Demo) -> Result<Kept> {
    let pack = app::pack::read(&demo.pack)?;
    let proposed = pack.org(None, None, app.now());
    let new = app::org::NewOrg {
        name: proposed.name, slug: Some(proposed.slug), zone: proposed.zone.clone(), lang: proposed.lang, currency: proposed.currency, region: proposed.region, pack: proposed.pack, settings: proposed.settings,
    };
    let org = app::org::create(app, new).await?;
    let ctx = Ctx { actor: Actor::System, ..app.system(org.id) };
    let zone = domain::time::zone(&org.zone)?;
    let now = Ts::in_zone(app.now(), &zone).datetime();
    let today = now.date();
    let rows = app::pack::furnish(app, &ctx, &pack, today).await?;
    let gate = Gate::new(app.vault(), Arc::new(app::person::FileMail::new(config.letters())));
    let password = format!("samovar-{}", app::access::token::fresh("")?.expose().chars().filter(char::is_ascii_alphanumeric).take(12).collect::<String>());
    let login = "owner@samovar.example".to_owned();
    let owner = NewPerson { email: login.clone(), name: "Вера Логинова".into(), lang: Lang::Ru, password: Secret::new(password.clone()) };
    person::add(app, &gate, owner, org.id, Role::Owner).await?;
    // Colleagues, so that talks are assigned to somebody; the owner lets them in by a reset of the password.
    for (email, name, role) in [("marina@samovar.example", "Марина Зуева", Role::Manager), ("oleg@samovar.example", "Олег Данилов", Role::Operator)] {
        let password = app::access::token::fresh("")?;
        person::add(app, &gate, NewPerson { email: email.into(), name: name.into(), lang: Lang::Ru, password }, org.id, role).await?;
    }
    let weeks = app::pack::demo_at(&pack, demo.seed, now)?;
    app::pack::stage(app, &ctx, &pack, &rows.keys, &weeks).await?;
    // A firm with weeks behind it needs no first steps.
    app::onboarding::change(app, &ctx, app::onboarding::Change::Finish).await?;
    let (_, key) = app::key::create(app, &ctx, "demo".into(), Permission::ALL.to_vec(), |_| true, Some(10_000_000)).await?;
    let mut scope = app.scope(org.id).await?;
    let widget = store::connection::find_by_connector(&mut scope, "widget").await?.and_then(|c| c.public_key).unwrap_or_default();
    Ok(Kept { org_id: org.id.to_string(), slug: org.slug, login, password, api_key: key.expose().to_owned(), widget_key: widget })
}
