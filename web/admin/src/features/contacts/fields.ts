// The firm's own fields while they are edited.

export interface Own {
  key: number;
  name: string;
  value: string;
}

/** All the fields as they are to be, or undefined when nothing has changed. */
export function changedFields(before: Record<string, string>, edited: Own[]): Record<string, string> | undefined {
  const after = Object.fromEntries(edited.map(({ name, value }) => [name.trim(), value.trim()]));
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].some((name) => before[name] !== after[name]) ? after : undefined;
}
