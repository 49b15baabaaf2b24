//! The tools an agent may be allowed. Their arguments and effects are the dialogue's business; here are their names.

use crate::{Error, conversation::text_enum};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

text_enum! {
    /// What an agent can do (A3). An agent calls only what its owner allowed.
    Tool, "tool" {
        GetServices => "get_services",
        GetEmployees => "get_employees",
        GetAvailableSlots => "get_available_slots",
        GetClientAppointments => "get_client_appointments",
        GetClientByPhone => "get_client_by_phone",
        CreateClient => "create_client",
        CreateAppointment => "create_appointment",
        RescheduleAppointment => "reschedule_appointment",
        CancelAppointment => "cancel_appointment",
        SearchKnowledge => "search_knowledge",
        SearchProducts => "search_products",
        MoveStage => "move_stage",
        CreateTask => "create_task",
        HandToHuman => "hand_to_human",
        HandToColleague => "hand_to_colleague",
    }
}
