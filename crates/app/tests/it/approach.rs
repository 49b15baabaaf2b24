//! The firm writes first: the clock of a theatre goes on to the moment at which a job does it, and what it said is read.

use crate::stage::Theatre;
use app::job::follow_booking;
use brain::golden::Approach;
use brain::turn::Reply;
use domain::booking::Booking;
use domain::id::BookingId;
use domain::message::Author;
use domain::{Clock as _, Ts};
use serde_json::json;

impl Theatre {
    /// The jobs that are due, done to their end.
    pub async fn work(&self) {
        app::job::drain(&self.app).await.unwrap();
        while !self.app.tasks().is_empty() {
            tokio::task::yield_now().await;
        }
    }

    /// The job of a visit at its time, and nobody else's: many firms share a database here.
    async fn follow(&self, visit: &Booking, since: Ts, at: Ts) {
        let seconds = (at.micros() - self.clock.now().micros()) / 1_000_000 + 1;
        self.clock.advance_secs(seconds.max(0));
        let payload = serde_json::from_value(json!({ "booking_id": visit.id, "since": since })).unwrap();
        follow_booking::run(&self.app, &self.ctx, payload).await.unwrap();
    }

    /// The visits of the conversation's customer, in order of time.
    pub async fn visits(&self) -> Vec<Booking> {
        let mut scope = self.app.scope(self.ctx.org).await.unwrap();
        let contact = store::conversation::get(&mut scope, self.conversation.unwrap()).await.unwrap().conversation.contact_id;
        let filter = store::booking::BookingFilter { from: Ts::from_micros(0), until: Ts::from_micros(i64::MAX), branch: None, employee: None, contact: Some(contact), status: None };
        store::booking::list(&mut scope, &filter, (Ts::from_micros(0), BookingId::nil()), 100).await.unwrap()
    }

    /// What the firm has said last, if it was the last to speak.
    pub async fn last_said(&self) -> Vec<Reply> {
        let mut scope = self.app.scope(self.ctx.org).await.unwrap();
        let id = self.conversation.unwrap();
        let last = store::conversation::get(&mut scope, id).await.unwrap().conversation.last_seq;
        let messages = store::message::before(&mut scope, id, last + 1, 1).await.unwrap();
        messages.into_iter().filter(|m| m.author == Author::Agent && m.turn_id.is_none()).map(|m| Reply { text: m.text, buttons: m.buttons }).collect()
    }

    pub async fn approached(&self, why: Approach) -> Vec<Reply> {
        let visit = self.visits().await.into_iter().find(|b| b.status.is_active()).expect("a visit that stands");
        let mut scope = self.app.scope(self.ctx.org).await.unwrap();
        let settings = store::org::get(&mut scope).await.unwrap().settings.visits;
        drop(scope);
        match why {
            Approach::Remind => {
                let now = self.clock.now();
                let due = settings.remind_minutes.iter().map(|m| settings.remind_at(visit.starts_at, *m, &self.zone)).filter(|at| *at > now).min().expect("a reminder that is due");
                self.follow(&visit, now, due).await;
            }
            Approach::Feedback => {
                self.follow(&visit, visit.ends_at, visit.ends_at.plus_minutes(settings.complete_minutes.into())).await;
                let completed = self.clock.now();
                self.follow(&visit, completed, settings.by_day(completed.plus_minutes(settings.feedback_minutes.into()), &self.zone)).await;
            }
        }
        self.last_said().await
    }

    pub async fn read_marks(&self) -> Vec<u8> {
        let mut marks = Vec::new();
        for visit in self.visits().await {
            let mut scope = self.app.scope(self.ctx.org).await.unwrap();
            marks.extend(store::feedback::find(&mut scope, visit.id).await.unwrap().and_then(|f| f.rating));
        }
        marks
    }
}
