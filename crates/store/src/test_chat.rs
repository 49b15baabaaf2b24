//! What a pretended customer leaves behind, marked and taken away: the contact, its conversations, visits and holds.
//! Every statement goes by the contact, whose source is `test`.

use crate::{Reads, Unit};
use domain::Result;
use domain::contact::Contact;
use domain::id::ContactId;

statements! {
    FIND = "SELECT c.* FROM contact c JOIN identity i ON i.org_id = c.org_id AND i.contact_id = c.id WHERE c.org_id = $1 AND c.source = 'test' AND i.kind = 'test' AND i.value = $2";
    MARK_BOOKINGS = "UPDATE booking SET source = 'test' WHERE org_id = $1 AND contact_id = $2 AND source <> 'test'";
    DROP_OCCUPANCY = "DELETE FROM occupancy WHERE org_id = $1 AND (owner_id IN (SELECT b.id FROM booking b WHERE b.org_id = $1 AND b.contact_id = $2)
                      OR owner_id IN (SELECT h.id FROM hold h JOIN conversation v ON v.org_id = h.org_id AND v.id = h.conversation_id WHERE h.org_id = $1 AND v.contact_id = $2))";
    DROP_BOOKINGS = "DELETE FROM booking WHERE org_id = $1 AND contact_id = $2";
    DROP_HOLDS = "DELETE FROM hold WHERE org_id = $1 AND conversation_id IN (SELECT v.id FROM conversation v WHERE v.org_id = $1 AND v.contact_id = $2)";
    DROP_GAPS = "DELETE FROM gap WHERE org_id = $1 AND conversation_id IN (SELECT v.id FROM conversation v WHERE v.org_id = $1 AND v.contact_id = $2)";
    DROP_TURNS = "DELETE FROM turn WHERE org_id = $1 AND conversation_id IN (SELECT v.id FROM conversation v WHERE v.org_id = $1 AND v.contact_id = $2)";
    DROP_MESSAGES = "DELETE FROM message WHERE org_id = $1 AND conversation_id IN (SELECT v.id FROM conversation v WHERE v.org_id = $1 AND v.contact_id = $2)";
    DROP_CONVERSATIONS = "DELETE FROM conversation WHERE org_id = $1 AND contact_id = $2";
    DROP_CONTACT = "DELETE FROM contact WHERE org_id = $1 AND id = $2 AND source = 'test'";
}

/// The pretended customer of a person.
pub async fn find(reads: &mut impl Reads, person: &str) -> Result<Option<Contact>> {
    reads.find(FIND, vals![person]).await
}

/// Visits the agent has made for the pretended customer are told from real ones.
pub async fn mark_bookings(unit: &mut Unit, contact: ContactId) -> Result<u64> {
    unit.exec(MARK_BOOKINGS, vals![contact]).await
}

/// Takes the pretended customer away with everything that came of them.
pub async fn remove(unit: &mut Unit, contact: ContactId) -> Result<()> {
    for sql in [DROP_OCCUPANCY, DROP_BOOKINGS, DROP_HOLDS, DROP_GAPS, DROP_TURNS, DROP_MESSAGES, DROP_CONVERSATIONS, DROP_CONTACT] {
        unit.exec(sql, vals![contact]).await?;
    }
    Ok(())
}
