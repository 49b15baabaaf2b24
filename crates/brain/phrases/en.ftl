# The agent's words: short, warm, calm.

## Time and numbers
day-today = today
day-tomorrow = tomorrow
day-after-tomorrow = the day after tomorrow
moment = { $day }, at { $time }
hours = { $n ->
    [one] { $n } hour
   *[other] { $n } hours
}
minutes = { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
}
length-range = { $low } – { $high }
price-from = from { $price }
and = and
closed = closed
daily = daily
visit-line = { $when }: { $services }, with { $employee }{ $branch }

## Buttons
button-book = Book a visit
button-move = Reschedule
button-cancel = Cancel a visit
button-take = Yes, book it
button-not-this = Not this one
button-leave-list = Take me off the list
button-wait = Tell me when a place is free
button-come = I'll be there
button-cancel-visit = Cancel
button-new-time = Find another time
button-prices = Prices
button-address = Address and hours
button-employees = Our team
button-visits = My visits
button-yes = Yes
button-yes-book = Yes, book it
button-yes-move = Yes, move it
button-yes-cancel = Yes, cancel it
button-no = No
button-keep = Leave it as it is
button-change = Change
button-stop = Never mind
button-person = Talk to a person
button-restart = Start over
button-other-day = Another day
button-other-time = Another time
button-other-employee = Someone else
button-other-service = Another service
button-other-branch = Another location
button-any-branch = Either is fine
button-any-employee = Anyone
button-move-instead = Reschedule instead
button-one-by-one = One after another

## Greeting and talk
hello = Hello
good-morning = Good morning
good-day = Good afternoon
good-evening = Good evening
hello-plain = { $hello }!
hello-named = { $hello }, { $name }!
greet-again = Hello again.
introduce = This is the online receptionist of { $org }. I can book, move or cancel a visit and tell you prices and addresses. How can I help?
introduce-open = This is { $org }. I answer questions and pass on to a colleague what I do not know. How can I help?
introduce-open-named = This is { $org }, my name is { $agent }. I answer questions and pass on to a colleague what I do not know. How can I help?
introduce-named = This is { $agent }, the online receptionist of { $org }. I can book, move or cancel a visit and tell you prices and addresses. How can I help?
how-can-i-help = How can I help?
colleague-here = Yes, I am here.
colleague-here-named = This is { $agent }.
help = I book, move and cancel visits and can tell you prices, addresses and opening hours. Just write it your own way, for example: “a manicure tomorrow after six”. If you need a person, say so.
help-open = I answer questions and pass on to my colleagues what they decide. Tell me in your own words what you need. If you want a person, just say so.
thanks = You are welcome. I am here if you need me.
thanks-done = You are welcome. See you soon!
farewell = Goodbye, have a lovely day.
small-talk = All well, thank you. Shall I book you in or look something up?
small-talk-open = I am fine, thank you. How can I help you?
are-you-bot = Yes, I am a program: I answer questions and take bookings for { $org }. If you prefer a person, I will call one.
off-topic = I cannot help with that: here I answer questions about “{ $org }”.
abuse = I can see you are upset. Tell me calmly what happened or what you need, and I will help.
spam = Thank you, we are not interested in offers at the moment.
sticker = How can I help?
noted = All right. What else can I do for you?
well = All right, let us go on.
quiet = Understood, I will not write any more. If you need me, just write here.
well-later = All right. I am here if you need me.
restarted = All right, let us start over. How can I help?
stopped = All right, I am not booking it. Write to me if you change your mind.
kept = All right, everything stays as it is.
soft-restart = It has been a while, and we did not finish the booking. Shall we start over?
stale = That button belongs to an earlier question.
stale-done = That is already done, no need to repeat it.

## Booking questions
ask-service = Which service would you like?
ask-service-again = Back to your booking: which service would you like?
service-unknown-list = We don't offer that service ({ $name }). Here is what we do:
    { $lines }
service-unknown-beside = We don't offer that service ({ $name }).
service-unknown = We do not seem to do that ({ $name }). Here is what we do:
ask-which-service = Which one exactly?
ask-which-service-again = Back to your booking: which one exactly?
ask-branch = Which location suits you better?
    { $addresses }
