//! How long a door stays shut after wrong passwords and codes. Pure; the counting is in the database.

/// Failures are forgotten when there was none for so long.
pub const FORGET_SECS: i64 = 24 * 3600;
const WAITS: [i64; 4] = [60, 5 * 60, 15 * 60, 60 * 60];
/// Wrong tries of one account before it waits.
const ACCOUNT_FREE: i64 = 5;
/// Behind one address a whole office may sit: it waits later, and at every tenth.
const ADDRESS_FREE: i64 = 30;
const ADDRESS_STEP: i64 = 10;

/// Seconds an account waits after its nth failure in a row: 5 → 1 min, then 5, 15 and 60 for every further one.
pub fn account_wait(failures: i64) -> i64 {
    if failures < ACCOUNT_FREE { 0 } else { wait(failures - ACCOUNT_FREE) }
}

/// The same for everything that comes from one address.
pub fn address_wait(failures: i64) -> i64 {
    let over = failures - ADDRESS_FREE;
    if over < 0 || over % ADDRESS_STEP != 0 { 0 } else { wait(over / ADDRESS_STEP) }
}

fn wait(step: i64) -> i64 {
    usize::try_from(step).ok().and_then(|step| WAITS.get(step)).or(WAITS.last()).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_stay_at_an_hour() {
        let account: Vec<i64> = (1..=10).map(account_wait).collect();
        assert_eq!(account, [0, 0, 0, 0, 60, 300, 900, 3600, 3600, 3600]);
        let address: Vec<i64> = [1, 29, 30, 31, 39, 40, 50, 60, 65, 70].map(address_wait).to_vec();
        assert_eq!(address, [0, 0, 60, 0, 0, 300, 900, 3600, 0, 3600]);
    }
}
