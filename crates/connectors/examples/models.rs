//! Runs the fake vendors of models on this machine until it is stopped, for other programs to speak to: official clients, a browser test.
//! Each says "Хорошо." to a plain question, and first calls the first tool it is offered.

use connectors::kit::fake_model::{FakeModel, Plan};
use domain::port::{ModelMessage, ModelRequest};
use domain::time::SystemClock;
use samovar_connectors as connectors;
use std::io::Write as _;
use std::sync::Arc;

fn script(asked: &ModelRequest) -> Plan {
    match (asked.tools.first(), asked.messages.last()) {
        (Some(tool), Some(ModelMessage::User { .. })) => Plan::call(&tool.name, serde_json::json!({ "date": "2026-11-24", "service": "стрижка" })),
        _ => Plan::text("Хорошо, есть время в 15:00 👋"),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> domain::Result<()> {
    let mut all: Vec<FakeModel> = Vec::new();
    for vendor in connectors::model_kits() {
        let fake = vendor.fake(Arc::new(SystemClock)).await?;
        fake.script(script);
        let shown = serde_json::json!({ "vendor": vendor.name(), "base": fake.base_url(), "settings": fake.form() });
        let _ = writeln!(std::io::stdout(), "{shown}");
        all.push(fake);
    }
    let _ = std::io::stdout().flush();
    std::future::pending::<()>().await;
    Ok(())
}