ask-branch-again = Back to your booking: which location suits you better?
ask-employee = Who would you like to see?
ask-usual = { $employee }, as usual?
button-usual = Yes, { $employee }
ask-employee-again = Back to your booking: who would you like to see?
ask-which-employee = We have more than one person by that name. Whom do you mean?
ask-day = Which day suits you? The nearest free time is { $nearest }.
ask-day-again = Back to your booking: which day suits you? The nearest free time is { $nearest }.
ask-day-move = Which day shall I move it to? The nearest free time is { $nearest }.
ask-when-else = When would suit you? Tell me a day and a rough time.
kept-for-you = { $services }, { $when }, with { $employee }: it is free and I am keeping it for you.
thanks-phone = Thank you, I have the number.
price-total = Together: { $price }
thanks-name = Thank you, { $name }.
which-slot = Which time suits you? Tap it or write it, for example “{ $first }”.
which-branch = Which address is more convenient?
which-employee = Who would you like to see?
which-service = Which service exactly?
which-visit = Which visit do you mean?
ask-name = What is your name?
ask-name-again = And for the booking: what is your name?
ask-name-and-phone = What is your name, and what number can we reach you at?
ask-phone = Please leave a phone number we can reach you at.
ask-phone-named = Nice to meet you, { $name }. Please leave a phone number we can reach you at.
ask-phone-again = And for the booking I need a phone number.
phone-bad = There seems to be a slip in the number. Please write it in full, with the country code.
phone-why = The number is only for matters of this visit: to let you know if anything changes.
ask-change = What shall I change?
ask-group = I book one person at a time. There are { $n } of you: I can book you one after another, or call a person who will find a time for everyone at once.

## The time of a visit
offer-day = { $day }. Free times{ $place }:
offer-day-employee = { $day }, { $employee }. Free times{ $place }:
offer-days = Free times:
offer-days-employee = { $employee }. Free times:
offer-slots-again = Back to your booking: which time suits you?
nearest = The nearest free times:
busy-at = { $day }, { $time } is taken. The nearest free times:
busy-at-employee = { $day }, { $employee } is busy at { $time }. The nearest free times:
span-after = after { $time }
span-before = before { $time }
span-between = from { $from } to { $until }
span-morning = in the morning
span-afternoon = in the afternoon
busy-span = { $day }: nothing is free { $span }. I can offer:
busy-span-employee = { $day }: { $employee } has nothing free { $span }. I can offer:
days-span = Nothing is free { $span } on those days. I can offer:
busy-then = { $day }, nothing is free at those hours. There is:
day-full = { $day }, everything is taken. The nearest free times:
day-full-employee = { $day }, { $employee } has no free time. I can offer:
days-full = Everything is taken on those days. The nearest free times:
no-slots = I could not find any free time. I can call a person to see what can be done.
no-such-hour = That hour is taken for the next two weeks.
slot-gone = { $time } is already taken.
just-taken = Someone has just taken that time.
hold-lost = While we were talking, that time was taken.
already-yours = That is already your time: { $when }.
time-past = { $time } has already passed today. The nearest free times:
date-past = That day has passed.
date-far = Booking is open only until { $day } for now.
employee-cannot = { $employee } does not do this ({ $services }). Others do.
employee-elsewhere = { $employee } does not work there ({ $branch }). Let me look at others.
employee-only = Only one person does this: { $employee }.
separate-visits = { $services }: nobody does all of it at once, so I will book two visits. First: { $first }.

## Summing up
confirm-head = Please check:
confirm-employee = With { $employee }
confirm-price = { $length }, { $price }
confirm-prepayment = Prepayment: { $sum }
confirm-ask = Is everything right, shall I book it?
confirm-again = Back to your booking: is everything right, shall I book it?
booked = You are booked: { $services }, { $when }, with { $employee }. { $place }.
booked-named = { $name }, you are booked: { $services }, { $when }, with { $employee }. { $place }.
booked-companion = The second visit is booked as well: { $services }, { $when }, with { $employee }. { $place }.
booked-prepayment = To keep the time for you, please make the prepayment of { $sum }.{ $how }
booked-tail = If your plans change, just write here.
note-companion = Another person, booked through: { $name }
next-person = Now the next person.
next-service = Now the second service: { $services }.
next-visit = Now the new booking.

## The customer's visits
visits = { $n ->
    [one] Your visit:
   *[other] Your visits:
    }
    { $visits }
