# Слова агента. Короткие, спокойные, на «вы». Род говорящего не называется: имя агента выбирает владелец.

## Время и числа
day-today = сегодня
day-tomorrow = завтра
day-after-tomorrow = послезавтра
moment = { $day }, в { $time }
hours = { $n ->
    [one] { $n } час
    [few] { $n } часа
   *[other] { $n } часов
}
minutes = { $n ->
    [one] { $n } минута
    [few] { $n } минуты
   *[other] { $n } минут
}
length-range = { $low } – { $high }
price-from = от { $price }
and = и
closed = выходной
daily = ежедневно
visit-line = { $when }: { $services }, мастер { $employee }{ $branch }

## Кнопки
button-book = Записаться
button-move = Перенести
button-cancel = Отменить запись
button-take = Да, запишите
button-not-this = Это не подходит
button-leave-list = Больше не жду
button-wait = Сообщить, если освободится
button-come = Приду
button-cancel-visit = Отменить
button-new-time = Подобрать время
button-prices = Цены
button-address = Адрес и часы
button-employees = Мастера
button-visits = Мои записи
button-yes = Да
button-yes-book = Да, записать
button-yes-move = Да, перенести
button-yes-cancel = Да, отменить
button-no = Нет
button-keep = Оставить как есть
button-change = Изменить
button-stop = Отмена
button-person = Позвать администратора
button-restart = Начать заново
button-other-day = Другой день
button-other-time = Другое время
button-other-employee = Другой мастер
button-other-service = Другая услуга
button-other-branch = Другой адрес
button-any-branch = Не важно
button-any-employee = Любой мастер
button-move-instead = Лучше перенести
button-one-by-one = Записать по очереди

## Приветствие и разговор
hello = Здравствуйте
good-morning = Доброе утро
good-day = Добрый день
good-evening = Добрый вечер
hello-plain = { $hello }!
hello-named = { $hello }, { $name }!
greet-again = И снова здравствуйте.
introduce = Это «{ $org }», онлайн-администратор. Запишу, перенесу или отменю визит, подскажу цены и адрес. Чем помочь?
introduce-open = Это «{ $org }». Отвечу на вопросы, а чего не знаю, передам сотруднику. Чем помочь?
introduce-open-named = Это «{ $org }», меня зовут { $agent }. Отвечу на вопросы, а чего не знаю, передам сотруднику. Чем помочь?
introduce-named = Это «{ $org }», меня зовут { $agent }, я онлайн-администратор. Запишу, перенесу или отменю визит, подскажу цены и адрес. Чем помочь?
how-can-i-help = Чем помочь?
colleague-here = Да, слушаю вас.
colleague-here-named = На связи { $agent }.
help = Записываю, переношу и отменяю визиты, подсказываю цены, адрес и часы работы. Напишите своими словами, например: «на маникюр завтра после шести». Если нужен человек, так и скажите.
help-open = Отвечаю на вопросы и передаю сотрудникам то, что решают они. Напишите своими словами, что вам нужно. Если нужен человек, так и скажите.
thanks = Пожалуйста. Если понадоблюсь, пишите.
thanks-done = Пожалуйста. Ждём вас!
farewell = До свидания, хорошего дня.
small-talk = Спасибо, всё хорошо. Записать вас или что-то подсказать?
small-talk-open = Спасибо, всё хорошо. Чем вам помочь?
are-you-bot = Да, я программа: отвечаю на вопросы и веду запись в «{ $org }». Если удобнее с человеком, позову администратора.
off-topic = С этим не помогу: здесь я отвечаю на вопросы о том, чем занимается «{ $org }».
abuse = Понимаю, что вы раздражены. Давайте спокойно: напишите, что случилось или что нужно, и я помогу.
spam = Спасибо, предложения нас сейчас не интересуют.
sticker = Чем помочь?
noted = Хорошо. Чем ещё помочь?
well = Хорошо, продолжаем.
quiet = Хорошо, больше не беспокою. Если понадоблюсь, пишите.
well-later = Хорошо. Если понадоблюсь, пишите.
restarted = Хорошо, начнём сначала. Чем помочь?
stopped = Хорошо, не записываю. Если передумаете, напишите.
kept = Хорошо, оставляю всё как есть.
soft-restart = С прошлого раза прошло много времени, и запись мы не закончили. Начнём заново?
stale = Эта кнопка уже из прошлого вопроса.
stale-done = С этим уже всё готово, повторять не нужно.

