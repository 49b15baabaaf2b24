//! Scripted dialogues: the file format, the scoring, and a stage to play them on.
