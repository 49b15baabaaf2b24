//! The words WhatsApp itself puts into an export: who joined, what was left out, taken back, edited. Full for Russian and
//! English; of other languages the most usual, for a chat may be exported on any phone.

use crate::import::MediaKind;

/// Parts of system lines, in lower case. They are looked for where a name would stand, and names do not hold them.
const EVENTS: [&str; 77] = [
    "end-to-end encrypted", "end-to-end encryption", "created group", "created this group", "created the group", "changed the subject", "changed the group", "changed this group", "changed their phone number", "changed to +", "security code", "disappearing messages", "joined using", "joined from", "was added", " added ", " removed ", "pinned a message", "message timer", "now an admin", "no longer an admin", "invite link", "blocked this contact", "unblocked this contact", "this business", "business account", "is a contact", "group settings", "new members need", "this chat is with", "requested to join", "community", "deleted this group", "turned on", "turned off", "started a call", "voice call", "video call", "group description", "waiting for this message",
    "сквозным шифрованием", "создал группу", "создала группу", "создал(а) группу", "создал(-а) группу", "создали группу", "группу создал", "изменил тему", "изменила тему", "изменил(а)", "изменил(-а)", "изменили ", "изменил назв", "изменила назв", "добавил(а)", "добавил(-а)", "добавили ", " добавил ", " добавила ", "добавлен(а)", "добавлен(-а)", "удалил(а)", "удалил(-а)", "удалили ", "покинул", "вышел из группы", "вышла из группы", "вышел(-ла)", "присоединил", "код безопасности", "исчезающие сообщения", "исчезающих сообщений", "закрепил", "номер телефона", "теперь админ", "теперь администратор", "бизнес-аккаунт",
];
/// Beginnings of system lines that stand behind a name on iOS and would else look like what that person wrote.
const NOTICES: [&str; 14] = ["messages and calls are", "messages to this chat and calls are", "messages to this group are", "messages you send to this", "messages are end-to-end", "your security code with", "this chat is with a business", "this business ", "сообщения и звонки", "сообщения в этом чате", "сообщения в данном чате", "сообщения, которые вы отправляете", "ваш код безопасности", "это бизнес-аккаунт"];
const CALLS: [&str; 20] = ["missed voice call", "missed video call", "missed group voice call", "missed group video call", "missed call", "silenced voice call", "silenced video call", "пропущенный аудиозвонок", "пропущенный видеозвонок", "пропущенный голосовой вызов", "пропущенный голосовой звонок", "пропущенный видеовызов", "пропущенный групповой", "пропущенный звонок", "verpasster sprachanruf", "verpasster videoanruf", "llamada perdida", "videollamada perdida", "appel vocal manqué", "chamada de voz perdida"];
const CALL_WORDS: [&str; 10] = ["voice call", "video call", "group voice call", "group video call", "аудиозвонок", "видеозвонок", "голосовой звонок", "групповой аудиозвонок", "групповой видеозвонок", "голосовой вызов"];
const DELETED: [&str; 24] = [
    "this message was deleted", "you deleted this message", "this message was deleted by admin", "данное сообщение удалено", "это сообщение удалено", "это сообщение было удалено", "сообщение удалено", "вы удалили данное сообщение", "вы удалили это сообщение", "вы удалили сообщение", "diese nachricht wurde gelöscht", "du hast diese nachricht gelöscht", "se eliminó este mensaje", "eliminaste este mensaje", "este mensaje fue eliminado", "ce message a été supprimé", "vous avez supprimé ce message", "questo messaggio è stato eliminato", "hai eliminato questo messaggio", "mensagem apagada", "esta mensagem foi apagada", "bu mesaj silindi", "це повідомлення видалено", "ви видалили це повідомлення",
];
const EDITED: [&str; 8] = ["<this message was edited>", "<message edited>", "<сообщение изменено>", "<это сообщение изменено>", "<это сообщение было изменено>", "<diese nachricht wurde bearbeitet.>", "<se editó este mensaje.>", "<повідомлення змінено>"];
const OMITTED: [&str; 19] = ["<media omitted>", "<без медиафайлов>", "<медиа отсутствует>", "<медиа скрыто>", "<медиафайл отсутствует>", "<прикрепленный файл отсутствует>", "<прикреплённый файл отсутствует>", "<medien ausgeschlossen>", "<medien weggelassen>", "<multimedia omitido>", "<archivo omitido>", "<médias omis>", "<media omessi>", "<mídia oculta>", "<arquivo de mídia oculto>", "<medya dahil edilmedi>", "<média vynechány>", "<без медіафайлів>", "<media weggelaten>"];
const ATTACHED: [&str; 16] = ["(file attached)", "(файл добавлен)", "(файл прикреплен)", "(файл прикреплён)", "(прикрепленный файл)", "(файл додано)", "(datei angehängt)", "(archivo adjunto)", "(fichier joint)", "(file allegato)", "(arquivo anexado)", "(ficheiro anexado)", "(dosya ekli)", "(soubor byl přiložen)", "(bestand bijgevoegd)", "(plik dołączony)"];
const ATTACHED_IN: [&str; 14] = ["attached", "прикреплено", "вложено", "прикреплён", "anhang", "adjunto", "pièce jointe", "allegato", "anexado", "anexo", "bijgevoegd", "eklendi", "ekli", "долучено"];
/// Last words of iOS for a file that was left out, and in front of them what it was.
const LEFT_OUT: [&str; 16] = ["omitted", "отсутствует", "пропущено", "пропущен", "опущена", "опущено", "опущен", "не включено", "не включена", "не включён", "weggelassen", "omitida", "omitido", "absente", "absent", "omesso"];
const KINDS: [(&str, MediaKind); 42] = [
    ("image", MediaKind::Photo), ("photo", MediaKind::Photo), ("изображение", MediaKind::Photo), ("фото", MediaKind::Photo), ("bild", MediaKind::Photo), ("imagen", MediaKind::Photo), ("immagine", MediaKind::Photo), ("video note", MediaKind::Video), ("video", MediaKind::Video), ("vidéo", MediaKind::Video), ("vídeo", MediaKind::Video), ("видеозаметка", MediaKind::Video), ("видеосообщение", MediaKind::Video), ("видео", MediaKind::Video),
    ("voice message", MediaKind::Voice), ("голосовое сообщение", MediaKind::Voice), ("audio", MediaKind::Audio), ("аудиофайл", MediaKind::Audio), ("аудио", MediaKind::Audio), ("sticker", MediaKind::Sticker), ("стикер", MediaKind::Sticker), ("gif", MediaKind::Animation), ("гиф", MediaKind::Animation), ("document", MediaKind::Document), ("документ", MediaKind::Document), ("dokument", MediaKind::Document), ("documento", MediaKind::Document), ("contact card", MediaKind::Contact), ("карточка контакта", MediaKind::Contact), ("контакт", MediaKind::Contact), ("kontaktkarte", MediaKind::Contact), ("tarjeta de contacto", MediaKind::Contact),
    ("view once photo", MediaKind::Photo), ("view once video", MediaKind::Video), ("view once voice message", MediaKind::Voice), ("album", MediaKind::Photo), ("альбом", MediaKind::Photo), ("file", MediaKind::Document), ("файл", MediaKind::Document), ("медиафайл", MediaKind::Unknown), ("media", MediaKind::Unknown), ("sprachnachricht", MediaKind::Voice),
];
const PLACES: [&str; 10] = ["location:", "live location:", "местоположение:", "геопозиция:", "локация:", "standort:", "ubicación:", "posizione:", "localização:", "розташування:"];
const LIVE_PLACES: [&str; 6] = ["live location shared", "live location ended", "геоданные", "трансляция геопозиции", "трансляция местоположения", "live-standort"];
const POLLS: [&str; 6] = ["poll:", "опрос:", "umfrage:", "encuesta:", "sondage :", "опитування:"];
const GROUPS: [&str; 16] = ["created group", "created this group", "created the group", "added you", "added to the group", "changed the group name", "changed this group", "to this group are", "создал группу", "создала группу", "создал(а) группу", "создал(-а) группу", "создали группу", "добавил(а) вас", "добавил(-а) вас", "покинул(а) группу"];