## Вопросы записи
ask-service = На какую услугу вас записать?
ask-service-again = Вернёмся к записи: какую услугу выбираете?
service-unknown-list = Такой услуги у нас нет ({ $name }). Вот что мы делаем:
    { $lines }
service-unknown-beside = Такой услуги у нас нет ({ $name }).
service-unknown = Такой услуги у нас нет ({ $name }). Вот что мы делаем:
ask-which-service = Уточните, пожалуйста, какая услуга нужна:
ask-which-service-again = Вернёмся к записи: какая услуга нужна?
ask-branch = Где вам удобнее?
    { $addresses }
ask-branch-again = Вернёмся к записи: какой адрес удобнее?
ask-employee = К какому мастеру вас записать?
ask-usual = Как обычно, { $employee }?
button-usual = Да, { $employee }
ask-employee-again = Вернёмся к записи: к какому мастеру?
ask-which-employee = У нас таких мастеров несколько. Кого вы имели в виду?
ask-day = На какой день вас записать? Ближайшее свободное время: { $nearest }.
ask-day-again = Вернёмся к записи: какой день удобен? Ближайшее время: { $nearest }.
ask-day-move = На какой день перенести? Ближайшее свободное время: { $nearest }.
ask-when-else = Когда вам было бы удобно? Напишите день и примерное время.
kept-for-you = { $services }, { $when }, мастер { $employee }: свободно, держу это время за вами.
thanks-phone = Спасибо, номер сохраню.
price-total = Вместе: { $price }
thanks-name = Спасибо, { $name }.
which-slot = Какое время вам подходит? Нажмите на него или напишите, например «в { $first }».
which-branch = Какой адрес вам удобнее?
which-employee = К кому именно вас записать?
which-service = Какую именно услугу выбираете?
which-visit = Какую именно запись?
ask-name = Как вас зовут?
ask-name-again = И для записи: как вас зовут?
ask-name-and-phone = Как вас зовут и по какому номеру с вами связаться?
ask-phone = Оставьте, пожалуйста, номер телефона для связи.
ask-phone-named = { $name }, приятно познакомиться. Оставьте, пожалуйста, номер телефона для связи.
ask-phone-again = И для записи нужен номер телефона.
phone-bad = Похоже, в номере ошибка. Напишите его, пожалуйста, целиком, например 8 916 123-45-67.
phone-why = Номер нужен только для связи по записи: предупредить, если у мастера что-то изменится.
ask-change = Что изменить?
ask-group = За один раз я записываю одного человека. Вас { $n }: могу записать по очереди, друг за другом, или позвать администратора, чтобы он подобрал время для всех сразу.

## Время визита
offer-day = { $day }, свободно{ $place }:
offer-day-employee = { $day }, { $employee }. Свободно{ $place }:
offer-days = Свободно:
offer-days-employee = { $employee }. Свободно:
offer-slots-again = Вернёмся к записи: какое время подходит?
nearest = Ближайшее свободное время:
busy-at = { $day }, в { $time } всё занято. Ближайшее свободное время:
busy-at-employee = { $day }, в { $time } мастер занят ({ $employee }). Ближайшее свободное время:
span-after = после { $time }
span-before = до { $time }
span-between = с { $from } до { $until }
span-morning = утром
span-afternoon = днём
busy-span = { $day }, { $span } свободного времени нет. Могу предложить:
busy-span-employee = { $day }, { $span } у мастера нет свободного времени ({ $employee }). Могу предложить:
days-span = На эти дни { $span } свободного времени нет. Могу предложить:
busy-then = { $day }, в эти часы свободного нет. Есть такое время:
day-full = { $day }, свободного времени нет. Ближайшее:
day-full-employee = { $day }, у мастера нет свободного времени ({ $employee }). Могу предложить:
days-full = На эти дни свободного времени нет. Ближайшее:
no-slots = Свободного времени не нашлось. Могу позвать администратора, он посмотрит, что можно сделать.
no-such-hour = На это время в ближайшие две недели всё занято.
slot-gone = Время { $time } уже занято.
just-taken = Это время только что заняли.
hold-lost = Пока мы разговаривали, это время заняли.
already-yours = Это и так ваше время: { $when }.
time-past = Сегодня { $time } уже прошло. Ближайшее свободное время:
date-past = Этот день уже прошёл.
date-far = Запись пока открыта только до этого срока: { $day }.
employee-cannot = { $employee } эту услугу не делает ({ $services }), но её делают другие мастера.
employee-elsewhere = { $employee } по этому адресу не принимает ({ $branch }). Посмотрю других мастеров.
employee-only = Эту услугу делает один мастер: { $employee }.
separate-visits = { $services }: всё сразу один мастер не делает, поэтому запишу двумя визитами. Начнём с первого: { $first }.

