//! Words inside of messages of all time: which conversations they were said in, newest first, and the place marked. History that is older
//! than the index is read into it in portions while the program runs.

use crate::App;
use domain::id::{ConversationId, OrgId, PersonId};
use domain::search::{Piece, Sought};
use domain::Result;
use std::collections::HashMap;
use store::conversation::inbox::{self, Item};
use store::message::search::{self, Among, Hit, Said};
use store::unit::By;

/// Messages looked at in one step, and most steps of one page.
const STEP: i64 = 200;
const STEPS: usize = 5;
/// Characters of a message that are shown.
const ROOM: usize = 160;
/// Messages that are read into the index at once.
const PORTION: i64 = 500;

/// A conversation in which the words were said.
#[derive(Clone, Debug)]
pub struct Found {
    pub item: Item,
    /// The newest message with them.
    pub said: Said,
    pub pieces: Vec<Piece>,
    /// How many others were met on the way.
    pub more: usize,
}

#[derive(Clone, Debug, Default)]
pub struct FoundPage {
    pub found: Vec<Found>,
    /// Where the next page begins.
    pub next: Option<i64>,
    /// False while the firm's history is being read.
    pub is_complete: bool,
}

/// Conversations as the person sees them. A conversation may come again on a later page, with an older message.
pub async fn search(app: &App, org: OrgId, person: PersonId, text: &str, among: &Among, before: i64, limit: usize) -> Result<FoundPage> {
    let mut scope = app.scope(org).await?;
    let is_complete = !search::is_behind(&mut scope).await?;
    let Some(sought) = Sought::parse(text) else { return Ok(FoundPage { is_complete, ..FoundPage::default() }) };
    let (mut groups, mut place): (Vec<(Said, usize)>, HashMap<ConversationId, usize>) = (Vec::new(), HashMap::new());
    let (mut at, mut next) = (before, None);
    'steps: for step in 0..STEPS {
        let hits = search::find(&mut scope, &sought, at, STEP).await?;
        let mut said: HashMap<_, Said> = search::said(&mut scope, &hits, among).await?.into_iter().map(|s| (s.id, s)).collect();
        for Hit { id, n } in &hits {
            if let Some(said) = said.remove(id) {
                let known = place.get(&said.conversation_id).copied();
                if known.is_none() && groups.len() == limit {
                    next = Some(at);
                    break 'steps;
                }
                match known.and_then(|at| groups.get_mut(at)) {
                    Some(group) => group.1 += 1,
                    None => {
                        place.insert(said.conversation_id, groups.len());
                        groups.push((said, 0));
                    }
                }
            }
            at = *n;
        }
        if i64::try_from(hits.len()).is_ok_and(|seen| seen < STEP) {
            break;
        }
        if step + 1 == STEPS {
            next = Some(at);
        }
    }
    let ids: Vec<ConversationId> = groups.iter().map(|(said, _)| said.conversation_id).collect();
    let mut items: HashMap<ConversationId, Item> = inbox::among(&mut scope, person, &ids).await?.into_iter().map(|item| (item.conversation.id, item)).collect();
    let found = |(said, more): (Said, usize)| Some(Found { item: items.remove(&said.conversation_id)?, pieces: sought.snippet(&said.text, ROOM), said, more });
    Ok(FoundPage { found: groups.into_iter().filter_map(found).collect(), next, is_complete })
}

/// Reads the next portion of somebody's history into the index; false when all is read.
pub(crate) async fn catch_up(app: &App) -> Result<bool> {
    let Some(backlog) = search::backlog(&mut app.db().root_read().await?).await? else { return Ok(false) };
    let mut unit = app.db().unit(backlog.org_id, By::system(app.now())).await?;
    search::catch_up(&mut unit, PORTION).await?;
    unit.commit().await?;
    Ok(true)
}
