//! Fills the SQLite file of a stopped demo with a crowd: `crowd FILE CONVERSATIONS MESSAGES`. Many short conversations and
//! one long, newest of all; prints the id of the long one. `web/e2e/weight.mjs` scrolls through them.

use anyhow::{Context as _, Result};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection as _, SqliteConnection};
use std::io::Write as _;

/// Who writes, each with the ids of a contact and a conversation; the first one talks the longest.
const CROWD: &str = "CREATE TEMP TABLE crowd AS
  WITH RECURSIVE number(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < $1)
  SELECT n, (SELECT id FROM org LIMIT 1) AS org, randomblob(16) AS contact, randomblob(16) AS conversation,
    CASE n WHEN 0 THEN $2 ELSE 2 + n % 3 END AS messages,
    (SELECT max(updated_at) FROM conversation) + 2000000 - 2000000 * n * (1 + n % 7) AS at,
    json_extract('[\"Анна\",\"Мария\",\"Ольга\",\"Елена\",\"Ирина\",\"Дарья\",\"Вера\",\"Нина\",\"Юлия\",\"Полина\",\"Александра-Виктория\"]', '$[' || (n % 11) || ']')
      || ' ' || json_extract('[\"Соколова\",\"Белова\",\"Крылова\",\"Жукова\",\"Орлова\",\"Воронцова-Дашкова\",\"Лебедева\"]', '$[' || (n / 11 % 7) || ']') AS name
  FROM number";
const WORDS: &str = "CREATE TEMP TABLE words AS SELECT key AS n, value AS text FROM json_each('[
  \"Здравствуйте! Можно записаться на маникюр завтра вечером?\", \"Да, свободно в 18:00 и в 19:30. Какое время удобнее?\",
  \"19:30\", \"Записала вас на завтра, 19:30. Адрес: Тверская, 12. Будем ждать!\", \"Спасибо!\",
  \"А если я опоздаю минут на пятнадцать? Еду с работы через весь город, а там в это время стоят мосты, никогда не угадаешь.\",
  \"Десять минут мастер подождёт. Если больше, предупредите нас: постараемся успеть или предложим другое время.\\nЗа два часа до визита его можно перенести.\"
]')";
const CONTACT: &str = "INSERT INTO contact (org_id, id, name, tags, note, source, created_at, updated_at, search)
  SELECT org, contact, name, '[]', '', 'api', at, at, lower(name) FROM crowd";
const CONVERSATION: &str = "INSERT INTO conversation (org_id, id, contact_id, connection_id, chat_id, status, mode, phase, lang, state,
    last_seq, inbound_seq, answered_seq, is_reachable, created_at, updated_at, recent)
  SELECT org, conversation, contact, (SELECT id FROM connection WHERE connector = 'api' LIMIT 1), 'crowd:' || n, 'open',
    CASE WHEN n % 9 = 0 THEN 'human' ELSE 'auto' END, 'consulting', 'ru', '{}', messages, messages, messages, 1,
    at - messages * 1000000, at, ''
  FROM crowd";
const MESSAGE: &str = "INSERT INTO message (org_id, id, conversation_id, seq, author, text, buttons, attachments, delivery, created_at)
  WITH RECURSIVE number(seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM number WHERE seq < $1)
  SELECT org, randomblob(16), conversation, seq, CASE seq % 2 WHEN 1 THEN 'contact' ELSE 'agent' END,
    (SELECT text FROM words WHERE words.n = seq % 7), '[]', '[]', CASE seq % 2 WHEN 1 THEN 'received' ELSE 'read' END,
    at - (messages - seq) * 1000000
  FROM crowd JOIN number ON seq <= messages WHERE n BETWEEN $2 AND $3";
/// Most are read, as in a firm that works.
const READ: &str = "INSERT INTO read_mark (org_id, person_id, conversation_id, seq, updated_at)
  SELECT org, person_id, conversation, messages, at FROM crowd JOIN member ON org_id = org WHERE n % 25 <> 3";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let usage = "crowd FILE CONVERSATIONS MESSAGES";
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().context(usage)?;
    let conversations: i64 = arguments.next().context(usage)?.parse()?;
    let messages: i64 = arguments.next().context(usage)?.parse()?;
    let mut db = SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(file)).await?;
    let mut unit = db.begin().await?;
    sqlx::query(CROWD).bind(conversations).bind(messages).execute(&mut *unit).await?;
    sqlx::query(WORDS).execute(&mut *unit).await?;
    sqlx::query(CONTACT).execute(&mut *unit).await?;
    sqlx::query(CONVERSATION).execute(&mut *unit).await?;
    sqlx::query(MESSAGE).bind(messages).bind(0).bind(0).execute(&mut *unit).await?;
    sqlx::query(MESSAGE).bind(4).bind(1).bind(conversations).execute(&mut *unit).await?;
    sqlx::query(READ).execute(&mut *unit).await?;
    let long: uuid::Uuid = sqlx::query_scalar("SELECT conversation FROM crowd WHERE n = 0").fetch_one(&mut *unit).await?;
    unit.commit().await?;
    writeln!(std::io::stdout(), "{long}")?;
    Ok(())
}