## Подтверждение и итог
confirm-head = Проверьте, пожалуйста:
confirm-employee = Мастер: { $employee }
confirm-price = { $length }, { $price }
confirm-prepayment = Предоплата: { $sum }
confirm-ask = Всё верно, записываю?
confirm-again = Вернёмся к записи: всё верно, записываю?
booked = Вы записаны: { $services }, { $when }. Мастер { $employee }. { $place }.
booked-named = { $name }, вы записаны: { $services }, { $when }. Мастер { $employee }. { $place }.
booked-companion = Готово, второй визит тоже записан: { $services }, { $when }. Мастер { $employee }. { $place }.
booked-prepayment = Чтобы время осталось за вами, внесите, пожалуйста, предоплату { $sum }.{ $how }
booked-tail = Если планы изменятся, просто напишите сюда.
note-companion = Ещё один человек, записан через контакт: { $name }
next-person = Теперь следующий человек.
next-service = Теперь вторая услуга: { $services }.
next-visit = Теперь новая запись.

## Записи клиента
visits = { $n ->
    [one] Ваша запись:
   *[other] Ваши записи:
    }
    { $visits }
no-visits = Предстоящих записей у вас нет.
ask-visit-move = Какую запись перенести?
ask-visit-cancel = Какую запись отменить?
confirm-move = { $services }: переношу с «{ $from }» на «{ $when }». Мастер тот же, { $employee }. Переносим?
confirm-move-other = { $services }: переношу с «{ $from }» на «{ $when }». Мастер { $employee }. { $place }. Переносим?
confirm-move-again = Вернёмся к переносу: всё верно, переносим?
moved = Запись перенесена: { $services }, { $when }. Мастер { $employee }. { $place }.
confirm-cancel = { $visit }.
    Отменить эту запись? Если неудобно время, её можно перенести.
confirm-cancel-again = Вернёмся к записи: отменяем?
cancelled = Готово, эта запись отменена.
    { $visit }.
    Будем рады видеть вас в другой раз.
visit-changed = Эта запись уже изменилась, посмотрим ещё раз.
visit-gone = Этой записи уже нет: её отменили или время прошло.
reminder = Здравствуйте! Ждём вас { $when }: { $services }, мастер { $employee }.{ $place } Всё в силе?
reminder-named = { $name }, здравствуйте! Ждём вас { $when }: { $services }, мастер { $employee }.{ $place } Всё в силе?
visit-moved = Время изменилось: { $services } теперь { $when } (раньше: { $before }). Простите за неудобство! Новое время вам подходит?
visit-called-off = К сожалению, запись отменяется: { $services }, { $when }{ $why }. Простите, что так вышло. Подобрать другое время?
visit-missed = Мы ждали вас { $when } ({ $services }), но встретиться не получилось. Ничего страшного, бывает. Подобрать другое время?
offer-place = Освободилось время: { $when }. { $services }, мастер { $employee }.{ $place } Записать вас? Держим место до { $until }.
offer-place-named = { $name }, освободилось время: { $when }. { $services }, мастер { $employee }.{ $place } Записать вас? Держим место до { $until }.
offer-gone = К сожалению, это время уже ушло. Вы остаётесь в листе ожидания: освободится другое, сразу напишем.
offer-over = К сожалению, это время уже ушло.
offer-declined = Хорошо, это время отдадим другим. Вы по-прежнему в листе ожидания: появится ещё место, напишем.
list-left = Готово, из листа ожидания вас убрали. Понадобится время, просто напишите.
list-joined = Записали вас в лист ожидания: { $services }, { $days }. Как только место освободится, сразу напишем.
list-phone = Оставьте, пожалуйста, номер телефона: если не застанем вас здесь, позвоним.
list-day = { $day }
list-days = с { $from } по { $until }
feedback-ask = Спасибо, что были у нас! { $services }, мастер { $employee }: как всё прошло? Поставьте, пожалуйста, оценку от 1 до 5.
feedback-ask-named = { $name }, спасибо, что были у нас! { $services }, мастер { $employee }: как всё прошло? Поставьте, пожалуйста, оценку от 1 до 5.
feedback-low = Жаль, что не всё получилось. Расскажите, пожалуйста, что было не так?
feedback-sorry = Спасибо, что рассказали, и простите нас. Передаю ваши слова администратору: разберёмся и ответим вам здесь.
feedback-high = Спасибо за оценку! Рады, что вам у нас хорошо. Ждём вас снова.
feedback-high-link = Спасибо за оценку! Рады, что вам у нас хорошо. Если найдётся минутка, напишите отзыв: { $link }
feedback-mark = Спасибо, что написали! А какую оценку поставите, от 1 до 5?
visit-confirmed = Спасибо, запись подтверждена: ждём вас { $when }. { $place }.
too-late = До визита осталось совсем немного ({ $visit }), и поменять запись без администратора уже нельзя.
late = Спасибо, что предупредили. Передаю администратору, мастер { $employee } узнает, что вы задерживаетесь.
late-minutes = Спасибо, что предупредили. Передаю администратору, мастер { $employee } узнает, что вы опаздываете ({ $length }).
late-no-visit = Спасибо, что предупредили. Но записи на ближайшее время на вас я не вижу. Проверьте, пожалуйста, день или напишите, на чьё имя она оформлена.