no-visits = You have no upcoming visits.
ask-visit-move = Which visit shall I move?
ask-visit-cancel = Which visit shall I cancel?
confirm-move = { $services }: from “{ $from }” to “{ $when }”, still with { $employee }. Shall I move it?
confirm-move-other = { $services }: from “{ $from }” to “{ $when }”, with { $employee }. { $place }. Shall I move it?
confirm-move-again = Back to your visit: shall I move it?
moved = Your visit is moved: { $services }, { $when }, with { $employee }. { $place }.
confirm-cancel = { $visit }.
    Shall I cancel it? If the time does not suit you, it can be moved.
confirm-cancel-again = Back to your visit: shall I cancel it?
cancelled = Your visit is cancelled: { $visit }. We hope to see you another time.
visit-changed = That visit has changed in the meantime, let us look again.
visit-gone = That visit no longer stands: it was cancelled, or its time has passed.
reminder = Hello! We are expecting you { $when }: { $services } with { $employee }.{ $place } Are you coming?
reminder-named = Hello { $name }! We are expecting you { $when }: { $services } with { $employee }.{ $place } Are you coming?
visit-moved = The time has changed: { $services } is now { $when } (it was { $before }). Sorry for the trouble! Does the new time suit you?
visit-called-off = Unfortunately, we have to call off { $services }, { $when }{ $why }. We are sorry. Shall we find another time?
visit-missed = We were expecting you { $when } ({ $services }), but it did not work out. No worries, these things happen. Shall we find another time?
offer-place = A place has come free: { $when }, { $services } with { $employee }.{ $place } Shall I book it for you? We keep it until { $until }.
offer-place-named = { $name }, a place has come free: { $when }, { $services } with { $employee }.{ $place } Shall I book it for you? We keep it until { $until }.
offer-gone = I am sorry, that time has gone. You are still on the waiting list: when another one comes free, we will write at once.
offer-over = I am sorry, that time has gone.
offer-declined = All right, somebody else will have that time. You are still on the waiting list: when another place comes free, we will write.
list-left = Done, you are off the waiting list. Just write when you need a time.
list-joined = You are on the waiting list: { $services }, { $days }. As soon as a place comes free, we will write.
list-phone = Please leave your phone number: if we do not find you here, we will call.
list-day = { $day }
list-days = from { $from } to { $until }
feedback-ask = Thank you for coming! { $services } with { $employee }: how was it? Please give us a mark from 1 to 5.
feedback-ask-named = Thank you for coming, { $name }! { $services } with { $employee }: how was it? Please give us a mark from 1 to 5.
feedback-low = I am sorry it was not all it should have been. What went wrong?
feedback-sorry = Thank you for telling us, and please accept our apologies. I am passing your words on: somebody will look into it and answer you here.
feedback-high = Thank you! We are glad you liked it and hope to see you again.
feedback-high-link = Thank you! We are glad you liked it. If you have a minute, please leave a review: { $link }
feedback-mark = Thank you for telling us! And what mark would you give, from 1 to 5?
visit-confirmed = Thank you, your visit is confirmed: see you { $when }. { $place }.
too-late = The visit is very soon ({ $visit }), so I cannot change it myself any more.
late = Thank you for letting us know. I am telling the front desk, so that { $employee } knows you are on the way.
late-minutes = Thank you for letting us know. I am telling the front desk, so that { $employee } knows you will be late ({ $length }).
late-no-visit = Thank you for letting us know. But I see no visit of yours around this time. Please check the day, or tell me whose name it is under.

## Answers
offer-booking = Shall I book you in?
price-list = Prices:
    { $lines }
service-list = What we do:
    { $lines }
employee-list = Our team:
    { $lines }
employee-list-for = This is done by:
    { $lines }
employee-days = { $employee } works:
    { $lines }
employee-works = { $day }, { $employee } works: { $lines }
employee-off = { $day }, { $employee } does not work. The usual days:
    { $lines }
employee-about = { $lines }
employee-none = We have nobody like that at the moment.
hours-week = Opening hours:
    { $lines }
hours-on = { $day }:
    { $lines }
firm-phone = Phone:
    { $lines }
not-known = I do not have that, but I can call a person.
source = From “{ $source }”.
unanswered = I do not have a certain answer to that and would rather not guess. Shall I call a person? You may also ask in other words.
unanswered-again = I have no exact answer to this either and will not guess. I am passing your question to a colleague, who will answer here.
unanswered-in-flow = I do not have a certain answer to that. If it matters, say so and I will call a person.