/// Whether a text is of the messenger and not a name.
pub(super) fn is_event(text: &str) -> bool {
    let text = text.to_lowercase();
    EVENTS.iter().any(|event| text.contains(event)) || text.ends_with(" left")
}

pub(super) fn is_notice(text: &str) -> bool {
    let text = text.get(..text.floor_char_boundary(120.min(text.len()))).unwrap_or_default().to_lowercase();
    NOTICES.iter().any(|notice| text.starts_with(notice))
}

pub(super) fn is_about_group(text: &str) -> bool {
    text.len() < 400 && {
        let text = text.to_lowercase();
        GROUPS.iter().any(|group| text.contains(group))
    }
}

/// A call; the bare words count only where a mark or a duration says that nobody typed them.
pub(super) fn is_call(text: &str, is_marked: bool) -> bool {
    if text.len() > 240 || text.contains('\n') {
        return false;
    }
    let text = text.to_lowercase();
    let follows = |word: &str| text.strip_prefix(word).is_some_and(|rest| is_marked && !rest.starts_with(char::is_alphanumeric) || rest.is_empty() || rest.starts_with(['.', ',']));
    CALLS.iter().any(|call| text.starts_with(call)) || CALL_WORDS.iter().any(|word| follows(word) && (is_marked || text.len() > word.len() && text.contains(|c: char| c.is_ascii_digit())))
}

pub(super) fn is_deleted(text: &str) -> bool {
    if text.len() > 200 {
        return false;
    }
    let text = text.trim_end_matches('.').to_lowercase();
    DELETED.contains(&text.as_str()) || text.starts_with("this message was deleted by admin") || text.starts_with("сообщение удалено администратором")
}