## Ответы
offer-booking = Записать вас?
price-list = Цены:
    { $lines }
service-list = Что мы делаем:
    { $lines }
employee-list = Наши мастера:
    { $lines }
employee-list-for = Это делают:
    { $lines }
employee-days = { $employee } принимает:
    { $lines }
employee-works = { $day }, { $employee } принимает: { $lines }
employee-off = { $day }, { $employee } не принимает. Обычно так:
    { $lines }
employee-about = { $lines }
employee-none = Такого мастера у нас сейчас нет.
hours-week = Часы работы:
    { $lines }
hours-on = { $day }:
    { $lines }
firm-phone = Телефон:
    { $lines }
not-known = Точных сведений у меня нет, могу позвать администратора.
source = Из документа «{ $source }».
unanswered = Точного ответа у меня нет, а выдумывать не стану. Позвать администратора? Можно и спросить другими словами.
unanswered-again = И на это точного ответа у меня нет, а гадать не буду. Передаю вопрос администратору, он ответит здесь.
unanswered-in-flow = На этот вопрос у меня точного ответа нет. Если важно, позову администратора, только скажите.

## Когда не понято
clarify = Простите, не до конца понятно. Скажите, пожалуйста, другими словами или выберите вариант.
clarify-idle = Простите, не до конца понятно. Я помогу записаться, перенести или отменить визит, подскажу цены и адрес. Что нужно?
clarify-blank = Простите, не до конца понятно. Расскажите, пожалуйста, другими словами, что вам нужно.
clarify-narrow = Давайте проще: выберите один из вариантов.
offer-person = Похоже, я вас не понимаю, простите. Позвать администратора?

## Передача человеку
handover-asked = Передаю администратору. Он увидит нашу переписку и ответит здесь.
handover-complaint = Мне очень жаль, что так вышло. Передаю всё администратору: он разберётся и ответит вам здесь.
handover-injury = Мне очень жаль. Сейчас же зову администратора. Если вам плохо, пожалуйста, не ждите нас и обратитесь к врачу, телефон скорой 112.
handover-medical = В вопросах здоровья советовать не берусь, здесь нужен человек. Передаю администратору, он уточнит у мастера и ответит здесь.
handover-refund = Вопрос о возврате решает администратор. Передаю ему, он ответит вам здесь.
handover-discount = О скидке сверх прайса решает администратор. Передаю ему ваш вопрос, он ответит здесь.
handover-threat = Передаю ваше сообщение администратору, он ответит вам здесь.
handover-not-understood = Чтобы не мучить вас вопросами, передаю разговор администратору. Он ответит здесь.
handover-tool-failed = Сейчас не получается посмотреть запись: у нас техническая заминка. Передаю администратору, он ответит здесь.
handover-too-late = Передаю администратору, он ответит вам здесь как можно скорее.
handover-late = Если что-то придётся сдвинуть, вам напишут здесь.
handover-attachment = Передаю администратору, он ответит здесь. Если вопрос короткий, можно написать его текстом.
voice = Голосовые сообщения слушать пока не умею.
voice-beside = Голосовые слушать пока не умею, отвечаю на текст.
image = Фото и файлы смотреть пока не умею.
image-beside = Фото и файлы смотреть пока не умею, но администратор увидит их в переписке.
reason-asked = Клиент просит человека.
reason-complaint = Жалоба.
reason-injury = Клиент сообщает о травме или реакции. Срочно.
reason-medical = Вопрос о здоровье.
reason-refund = Вопрос о возврате.
reason-discount = Просьба о скидке.
reason-threat = Угроза.
reason-not-understood = Агент не понял клиента.
reason-tool-failed = Не удалось посмотреть календарь.
reason-too-late = Просьба изменить запись меньше чем за установленный срок.
reason-late = Клиент опаздывает.
reason-attachment = Клиент прислал файл или голосовое.
summary-who = Кто: { $value }
summary-visit = Запись: { $value }
summary-plan = Оформлялось: { $value }
summary-question = Вопрос: { $value }
summary-words = Последнее сообщение: «{ $value }»

