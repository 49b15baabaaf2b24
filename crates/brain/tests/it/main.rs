//! One test binary for the brain; a module per subject.

extern crate samovar_brain as brain;

#[cfg(test)]
mod understand;
#[cfg(test)]
mod battery;
#[cfg(test)]
mod chatter;
#[cfg(test)]
mod colleague;
#[cfg(test)]
mod dialogue;
#[cfg(test)]
mod guard;
#[cfg(test)]
mod memory;
#[cfg(test)]
mod model;
#[cfg(test)]
mod scripts;
#[cfg(test)]
mod world;
#[cfg(test)]
mod thinking;
#[cfg(test)]
mod time;
#[cfg(test)]
mod talks;
