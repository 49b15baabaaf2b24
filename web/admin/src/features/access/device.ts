// What a session was opened with, from its user agent, in words a person recognizes. Unknown stays unknown.

export interface Device {
  browser?: string;
  system?: string;
  kind: "phone" | "computer" | "program";
}

const BROWSERS: [RegExp, string][] = [
  [/YaBrowser\//, "Яндекс Браузер"],
  [/SamsungBrowser\//, "Samsung Internet"],
  [/OPR\/|Opera\//, "Opera"],
  [/Edg(e|A|iOS)?\//, "Edge"],
  [/Firefox\/|FxiOS\//, "Firefox"],
  [/Chrome\/|CriOS\/|Chromium\//, "Chrome"],
  [/Version\/.*Safari\//, "Safari"],
];
const SYSTEMS: [RegExp, string, Device["kind"]][] = [
  [/iPhone|iPod/, "iPhone", "phone"],
  [/iPad/, "iPad", "phone"],
  [/Android/, "Android", "phone"],
  [/Windows/, "Windows", "computer"],
  [/Mac OS X|Macintosh/, "macOS", "computer"],
  [/CrOS/, "ChromeOS", "computer"],
  [/Linux|X11/, "Linux", "computer"],
];

export function deviceOf(userAgent: string, way = "cookie"): Device {
  if (way === "token") return { kind: "program" };
  const browser = BROWSERS.find(([mark]) => mark.test(userAgent))?.[1];
  const system = SYSTEMS.find(([mark]) => mark.test(userAgent));
  return {
    kind: system?.[2] ?? (browser ? "computer" : "program"),
    ...(browser ? { browser } : {}),
    ...(system ? { system: system[1] } : {}),
  };
}
