//! Conversations that belong to no pack: refusals of the database, broken tools, silence, groups, buttons that are not shown,
//! other people's visits. Written in the format of the golden dialogues.

use crate::world::open;
use samovar_brain::golden::{parse, play};

fn check(script: &str) {
    let script = parse(script).unwrap();
    for wording in script.plays() {
        let mut world = open(&script);
        let (mistakes, log) = play(&script, wording, &mut world);
        assert!(mistakes.is_empty(), "{}\n{log}\n{}\n{}", script.title, mistakes.join("\n"), world.traces.join("\n"));
    }
}

#[test]
fn two_people_are_booked_one_after_another() {
    check(
        "# Two people
        @now 2026-11-24 12:00
        @contact name=Олег phone=+79000002233
        > запишите нас двоих на мужскую стрижку завтра к тимуру
        ~ нас двое, хотим на мужскую стрижку к тимуру завтра
        + одного человека|по очереди
        + администратор
        [Записать по очереди]
        + свободно
        > в 16:30
        ? confirming
        [Да]
        + вы записаны
        + следующий человек
        > в 17:30 к тимуру
        ~ 17:30
        ? confirming
        [Да]
        + второй визит
        = booking service=haircut-men start=2026-11-25T16:30 count=1
        = booking service=haircut-men start=2026-11-25T17:30 count=1
        = handover none",
    );
}

#[test]
fn services_no_one_does_together_become_two_visits() {
    check(
        "# Haircut and nails
        @now 2026-11-24 12:00
        @contact name=Инна phone=+79000002233
        > хочу женскую стрижку и маникюр в пятницу
        + двумя визитами
        + Женская стрижка
        > в 11 к анне
        ? confirming
        [Да]
        + вторая услуга
        + Маникюр
        > в 14:00 у ольги
        ? confirming
        [Да]
        = booking service=haircut-women employee=anna start=2026-11-27T11:00 count=1
        = booking service=manicure employee=olga start=2026-11-27T14:00 count=1",
    );
}

#[test]
fn a_slot_taken_in_between_is_told_and_replaced() {
    check(
        "# Somebody was faster
        @now 2026-11-24 12:00
        @contact name=Олег phone=+79000002233
        > мужская стрижка к тимуру завтра в 18
        ? confirming
        @wait 11m
        @busy employee=timur start=2026-11-25T18:00 end=2026-11-25T18:45
        [Да]
        - вы записаны
        + заняли
        + 19:00|17:00
        > в 19
        ? confirming
        > да
        = booking start=2026-11-25T19:00 count=1
        = booking count=1",
    );
}

#[test]
fn choices_are_numbered_where_there_are_no_buttons() {
    check(
        "# Plain text
        @now 2026-11-24 12:00
        @channel buttons=0
        @contact name=Олег phone=+79000002233
        > хочу постричься
        + 1. Женская
        + 2. Мужская
        > 2
        ~ вторая
        ~ мужская
        + 1.
        > завтра к тимуру
        + 1. 11:00
        > 1
        ~ первый
        ~ в 11
        ~ 11:00
        + 1. Да, записать
        > 1
        ~ да
        ~ да, записать
        ? completed
        = booking service=haircut-men employee=timur start=2026-11-25T11:00 count=1",
    );
}

#[test]
fn other_peoples_visits_are_never_seen() {
    check(
        "# Not mine
        @now 2026-11-24 12:00
        @visit service=haircut-men employee=timur start=2026-11-25T18:00 other=true
        > какие у меня записи?
        ~ отмените мою запись на завтра
        ~ перенесите стрижку у тимура завтра на пятницу
        ~ подтверждаю запись
        ~ я записан на мужскую стрижку завтра на 18, когда мне приходить?
        - Тимур
        - 18:00
        = booking count=0",
    );
}

#[test]
fn too_late_to_change_goes_to_a_person() {
    check(
        "# Too late
        @now 2026-11-25 17:00
        @contact name=Олег phone=+79000002233
        @visit service=haircut-men employee=timur start=2026-11-25T18:00
        > отмените запись
        ~ перенесите на завтра
        + администратор
        = booking status=booked count=1
        = handover reason=too_late",
    );
}

