//! Which lists can be taken out, and how a row of each becomes a line: columns by where they stand in the list's own answer.

/// What a value is.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    Text,
    Number,
    /// Minor units.
    Money,
    /// An instant, told by the clock of the firm.
    Time,
    Day,
    YesNo,
    /// Texts in one cell.
    Texts,
    /// A word of ours, in Russian and English.
    Word(&'static [(&'static str, &'static str, &'static str)]),
    /// An id, told by the name of what it names.
    Name(Names),
    /// Ids of services inside objects.
    Services,
    /// The id of a contact, told by their name or by their phone.
    Contact,
    Phone,
}

/// Short lists whose ids stand in others: read once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Names {
    Members,
    Employees,
    Services,
    Branches,
    Connections,
    Teams,
    Pipelines,
    Stages,
}

#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub ru: &'static str,
    pub en: &'static str,
    /// JSON pointer into the item.
    pub at: &'static str,
    pub kind: Kind,
}

#[derive(Debug)]
pub struct List {
    /// In the address and in the file's name.
    pub key: &'static str,
    pub path: &'static str,
    /// Comes page by page; else whole.
    pub is_paged: bool,
    pub columns: &'static [Column],
    /// Whose own fields follow as columns.
    pub fields: Option<&'static str>,
}

const fn column(ru: &'static str, en: &'static str, at: &'static str, kind: Kind) -> Column {
    Column { ru, en, at, kind }
}

