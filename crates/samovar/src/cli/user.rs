//! `samovar user`: accounts by the operator's hand, for the first owner and for locked-out people.

use super::say;
use crate::config::Config;
use crate::wire;
use anyhow::{Context as _, Result, bail};
use app::App;
use app::access::Gate;
use app::person::{self, NewPerson};
use clap::Subcommand;
use domain::org::Org;
use domain::person::Role;
use domain::{Lang, Secret};
use std::process::ExitCode;
use std::str::FromStr;
use std::sync::Arc;

#[derive(Debug, Subcommand)]
pub enum User {
    /// Add a person to an organization. The password is read from standard input.
    Create {
        #[arg(long)]
        email: String,
        #[arg(long)]
        name: String,
        /// Slug of the organization; may be omitted when there is only one.
        #[arg(long)]
        org: Option<String>,
        /// owner, admin, manager, operator, viewer
        #[arg(long, default_value = "owner")]
        role: String,
    },
    /// Make an organization from a pack.
    Org {
        #[arg(long)]
        name: String,
        #[arg(long, default_value = "blank")]
        pack: String,
    },
    /// Print a one-time link that sets a new password.
    ResetLink {
        #[arg(long)]
        email: String,
    },
    /// Take away the second factor of somebody who has lost it.
    TotpOff {
        #[arg(long)]
        email: String,
    },
    /// List organizations.
    Orgs,
}

pub async fn run(config: &Config, user: User) -> Result<ExitCode> {
    let app = wire::open(config).await?;
    match user {
        User::Create { email, name, org, role } => {
            let org = find_org(&app, org.as_deref()).await?;
            let mut password = String::new();
            std::io::stdin().read_line(&mut password).context("the password is read from standard input")?;
            let gate = Gate::new(app.vault(), Arc::new(app::person::FileMail::new(config.letters())));
            let person = NewPerson { email: email.trim().to_lowercase(), name, lang: Lang::Ru, password: Secret::new(password.trim_end_matches(['\r', '\n'])) };
            let person = person::add(&app, &gate, person, org.id, Role::from_str(&role)?).await?;
            say(&format!("{} is {role} of {}", person.email, org.slug))
        }
        User::Org { name, pack } => {
            let pack = app::pack::read(&pack)?;
            let p = pack.org(Some(name), None, app.now());
            let new = app::org::NewOrg { name: p.name, slug: None, zone: p.zone, lang: p.lang, currency: p.currency, region: p.region, pack: p.pack, settings: p.settings };
            let org = app::org::create(&app, new).await?;
            let zone = domain::time::zone(&org.zone)?;
            app::pack::furnish(&app, &app.system(org.id), &pack, app.now().in_zone(&zone).date()).await?;
            say(&format!("{} {}", org.slug, org.id))
        }
        User::ResetLink { email } => match app::person::reset_link(&app, email.trim()).await? {
            Some(link) => say(link.expose()),
            None => bail!("nobody has this e-mail"),
        },
        User::TotpOff { email } => {
            if !app::totp::remove(&app, &email).await? {
                bail!("nobody has this e-mail with a second factor");
            }
            say("the second factor is off; the password alone logs in")
        }
        User::Orgs => {
            let mut root = app.db().root_read().await?;
            let orgs = store::org::all(&mut root).await?;
            say(&orgs.iter().map(|o| format!("{}\t{}\t{}", o.slug, o.id, o.name)).collect::<Vec<_>>().join("\n"))
        }
    }
}

/// The organization of that slug, or the only one there is.
pub async fn find_org(app: &App, slug: Option<&str>) -> Result<Org> {
    let mut root = app.db().root_read().await?;
    if let Some(slug) = slug {
        return store::org::find_by_slug(&mut root, slug).await?.with_context(|| format!("no organization has the slug {slug}"));
    }
    let mut orgs = store::org::all(&mut root).await?;
    match (orgs.pop(), orgs.is_empty()) {
        (Some(org), true) => Ok(org),
        (None, _) => bail!("there is no organization yet: `samovar user org --name …`"),
        (Some(_), false) => bail!("there are several organizations: say which with --org SLUG"),
    }
}
