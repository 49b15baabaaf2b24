// Ids made here before the first try, so that a message sent twice is stored once. Version 7: they sort by birth.

export function uuid7(
  now: number = Date.now(),
  random: Uint8Array = crypto.getRandomValues(new Uint8Array(10)),
): string {
  const time = Math.floor(now).toString(16).padStart(12, "0");
  const bytes = [...random].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const variant = ((Number.parseInt(bytes.slice(4, 5), 16) & 3) | 8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${bytes.slice(0, 3)}-${variant}${bytes.slice(5, 8)}-${bytes.slice(8, 20)}`;
}