/// The text without a mark of having been edited at its end.
pub(super) fn unedited(text: &str) -> Option<&str> {
    let text = text.trim_end();
    let start = text.rfind('<').filter(|_| text.ends_with('>'))?;
    let (before, mark) = text.split_at_checked(start)?;
    EDITED.contains(&mark.to_lowercase().as_str()).then(|| before.trim_end())
}

pub(super) fn is_omitted(line: &str) -> bool {
    line.len() < 120 && (line == "null" || OMITTED.contains(&line.to_lowercase().as_str()))
}

/// The name in `NAME (file attached)`.
pub(super) fn attached(line: &str) -> Option<&str> {
    let start = line.rfind('(').filter(|_| line.ends_with(')'))?;
    let (name, mark) = line.split_at_checked(start)?;
    let name = name.trim();
    (ATTACHED.contains(&mark.to_lowercase().as_str()) && !name.is_empty()).then_some(name)
}

/// What stands before, and the name in, a closing `<attached: NAME>`.
pub(super) fn enclosed(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_end();
    let start = text.rfind('<').filter(|_| text.ends_with('>'))?;
    let (before, mark) = text.split_at_checked(start)?;
    let (word, name) = mark.strip_prefix('<')?.strip_suffix('>')?.split_once(':')?;
    let name = name.trim();
    // Files of iOS have their number in front, whatever the language says.
    let is_numbered = name.len() > 9 && name.bytes().take(8).all(|b| b.is_ascii_digit()) && name.as_bytes().get(8) == Some(&b'-');
    (ATTACHED_IN.contains(&word.trim().to_lowercase().as_str()) || is_numbered).then(|| (before.trim_end(), name))
}

/// What iOS says was left out: `image omitted`, `price.pdf • 2 pages document omitted`. Gives the kind and the file's name.
pub(super) fn left_out(line: &str) -> Option<(MediaKind, Option<&str>)> {
    if line.len() > 400 || line.contains('\n') {
        return None;
    }
    let lower = line.to_lowercase();
    let rest = LEFT_OUT.iter().find_map(|word| lower.strip_suffix(word))?.trim_end();
    if let Some((_, kind)) = KINDS.iter().find(|(word, _)| rest == *word) {
        return Some((*kind, None));
    }
    // A document tells its name and pages first.
    let (name, _) = line.split_once('•')?;
    let kind = KINDS.iter().find(|(word, _)| rest.ends_with(word)).map_or(MediaKind::Document, |(_, kind)| *kind);
    Some((kind, Some(name.trim())))
}

pub(super) fn is_place(text: &str) -> bool {
    let lower = text.get(..text.floor_char_boundary(160.min(text.len()))).unwrap_or_default().to_lowercase();
    PLACES.iter().any(|word| lower.strip_prefix(word).is_some_and(|rest| rest.contains("http") || rest.contains("maps."))) || LIVE_PLACES.iter().any(|word| lower.starts_with(word))
}

pub(super) fn is_poll(text: &str) -> bool {
    text.contains('\n') && {
        let lower = text.get(..text.floor_char_boundary(40.min(text.len()))).unwrap_or_default().to_lowercase();
        POLLS.iter().any(|word| lower.starts_with(word))
    }
}

/// What a file is, by the name WhatsApp gives it and by its ending.
pub(super) fn kind_of(name: &str) -> MediaKind {
    let name = name.to_lowercase();
    let word = name.strip_prefix(|c: char| c.is_ascii_digit()).map_or(name.as_str(), |_| name.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches('-'));
    let is = |start: &str| word.starts_with(start);
    let ending = name.rsplit('.').next().unwrap_or_default();
    match ending {
        "vcf" => return MediaKind::Contact,
        "pdf" | "doc" | "docx" | "xls" | "xlsx" | "ppt" | "pptx" | "zip" | "txt" | "csv" => return MediaKind::Document,
        _ => {}
    }
    if is("img-") || is("photo-") {
        MediaKind::Photo
    } else if is("vid-") || is("video-") {
        MediaKind::Video
    } else if is("ptt-") || is("audio-") && ending == "opus" {
        MediaKind::Voice
    } else if is("aud-") || is("audio-") {
        MediaKind::Audio
    } else if is("stk-") || is("sticker-") {
        MediaKind::Sticker
    } else if is("gif-") {
        MediaKind::Animation
    } else {
        match ending {
            "jpg" | "jpeg" | "png" | "heic" => MediaKind::Photo,
            "webp" => MediaKind::Sticker,
            "mp4" | "mov" | "3gp" | "avi" => MediaKind::Video,
            "opus" => MediaKind::Voice,
            "mp3" | "m4a" | "aac" | "ogg" | "wav" | "amr" => MediaKind::Audio,
            _ => MediaKind::Document,
        }
    }
}
