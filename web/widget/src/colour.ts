// Colours of the firm: whatever the owner picked, text on it stays readable.

export function channels(hex: string): [number, number, number] | null {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex);
  if (!match) return null;
  const [, r, g, b] = match;
  return [Number.parseInt(r ?? "0", 16), Number.parseInt(g ?? "0", 16), Number.parseInt(b ?? "0", 16)];
}

function luminance([r, g, b]: [number, number, number]): number {
  const linear = (value: number) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

export function contrast(a: string, b: string): number {
  const [first, second] = [channels(a), channels(b)];
  if (!first || !second) return 1;
  const [light, dark] = [luminance(first), luminance(second)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** White where it reads (4.5:1), else near-black. */
export function inkOn(background: string): string {
  return contrast(background, "#ffffff") >= 4.5 ? "#ffffff" : "#1d1a17";
}