## When not understood
clarify = Sorry, I did not quite get that. Please say it in other words or choose an option.
clarify-idle = Sorry, I did not quite get that. I can book, move or cancel a visit and tell you prices and addresses. What do you need?
clarify-blank = Sorry, I did not quite get that. Could you tell me in other words what you need?
clarify-narrow = Let us make it simple: please choose one of these.
offer-person = It seems I do not understand you, sorry. Shall I call a person?

## Passing on
handover-asked = I am passing you on to a person. They will see our conversation and answer here.
handover-complaint = I am very sorry about this. I am passing everything on to a person who will look into it and answer you here.
handover-injury = I am very sorry. I am calling a person right now. If you feel unwell, please do not wait for us and see a doctor; the emergency number is 112.
handover-medical = I cannot advise on health, this needs a person. I am passing it on; they will check and answer here.
handover-refund = Refunds are decided by a person. I am passing it on, they will answer you here.
handover-discount = Discounts beyond the price list are decided by a person. I am passing your question on, they will answer here.
handover-threat = I am passing your message on to a person, they will answer you here.
handover-not-understood = To spare you more questions I am passing you on to a person. They will answer here.
handover-tool-failed = I cannot see the calendar right now, something is not working on our side. I am passing you on to a person, they will answer here.
handover-too-late = I am passing you on to a person, they will answer here as soon as they can.
handover-late = If anything has to be shifted, you will hear it here.
handover-attachment = I am passing it on to a person, they will answer here. If it is a short question, you can also type it.
voice = I cannot listen to voice messages yet.
voice-beside = I cannot listen to voice messages yet, so I answer the text.
image = I cannot look at photos and files yet.
image-beside = I cannot look at photos and files yet, but a person will see them in the conversation.
reason-asked = The customer asks for a person.
reason-complaint = Complaint.
reason-injury = The customer reports an injury or a reaction. Urgent.
reason-medical = A question about health.
reason-refund = A question about a refund.
reason-discount = A request for a discount.
reason-threat = Threat.
reason-not-understood = The agent did not understand the customer.
reason-tool-failed = The calendar could not be read.
reason-too-late = A request to change a visit later than the limit.
reason-late = The customer is late.
reason-attachment = The customer sent a file or a voice message.
summary-who = Who: { $value }
summary-visit = Visit: { $value }
summary-plan = Being arranged: { $value }
summary-question = Question: { $value }
summary-words = Last message: “{ $value }”

# Scripts
script-stopped = All right, let us leave it there. Just write if you need it.
script-corrected = All right, corrected.
script-done = Thank you, everything is noted. A colleague will read this conversation and answer you here.
reason-request = The script is done: the customer has told what they need.
summary-request = Request: { $value }
variable-what = what:
variable-when = by when:
variable-destination = where:
variable-dates = dates:
variable-days = days:
variable-people = people:
variable-budget = budget:
variable-fitness = fitness:
variable-tour = tour:
variable-departure = departure:
variable-rating = rating:
variable-wishes = wishes:

## Goods
product-price = { $name }: { $price }{ $left }
product-variants = { $name }:
    { $lines }
product-line = • { $name }: { $price }{ $left }
product-from = from { $price }
product-several = Here is what we have:
    { $lines }
product-list = Here is what we sell:
    { $lines }
product-more = { $n ->
    [one] And { $n } more. Tell me what you are looking for.
   *[other] And { $n } more. Tell me what you are looking for.
}
product-none = out of stock
product-few = { $n } left
product-enough = in stock
product-not-counted = We do sell it; how many are on the shelf right now our staff can tell.
product-put-aside = Our staff can put it aside for you. Shall I call someone?

## Tours
tour-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
tour-seats = { $n ->
    [one] { $n } seat
   *[other] { $n } seats
}
tour-metres = { $n } m
tour-easy = easy
tour-moderate = moderate
tour-hard = hard
tour-all-year = all year round
tour-departure = { $day } ({ $seats } free)
tour-departure-full = { $day } (full)
tour-about = { $name }. { $description }
    { $days }, { $level }, highest point { $top }. Price { $price } per person. Season: { $months }.