#[test]
fn a_person_is_offered_after_two_clarifications() {
    check(
        "# Not understood
        @now 2026-11-24 12:00
        > ыва пролдж
        - администратора?
        > жлкд фыв
        + администратор
        > шгщо
        + администратор
        > шгщо зжх
        = handover reason=not_understood",
    );
}

#[test]
fn clarifying_in_a_flow_keeps_the_question() {
    check(
        "# Not understood while booking
        @now 2026-11-24 12:00
        @contact name=Олег phone=+79000002233
        > мужская стрижка к тимуру завтра
        + 11:00
        > ыва пролдж
        + 11:00
        > жлкд фыв
        + 11:00
        + администратор
        > в 11
        ? confirming
        = handover none",
    );
}

#[test]
fn what_a_front_desk_never_decides_goes_to_a_person_in_the_middle_of_a_booking() {
    for (text, reason) in [
        ("а у меня аллергия на лак, мне можно?", "medical"),
        ("в прошлый раз мне испортили волосы, я недовольна", "complaint"),
        ("верните деньги за прошлый раз", "refund"),
        ("я подам на вас в суд", "threat"),
        ("позовите человека", "asked"),
        ("мастер порезал мне палец, идёт кровь", "injury"),
    ] {
        check(&format!(
            "# {text}
            @now 2026-11-24 12:00
            @contact name=Инна phone=+79000002233
            > маникюр в пятницу в 10 к ольге
            ? confirming
            > {text}
            + администратор
            - вы записаны
            = handover reason={reason}
            = booking count=0"
        ));
    }
}

#[test]
fn rudeness_is_met_calmly_once_and_spam_without_a_loop() {
    check(
        "# Rude
        @now 2026-11-24 12:00
        > да вы там все идиоты
        - администратор
        > идиоты тупые
        = handover reason=complaint",
    );
    check(
        "# Spam
        @now 2026-11-24 12:00
        > Продвижение сайтов недорого, заработок от 100000 в день, переходите по ссылке http://spam.example
        = handover none
        = booking count=0",
    );
}

#[test]
fn files_are_met_honestly() {
    check("# Voice\n@now 2026-11-24 12:00\n> {voice}\n+ не умею\n+ администратор\n= handover reason=attachment");
    check("# Photo with words\n@now 2026-11-24 12:00\n@contact name=Инна phone=+79000002233\n> {image} хочу такой маникюр в пятницу в 10 к ольге\n+ не умею\n? confirming\n= handover none");
    check("# Sticker\n@now 2026-11-24 12:00\n> {sticker}\n= handover none");
}

#[test]
fn a_stale_confirmation_books_nothing_twice() {
    check(
        "# Pressed again
        @now 2026-11-24 12:00
        @contact name=Олег phone=+79000002233
        > мужская стрижка к тимуру завтра в 18
        [Да]
        ? completed
        [old:Да]
        + готово
        [old:Отмена]
        = booking count=1",
    );
}

#[test]
fn an_unfinished_booking_is_not_taken_up_after_a_night() {
    check(
        "# Next day
        @now 2026-11-24 12:00
        @contact name=Олег phone=+79000002233
        > мужская стрижка к тимуру завтра
        + 11:00
        @wait 20h
        [11:00]
        ~ х
        + времени
        - confirming
        = booking count=0"
            .replace("        ~ х\n", "")
            .as_str(),
    );
}

#[test]
fn english_is_answered_in_english_and_the_switch_is_followed() {
    check(
        "# Both languages
        @now 2026-11-24 12:00
        @contact name=Ann phone=+79000002233
        > Hello! How much is a manicure and where are you?
        + 2,500
        + Pokrovka|Покровк
        - Здравствуйте
        > can I come on Friday at 10 to Olga for a manicure?
        + 10:00 AM
        + Friday
        ? confirming
        > да, записывайте
        + вы записаны
        = booking service=manicure employee=olga start=2026-11-27T10:00 count=1",
    );
}

#[test]
fn digressions_return_to_the_question() {
    check(
        "# Price, address, FAQ in the middle
        @now 2026-11-24 12:00
        @contact name=Инна phone=+79000002233
        > маникюр к ольге в пятницу
        + 09:00
        > а сколько стоит педикюр?
        + 3 400
        + 09:00
        > а парковка есть?
        + парков
        + 09:00
        > где вы находитесь?
        + Покровка, 27
        + 09:00
        > в 9
        ? confirming
        + Маникюр
        > да
        = booking service=manicure employee=olga start=2026-11-27T09:00 count=1",
    );
}

