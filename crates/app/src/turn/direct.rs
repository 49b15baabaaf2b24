//! The short way: a message on a pull connection is accepted, understood and answered in one transaction, so the customer
//! waits for one commit. Whatever is not simple (a turn under way, a person, a refused effect, any failure) rolls back
//! and goes the ordinary way, which accepts first and answers after.

use super::act::{self, agent};
use super::{Answered, Progress, count, load, plan};
use crate::inbox::receive::{Accepted, Answering, message_in, receive};
use crate::{App, Ctx};
use brain::turn::Input;
use domain::conversation::Mode;
use domain::port::Inbound;
use domain::{Error, Result};
use std::time::Instant;
use store::connection::Connection;

/// Accepts a message and, when the short way is open, answers it. Without an answer the caller runs `Accepted::turn`
/// or waits for whoever has it.
pub async fn converse(app: &App, ctx: &Ctx, connection: &Connection, inbound: &Inbound) -> Result<(Accepted, Option<Answered>)> {
    match direct(app, ctx, connection, inbound).await {
        Ok(Some((accepted, answered))) => return Ok((accepted, Some(answered))),
        Ok(None) => {}
        Err(error) => tracing::debug!(error = %error, "the short way is closed"),
    }
    Ok((receive(app, ctx, connection, inbound, Answering::Now).await?, None))
}

async fn direct(app: &App, ctx: &Ctx, connection: &Connection, inbound: &Inbound) -> Result<Option<(Accepted, Answered)>> {
    if !crate::channel::is_pull(app, connection) {
        return Ok(None);
    }
    let started = Instant::now();
    let mut unit = app.unit(&agent(ctx)).await?;
    let known = store::conversation::find_by_chat_locked(&mut unit, connection.id, &inbound.chat_id).await?;
    let is_simple = known.as_ref().is_none_or(|row| {
        let conversation = &row.conversation;
        conversation.mode == Mode::Auto && conversation.answered_seq >= conversation.inbound_seq && row.lease_until <= unit.now()
    });
    if !is_simple {
        return Ok(None);
    }
    let Some(mut accepted) = message_in(app, &mut unit, connection, inbound, known, Answering::Now).await? else { return Ok(None) };
    let Some(leased) = accepted.turn.take() else { return Ok(None) };
    let loaded = load::facts(app, &mut unit, &leased.row, leased.only, Some(connection)).await?;
    if loaded.waits_until(unit.now()).is_some() {
        return Ok(None);
    }
    let input = Input { now: unit.now(), messages: loaded.utterances.clone(), refused: Vec::new() };
    // A model takes seconds: it is asked on the ordinary way, which holds nothing meanwhile.
    let Progress::Planned(planned) = plan(&mut unit, &leased.row, &loaded, input, Vec::new()).await? else { return Ok(None) };
    let written = act::write_in(app, &mut unit, &leased.row, &loaded, &planned, started).await;
    match written {
        Ok(Some(answered)) => {
            unit.commit().await?;
            metrics::counter!("samovar_messages_in_total", "connector" => connection.connector.clone()).increment(1);
            count(started);
            Ok(Some((accepted, answered)))
        }
        Ok(None) | Err(act::Failed::Refused(_)) => Ok(None),
        Err(act::Failed::Error(error)) => Err(Error { op: "turn.direct", ..error }),
    }
}