# Сценарии
script-stopped = Хорошо, на этом остановимся. Если понадобится, просто напишите.
script-corrected = Хорошо, исправлено.
script-done = Спасибо, всё записано. Сотрудник прочитает эту переписку и ответит вам здесь.
reason-request = Сценарий пройден: клиент рассказал, что ему нужно.
summary-request = Заявка: { $value }
variable-what = что:
variable-when = срок:
variable-destination = куда:
variable-dates = даты:
variable-days = дней:
variable-people = людей:
variable-budget = бюджет:
variable-fitness = как ходят:
variable-tour = тур:
variable-departure = выезд:
variable-rating = оценка:
variable-wishes = пожелания:

## Товары
product-price = { $name }: { $price }{ $left }
product-variants = { $name }:
    { $lines }
product-line = • { $name }: { $price }{ $left }
product-from = от { $price }
product-several = Вот что есть:
    { $lines }
product-list = Вот что у нас можно купить:
    { $lines }
product-more = { $n ->
    [one] И ещё { $n } товар. Напишите, что ищете, подскажу.
    [few] И ещё { $n } товара. Напишите, что ищете, подскажу.
   *[other] И ещё { $n } товаров. Напишите, что ищете, подскажу.
}
product-none = нет в наличии
product-few = осталось { $n }
product-enough = есть в наличии
product-not-counted = Продаём, а сколько сейчас на полке, подскажет администратор.
product-put-aside = Отложить для вас может администратор. Позвать?

## Туры
tour-days = { $n ->
    [one] { $n } день
    [few] { $n } дня
   *[other] { $n } дней
}
tour-seats = { $n ->
    [one] { $n } место
    [few] { $n } места
   *[other] { $n } мест
}
tour-metres = { $n } м
tour-easy = лёгкий
tour-moderate = средней сложности
tour-hard = сложный
tour-all-year = весь год
tour-departure = { $day } (свободно { $seats })
tour-departure-full = { $day } (мест нет)
tour-about = { $name }. { $description }
    { $days }, { $level }, высшая точка { $top }. Цена { $price } с человека. Когда ходит: { $months }.
tour-ahead = Ближайшие выезды: { $days }.
tour-no-departures = { $name }. Выездов пока не назначено, даты подскажет менеджер.
tour-departures = { $name }. Выезды: { $days }. Цена { $price } с человека.
tour-total = { $n ->
    [one] За { $n } человека: { $sum }.
   *[other] За { $n } человек: { $sum }.
}
tour-from-to = { $from } – { $to }
tour-has-seats = { $name }. { $when }, свободно { $seats }. Цена { $price } с человека.
tour-full = { $name }. На { $day } мест нет. Где есть: { $days }.
tour-full-alone = { $name }. На { $day } мест нет, других выездов пока не назначено.
tour-few = { $name }. На { $day } свободно { $seats }, а вас { $n }. Все поместятся: { $days }.
tour-few-alone = { $name }. На { $day } свободно { $seats }, а вас { $n }. Других выездов пока не назначено.
tour-no-such-day = { $name }. На эту дату, { $day }, выезда нет. Рядом: { $days }.
tour-no-such-day-alone = { $name }. На эту дату, { $day }, выезда нет, других пока не назначено.
tour-none-then = { $name }. В эти дни выездов с местами нет. Есть { $days }.
tour-no-room = Столько мест вместе нет ни на один выезд: вас { $n }.
tour-room-then = Вместе все ({ $n }) поместятся: { $days }.
tour-too-many = { $name }. В группе до { $max } человек, а вас { $n }. Для такой компании сделаем отдельный выезд: его считает менеджер. Передать ему?
tour-too-many-all = В группах до { $max } человек, а вас { $n }. Для такой компании сделаем отдельный тур: его считает менеджер. Передать ему?
tour-season = { $name }. Когда ходит: { $months }.
tour-out-of-season = { $name }. { $then } не ходит. Сезон: { $months }.
tour-other-then = Подобрать что-нибудь другое { $then }?
tour-guide = { $name }. Ведёт { $guide }.
tour-guides = { $name }. Группы ведут:
    { $lines }