#[test]
fn cancelling_one_and_booking_another_in_one_message() {
    check(
        "# Cancel and book
        @now 2026-11-24 12:00
        @contact name=Олег phone=+79000002233
        @visit service=haircut-men employee=timur branch=pokrovka start=2026-11-25T18:00
        > отмените запись на завтра и запишите на бороду к тимуру в воскресенье в 12
        + отменить
        > да
        + отменена
        + Борода
        ? confirming
        > да
        = booking service=haircut-men status=cancelled count=1
        = booking service=beard employee=timur start=2026-11-29T12:00 count=1",
    );
}

#[test]
fn a_broken_calendar_is_admitted() {
    let script = parse("# Down\n@now 2026-11-24 12:00\n> маникюр завтра\n+ заминка\n= handover reason=tool_failed").unwrap();
    let mut world = open(&script);
    world.tools_fail = true;
    let (mistakes, log) = play(&script, None, &mut world);
    assert!(mistakes.is_empty(), "{log}{}", mistakes.join("\n"));
}

#[test]
fn the_phone_is_asked_only_where_it_is_required() {
    check(
        "# No phone
        @now 2026-11-24 12:00
        @settings phone_required=false
        > мужская стрижка к тимуру завтра в 18, меня зовут Олег
        - номер
        ? confirming
        > да
        = booking count=1",
    );
    check(
        "# Why a phone
        @now 2026-11-24 12:00
        > мужская стрижка к тимуру завтра в 18
        + зовут
        > Олег
        + Олег
        + телефон
        > нет
        + связи
        > 8 900 000 22 33
        ? confirming
        > да
        = contact name=Олег phone=+79000002233
        = booking count=1",
    );
}

#[test]
fn earlier_later_and_others_move_through_the_day() {
    check(
        "# Through the day
        @now 2026-11-24 12:00
        @contact name=Олег phone=+79000002233
        > мужская стрижка к тимуру завтра в 18
        ? confirming
        > а пораньше нельзя?
        + 17:00
        - 18:00
        > попозже
        + 18:30
        > другой мастер
        + Марина
        [Марина Орлова]
        + Сокол
        > нет, лучше в четверг
        + 26 ноября
        > другой день
        ? collecting
        > отмена
        + не записываю
        = booking count=0",
    );
}

#[test]
fn a_hold_that_ran_out_is_checked_again() {
    check(
        "# Still free after the hold
        @now 2026-11-24 12:00
        @contact name=Олег phone=+79000002233
        > мужская стрижка к тимуру завтра в 18
        ? confirming
        @wait 2h
        > да
        ? completed
        = booking start=2026-11-25T18:00 count=1",
    );
}

#[test]
fn when_an_employee_works_is_read_from_the_schedule() {
    check(
        "# Schedule
        @now 2026-11-24 12:00
        > а катя в субботу работает?
        + не принимает
        + вс
        > а когда тимур работает?
        + ср
        + Соколе
        = booking count=0",
    );
}

#[test]
fn hello_alone_introduces_the_firm_by_time_of_day() {
    for (now, hello) in [("08:30", "Доброе утро"), ("13:00", "Добрый день"), ("19:00", "Добрый вечер"), ("02:00", "Здравствуйте")] {
        check(&format!("# Hello\n@now 2026-11-24 {now}\n> привет\n+ {hello}\n+ Черёмуха\n+ Записаться\n? greeting\n> привет\n- Черёмуха"));
    }
}

