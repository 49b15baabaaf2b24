//! The store on both engines: every statement prepared, every statement run as a stranger, schemas compared.

#[cfg(test)]
mod desk;
#[cfg(test)]
mod contact;
#[cfg(test)]
mod deal;
#[cfg(test)]
mod ledger;
#[cfg(test)]
mod metric;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod search;
#[cfg(test)]
mod stranger;