tour-ahead = Next departures: { $days }.
tour-no-departures = { $name }. No departures are set yet, a manager will tell you the dates.
tour-departures = { $name }. Departures: { $days }. Price { $price } per person.
tour-total = { $n ->
    [one] For { $n } person: { $sum }.
   *[other] For { $n } people: { $sum }.
}
tour-from-to = { $from } – { $to }
tour-has-seats = { $name }. { $when }, { $seats } free. Price { $price } per person.
tour-full = { $name }. { $day } is full. There is room on { $days }.
tour-full-alone = { $name }. { $day } is full, and no other departure is set yet.
tour-few = { $name }. { $seats } free on { $day }, and there are { $n } of you. Room for all: { $days }.
tour-few-alone = { $name }. { $seats } free on { $day }, and there are { $n } of you. No other departure is set yet.
tour-no-such-day = { $name }. No departure on that date, { $day }. Close to it: { $days }.
tour-no-such-day-alone = { $name }. No departure on that date, { $day }, and no other is set yet.
tour-none-then = { $name }. No departures with seats on those dates. There is { $days }.
tour-no-room = No departure has room for { $n } together.
tour-room-then = Room for all { $n } together: { $days }.
tour-too-many = { $name }. Groups are up to { $max } people, and there are { $n } of you. We can make a separate departure for you; a manager works out the price. Shall I pass it on?
tour-too-many-all = Groups are up to { $max } people, and there are { $n } of you. We can make a separate tour for you; a manager works out the price. Shall I pass it on?
tour-season = { $name }. Season: { $months }.
tour-out-of-season = { $name }. It does not run { $then }. Season: { $months }.
tour-other-then = Shall I look for something else { $then }?
tour-guide = { $name } is led by { $guide }.
tour-guides = { $name }. The groups are led by:
    { $lines }
tour-guide-unknown = { $name }. The guide is not named yet.
tour-price = { $name }. { $price } per person.
tour-price-all = { $n ->
    [one] { $name }. { $price } per person, { $sum } for { $n } person.
   *[other] { $name }. { $price } per person, { $sum } for { $n } people.
}
tour-price-child = { $name }. Adult: { $price }. { $variant }: { $child }.
tour-price-no-child = { $name }. There is no separate price for children, { $price } per person.
tour-age-line = We take people from the age of { $age }.
tour-prices-from = Prices per person: { $prices }.
tour-from = from { $price } ({ $name })
tour-included = { $name }. The price includes:
    { $lines }
tour-excluded = { $name }. Not included, paid separately:
    { $lines }
tour-bring = { $name }. What to bring:
    { $lines }
tour-item-in = { $name }. Included: { $items }.
tour-item-out = { $name }. Not included, paid separately: { $items }.
tour-not-said = { $name }. The description does not say, I will ask a manager.
tour-program-day = Day { $day }. { $title }. { $text }
tour-difficulty = { $name }. A { $level } tour, highest point { $top }.
tour-any-age = { $name }. Any age is welcome.
tour-too-young = { $name }. We take people from the age of { $age }, not younger, sorry. I can show tours that take children.
tour-old-enough = { $name }. We take people from the age of { $age }, so the age is fine.
tour-age = { $name }. We take people from the age of { $age }. How old is the child?
tour-group = { $name }. Groups of { $min } to { $max } people.
tour-start = { $name }. Starts at: { $place }.
tour-duration = { $name } takes { $days }.
tour-compare-row = { $name }. { $days }, { $level }, highest point { $top }, { $price } per person, groups of { $min } to { $max }. { $description }
tour-line = { $name }. { $days }, { $level }. Price { $price } per person{ $child }. Departures: { $departures }.
tour-fits = Here is what fits:
    { $lines }
tour-fits-nearly = Nothing of exactly that length, the closest are:
    { $lines }
tour-fits-otherwise = Nothing fits exactly. The closest are:
    { $lines }
tour-cheapest = The least expensive:
    { $lines }
tour-easier = Easier ones:
    { $lines }
tour-cheaper = Shorter or less expensive:
    { $lines }
tour-none-easier = There is nothing easier than { $name } at that time.
tour-none-cheaper = There is nothing cheaper than { $name } at that time.
tour-purse-small = Nothing fits that sum. The closest is { $name }: { $price } per person.
tour-purse-other = Prices of the tours that fit are in another currency ({ $currency }), and I would rather not convert { $budget }. How much would you spend in that currency?
tour-nothing = Nothing fits. What matters most: dates, length or budget?
tour-which = Which tour shall I tell you about: { $names }?
tour-booking = { $name }, departure { $day }.
tour-booking-for = { $name }, departure { $day }, people: { $people }.
tour-which-one = Which tour do you mean? Tell me its name and I will answer exactly.
tour-which-closer = Which one appeals most?
tour-like-it = Shall I tell you more?