pub const LISTS: [List; 12] = [
    List {
        key: "contacts", path: "/contacts", is_paged: true, fields: Some("contact"),
        columns: &[
            column("Имя", "Name", "/name", Kind::Text), column("Телефон", "Phone", "/phone", Kind::Text), column("Почта", "E-mail", "/email", Kind::Text), column("Метки", "Tags", "/tags", Kind::Texts),
            column("Заметка", "Note", "/note", Kind::Text), column("Источник", "Source", "/source", Kind::Text), column("Ответственный", "Owner", "/owner_id", Kind::Name(Names::Members)),
            column("Язык", "Language", "/lang", Kind::Text), column("Визитов", "Visits", "/visits", Kind::Number), column("Последний визит", "Last visit", "/last_visit_at", Kind::Time),
            column("Следующий визит", "Next visit", "/next_visit_at", Kind::Time), column("Последнее сообщение", "Last message", "/last_message_at", Kind::Time),
            column("Не писать", "Unsubscribed", "/is_unsubscribed", Kind::YesNo), column("Появился", "Created", "/created_at", Kind::Time), column("Номер", "Id", "/id", Kind::Text),
        ],
    },
    List {
        key: "deals", path: "/deals", is_paged: true, fields: Some("deal"),
        columns: &[
            column("Сделка", "Deal", "/title", Kind::Text), column("Клиент", "Contact", "/contact/name", Kind::Text), column("Телефон", "Phone", "/contact/phone", Kind::Text),
            column("Воронка", "Pipeline", "/pipeline", Kind::Name(Names::Pipelines)), column("Этап", "Stage", "/stage", Kind::Name(Names::Stages)), column("Состояние", "Status", "/status", Kind::Word(DEAL)),
            column("Сумма", "Amount", "/amount", Kind::Money), column("Тур", "Tour", "/tour", Kind::Text), column("Ответственный", "Owner", "/owner_id", Kind::Name(Names::Members)),
            column("Ждём к", "Expected on", "/expected_on", Kind::Day), column("Причина отказа", "Loss reason", "/loss_reason", Kind::Text), column("Открытых задач", "Open tasks", "/tasks_open", Kind::Number),
            column("На этапе с", "At stage since", "/stage_since", Kind::Time), column("Создана", "Created", "/created_at", Kind::Time), column("Закрыта", "Closed", "/closed_at", Kind::Time), column("Номер", "Id", "/id", Kind::Text),
        ],
    },
    List {
        key: "tasks", path: "/tasks", is_paged: true, fields: None,
        columns: &[
            column("Задача", "Task", "/title", Kind::Text), column("Подробности", "Note", "/note", Kind::Text), column("Срок", "Due", "/due_at", Kind::Time), column("Просрочена", "Overdue", "/is_overdue", Kind::YesNo),
            column("Исполнитель", "Assignee", "/assignee_id", Kind::Name(Names::Members)), column("Клиент", "Contact", "/contact/name", Kind::Text), column("Сделка", "Deal", "/deal/title", Kind::Text),
            column("Поставил", "Created by", "/created_by/name", Kind::Text), column("Создана", "Created", "/created_at", Kind::Time), column("Сделана", "Done", "/done_at", Kind::Time),
            column("Кто сделал", "Done by", "/done_by/name", Kind::Text), column("Номер", "Id", "/id", Kind::Text),
        ],
    },
    List {
        key: "bookings", path: "/bookings", is_paged: true, fields: None,
        columns: &[
            column("Начало", "Starts", "/starts_at", Kind::Time), column("Конец", "Ends", "/ends_at", Kind::Time), column("Состояние", "Status", "/status", Kind::Word(BOOKING)), column("Клиент", "Contact", "/contact_id", Kind::Contact),
            column("Телефон", "Phone", "/contact_id", Kind::Phone), column("Услуги", "Services", "/items", Kind::Services), column("Мастер", "Employee", "/employee_id", Kind::Name(Names::Employees)),
            column("Филиал", "Branch", "/branch_id", Kind::Name(Names::Branches)), column("Стоимость", "Price", "/price/minor", Kind::Money), column("Валюта", "Currency", "/price/currency", Kind::Text),
            column("Заметка", "Note", "/note", Kind::Text), column("Кто записал", "Source", "/source", Kind::Word(SOURCE)), column("Записан", "Created", "/created_at", Kind::Time), column("Номер", "Id", "/id", Kind::Text),
        ],
    },
    List {
        key: "conversations", path: "/conversations", is_paged: true, fields: None,
        columns: &[
            column("Клиент", "Contact", "/contact/name", Kind::Text), column("Телефон", "Phone", "/contact/phone", Kind::Text), column("Канал", "Channel", "/connection_id", Kind::Name(Names::Connections)),
            column("Состояние", "Status", "/status", Kind::Word(CONVERSATION)), column("Отвечает", "Answers", "/mode", Kind::Word(MODE)), column("Ответственный", "Assignee", "/assignee_id", Kind::Name(Names::Members)),
            column("Отдел", "Team", "/team_id", Kind::Name(Names::Teams)), column("Итог", "Outcome", "/outcome/kind", Kind::Word(OUTCOME)), column("Последнее сообщение", "Last message", "/last_message/text", Kind::Text),
            column("Когда", "At", "/last_message/created_at", Kind::Time), column("Непрочитанных", "Unread", "/unread", Kind::Number), column("Начат", "Created", "/created_at", Kind::Time), column("Номер", "Id", "/id", Kind::Text),
        ],
    },
    List {
        key: "referrals", path: "/referrals", is_paged: true, fields: None,
        columns: &[
            column("Партнёр", "Partner", "/partner/name", Kind::Text), column("Клиент", "Contact", "/contact/name", Kind::Text), column("Состояние", "Status", "/status", Kind::Word(REFERRAL)), column("Пожелание", "Wish", "/wish", Kind::Text),
            column("Передан", "Sent", "/sent_at", Kind::Time), column("Срок ответа", "Deadline", "/deadline_at", Kind::Time), column("Ответил", "Answered", "/answered_at", Kind::Time), column("Причина", "Reason", "/reason", Kind::Text),
            column("Сумма", "Amount", "/amount", Kind::Money), column("Вознаграждение", "Commission", "/commission", Kind::Money), column("Валюта", "Currency", "/currency", Kind::Text),
            column("Закрыт", "Closed", "/closed_at", Kind::Time), column("Номер", "Id", "/id", Kind::Text),
        ],
    },
    List {
        key: "partners", path: "/partners", is_paged: false, fields: None,
        columns: &[
            column("Название", "Name", "/name", Kind::Text), column("Вид", "Kind", "/kind", Kind::Word(PARTNER)), column("Кому писать", "Person", "/person", Kind::Text), column("Телефон", "Phone", "/phone", Kind::Text),
            column("Почта", "E-mail", "/email", Kind::Text), column("Доступность", "Availability", "/availability", Kind::Text), column("Заметка", "Note", "/note", Kind::Text), column("Работаем", "Active", "/is_active", Kind::YesNo),
            column("Номер", "Id", "/id", Kind::Text),
        ],
    },
    List {
        key: "services", path: "/services", is_paged: false, fields: None,
        columns: &[
            column("Услуга", "Service", "/name", Kind::Text), column("Раздел", "Category", "/category", Kind::Text), column("Минут", "Minutes", "/duration_minutes", Kind::Number), column("Цена", "Price", "/price/minor", Kind::Money),
            column("Цена до", "Price up to", "/price_max", Kind::Money), column("Валюта", "Currency", "/price/currency", Kind::Text), column("Описание", "Description", "/description", Kind::Text),
            column("Действует", "Active", "/is_active", Kind::YesNo), column("Номер", "Id", "/id", Kind::Text),
        ],
    },
    List {
        key: "employees", path: "/employees", is_paged: false, fields: None,
        columns: &[
            column("Имя", "Name", "/name", Kind::Text), column("Должность", "Title", "/title", Kind::Text), column("Услуги", "Services", "/skills", Kind::Services), column("О сотруднике", "About", "/about", Kind::Text),
            column("Работает", "Active", "/is_active", Kind::YesNo), column("Номер", "Id", "/id", Kind::Text),
        ],
    },
    List {
        key: "tours", path: "/tours", is_paged: false, fields: None,
        columns: &[
            column("Тур", "Tour", "/name", Kind::Text), column("Направление", "Category", "/category", Kind::Text), column("Дней", "Days", "/duration_days", Kind::Number), column("Сложность", "Difficulty", "/difficulty", Kind::Word(DIFFICULTY)),
            column("Группа от", "Group from", "/group_min", Kind::Number), column("Группа до", "Group up to", "/group_max", Kind::Number), column("Цена", "Price", "/price/minor", Kind::Money), column("Валюта", "Currency", "/price/currency", Kind::Text),
            column("Включено", "Included", "/included", Kind::Texts), column("Не включено", "Excluded", "/excluded", Kind::Texts), column("Описание", "Description", "/description", Kind::Text),
            column("Действует", "Active", "/is_active", Kind::YesNo), column("Номер", "Id", "/id", Kind::Text),
        ],
    },
    List {
        key: "products", path: "/products", is_paged: true, fields: Some("product"),
        columns: &[
            column("Товар", "Product", "/name", Kind::Text), column("Артикул", "Article", "/sku", Kind::Text), column("Раздел", "Category", "/category", Kind::Text), column("Цена", "Price", "/price_from", Kind::Money),
            column("Валюта", "Currency", "/price/currency", Kind::Text), column("Остаток", "In stock", "/left", Kind::Number), column("Единица", "Unit", "/unit", Kind::Text), column("Описание", "Description", "/description", Kind::Text),
            column("Действует", "Active", "/is_active", Kind::YesNo), column("Номер", "Id", "/id", Kind::Text),
        ],
    },
    List {
        key: "members", path: "/members", is_paged: true, fields: None,
        columns: &[
            column("Имя", "Name", "/name", Kind::Text), column("Почта", "E-mail", "/email", Kind::Text), column("Роль", "Role", "/role", Kind::Word(ROLE)), column("Второй шаг входа", "Two-step login", "/has_totp", Kind::YesNo),
            column("Был в сети", "Last seen", "/last_seen_at", Kind::Time), column("Добавлен", "Created", "/created_at", Kind::Time), column("Номер", "Id", "/id", Kind::Text),
        ],
    },
];