tour-guide-unknown = { $name }. Гид пока не назначен.
tour-price = { $name }. Цена { $price } с человека.
tour-price-all = { $n ->
    [one] { $name }. Цена { $price } с человека, за { $n } человека { $sum }.
   *[other] { $name }. Цена { $price } с человека, за { $n } человек { $sum }.
}
tour-price-child = { $name }. Взрослый: { $price }. { $variant }: { $child }.
tour-price-no-child = { $name }. Отдельной детской цены нет, { $price } с человека.
tour-age-line = Берём с { $age } лет.
tour-prices-from = Цены с человека: { $prices }.
tour-from = от { $price } ({ $name })
tour-included = { $name }. В цену входит:
    { $lines }
tour-excluded = { $name }. В цену не входит, оплачивается отдельно:
    { $lines }
tour-bring = { $name }. Что взять с собой:
    { $lines }
tour-item-in = { $name }. В цену входит: { $items }.
tour-item-out = { $name }. Не входит в цену, оплачивается отдельно: { $items }.
tour-not-said = { $name }. Об этом в описании не сказано, уточню у менеджера.
tour-program-day = День { $day }. { $title }. { $text }
tour-difficulty = { $name }. Тур { $level }, высшая точка { $top }.
tour-any-age = { $name }. Берём в любом возрасте.
tour-too-young = { $name }. Берём с { $age } лет, младше, к сожалению, нельзя. Могу показать туры, куда берут с детьми.
tour-old-enough = { $name }. Берём с { $age } лет, по возрасту подходит.
tour-age = { $name }. Берём с { $age } лет. Сколько лет ребёнку?
tour-group = { $name }. В группе от { $min } до { $max } человек.
tour-start = { $name }. Начало: { $place }.
tour-duration = Длительность тура «{ $name }»: { $days }.
tour-compare-row = { $name }. { $days }, { $level }, высшая точка { $top }, { $price } с человека, группа от { $min } до { $max } человек. { $description }
tour-line = { $name }. { $days }, { $level }. Цена { $price } с человека{ $child }. Выезды: { $departures }.
tour-fits = Вот что подойдёт:
    { $lines }
tour-fits-nearly = Точно такой длины нет, ближе всего:
    { $lines }
tour-fits-otherwise = Точно под эти условия ничего нет. Самое близкое:
    { $lines }
tour-cheapest = Самое недорогое:
    { $lines }
tour-easier = Полегче:
    { $lines }
tour-cheaper = Короче или дешевле:
    { $lines }
tour-none-easier = Легче, чем «{ $name }», на это время ничего нет.
tour-none-cheaper = Дешевле, чем «{ $name }», на это время ничего нет.
tour-purse-small = В эту сумму ничего не укладывается. Ближе всего { $name }: { $price } с человека.
tour-purse-other = Цены подходящих туров названы в другой валюте ({ $currency }), пересчитывать { $budget } по курсу не берусь. Сколько готовы потратить в этой валюте?
tour-nothing = Под эти условия ничего нет. Скажите, что важнее: даты, длительность или бюджет?
tour-which = О каком туре рассказать: { $names }?
tour-booking = { $name }, выезд { $day }.
tour-booking-for = { $name }, выезд { $day }, человек: { $people }.
tour-which-one = О каком туре речь? Напишите название, и я отвечу точно.
tour-which-closer = Какой вам ближе?
tour-like-it = Рассказать подробнее?
