// Reading what may be anything.

export type Json = Record<string, unknown>;
export const object = (value: unknown): Json =>
  value && typeof value === "object" && !Array.isArray(value) ? (value as Json) : {};
export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
export const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;
export const figure = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);
export const ids = (value: unknown): string[] => list(value).filter((id): id is string => typeof id === "string");