type Words = &'static [(&'static str, &'static str, &'static str)];

const DEAL: Words = &[("open", "в работе", "open"), ("won", "продажа", "won"), ("lost", "отказ", "lost")];
const BOOKING: Words = &[
    ("booked", "записан", "booked"), ("confirmed", "подтверждён", "confirmed"), ("arrived", "пришёл", "arrived"), ("completed", "состоялся", "completed"), ("cancelled", "отменён", "cancelled"), ("no_show", "не пришёл", "no-show"),
];
const SOURCE: Words = &[("agent", "агент", "agent"), ("person", "сотрудник", "person"), ("page", "страница записи", "booking page"), ("api", "API", "API"), ("contact", "клиент", "contact")];
const CONVERSATION: Words = &[("open", "открыт", "open"), ("waiting", "ждёт", "waiting"), ("closed", "закрыт", "closed")];
const MODE: Words = &[("auto", "агент", "agent"), ("human", "человек", "person"), ("off", "никто", "nobody"), ("draft", "агент с проверкой", "agent with approval")];
const OUTCOME: Words = &[("handed_over", "передан человеку", "handed over"), ("sold", "продажа", "sold"), ("booked", "запись", "booked"), ("answered", "ответили", "answered"), ("lost", "ушёл", "lost"), ("unclear", "неясно", "unclear")];
const REFERRAL: Words = &[
    ("sent", "отправлен", "sent"), ("viewed", "открыт", "viewed"), ("accepted", "принят", "accepted"), ("declined", "отклонён", "declined"), ("expired", "не ответили", "expired"), ("withdrawn", "отозван", "withdrawn"),
    ("done", "завершён", "done"), ("failed", "не доставлен", "failed"),
];
const PARTNER: Words = &[
    ("guide", "гид", "guide"), ("hotel", "отель", "hotel"), ("transport", "транспорт", "transport"), ("supplier", "поставщик", "supplier"), ("specialist", "специалист", "specialist"), ("agency", "агентство", "agency"), ("other", "другое", "other"),
];
const DIFFICULTY: Words = &[("easy", "лёгкий", "easy"), ("moderate", "средний", "moderate"), ("hard", "сложный", "hard")];
const ROLE: Words = &[("viewer", "наблюдатель", "viewer"), ("operator", "оператор", "operator"), ("manager", "менеджер", "manager"), ("admin", "администратор", "admin"), ("owner", "владелец", "owner")];