#[test]
fn an_old_state_is_read() {
    let state: brain::State = serde_json::from_str("{}").unwrap();
    assert_eq!(state, brain::State::default());
    let state: brain::State = serde_json::from_str(r#"{"step":3,"flow":"book","a_field_of_tomorrow":1}"#).unwrap();
    assert_eq!(state.step, 3);
}

/// Any order of anything anybody ever wrote in the golden dialogues, with fresh, stale and forged buttons between: the
/// checks of the world hold (no panic, lawful phases, short button ids, small state, the same step for the same arguments).
#[test]
fn any_order_of_messages_is_survived() {
    let mut texts: Vec<String> = Vec::new();
    for entry in std::fs::read_dir(crate::world::packs().join("salon/dialogues")).unwrap() {
        let source = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        texts.extend(source.lines().filter_map(|l| l.strip_prefix('>').or_else(|| l.strip_prefix('~'))).map(|l| l.trim().to_owned()));
    }
    texts.sort();
    texts.extend(["".into(), "🙂🙂🙂".into(), "\u{0}\u{202e}%s${{".into(), "1".into(), "7".into(), "-1".into(), "99999999999999999999".into(), "a".repeat(9_000)]);
    let script = parse("# Any\n@now 2026-11-24 12:00\n@visit service=haircut-men employee=timur start=2026-11-25T18:00\n@visit service=manicure employee=olga start=2026-11-27T10:00").unwrap();
    let mut seed = 7_u64;
    let mut random = |n: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % n.max(1)
    };
    let fresh = open(&script);
    for _ in 0..30 {
        let mut world = fresh.clone();
        let mut buttons: Vec<String> = vec!["1.yes".into(), "0.t:zz:1:2".into(), "x".into(), "4294967295.go:book".into()];
        for _ in 0..20 {
            let heard = if random(3) == 0 {
                let id = buttons[random(buttons.len())].clone();
                brain::golden::Stage::press(&mut world, &id)
            } else {
                world.says(&texts[random(texts.len())].clone())
            };
            buttons.extend(heard.replies.iter().flat_map(|r| &r.buttons).map(|b| b.id.clone()));
            world.wake();
            if random(12) == 0 {
                world.now = world.now.plus_minutes(60 * 13);
            }
        }
    }
}

#[test]
fn second_thoughts_right_after_booking_move_the_visit() {
    check(
        "# Oh, I meant six
        @now 2026-11-24 12:00
        @contact name=Олег phone=+79000002233
        > мужская стрижка к тимуру завтра в 17
        > да
        ? completed
        > ой, я хотел в 18
        ~ а можно лучше в 18?
        ~ на час позже можно?
        ? confirming
        > да
        = booking start=2026-11-25T18:00 count=1
        = booking count=1",
    );
    check(
        "# The same hour on another day
        @now 2026-11-24 12:00
        @contact name=Олег phone=+79000002233
        @visit service=haircut-men employee=timur start=2026-11-25T18:00
        > перенесите на четверг
        + 26 ноября
        > на то же время
        ? confirming
        > да
        = booking start=2026-11-26T18:00 count=1",
    );
}

#[test]
fn a_weekday_after_a_week_is_a_day_of_that_week() {
    check(
        "# Wednesday of next week
        @now 2026-11-24 12:00
        > маникюр к ольге на следующей неделе
        + 30 ноября|1 декабря
        > а в пятницу?
        + 4 декабря
        - 27 ноября",
    );
}

#[test]
fn only_one_of_two_services_is_kept() {
    check(
        "# Only the haircut
        @now 2026-11-24 12:00
        @contact name=Олег phone=+79000002233
        > мужскую стрижку и бороду завтра в 17 к тимуру
        + 3 700
        > давайте только стрижку
        + 2 200
        > да
        = booking service=haircut-men start=2026-11-25T17:00 count=1",
    );
}

#[test]
fn the_operator_reads_who_what_and_the_last_words_in_the_firms_language() {
    let script = parse(
        "# Summary
        @now 2026-11-24 12:00
        @contact name=Ann phone=+79000002233
        > Hello, a manicure with Olga on Friday at 10 please
        ? confirming
        > actually I want to talk to a real person
        = handover reason=asked",
    )
    .unwrap();
    let mut world = open(&script);
    let (mistakes, log) = play(&script, None, &mut world);
    assert!(mistakes.is_empty(), "{log}{}", mistakes.join("\n"));
    let summary = world.summaries.join("\n");
    for part in ["Клиент просит человека", "Ann", "+7 900 000-22-33", "Маникюр с покрытием", "Ольга Ким", "27 ноября", "10:00", "real person"] {
        assert!(summary.contains(part), "{part} is not in\n{summary}");
    }
}
