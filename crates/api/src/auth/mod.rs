//! Who is asking: cookie session, bearer token or API key, recognised once per request, counted, and offered to handlers.
//! `Can<may::Book>` is a caller of one organization with that permission; `SignedIn` is a person, wherever they work.

mod caller;
mod cookie;
mod recognise;

pub use caller::{Caller, Can, MaybePerson, Permit, SignedIn, may};
pub use cookie::{SsoCookie, clear_session, clear_sso, set_session, set_sso};
pub use recognise::{CSRF_HEADER, Identity, KEY_HEADER, recognise};
