// @vitest-environment node
// Every text exists in both languages, is used, and every key a screen asks for exists.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const src = new URL("../src/", import.meta.url).pathname;
const namespaces = ["app", ...readdirSync(join(src, "features"))];
const folder = (namespace: string) => join(src, namespace === "app" ? "app" : `features/${namespace}`);
type Tree = { [key: string]: string | Tree };

function read(namespace: string, lang: string): Tree {
  try {
    return JSON.parse(readFileSync(join(folder(namespace), `${lang}.json`), "utf8"));
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw fault;
  }
}

function flatten(tree: Tree, lead = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === "string") found.set(lead + key, value);
    else for (const [inner, text] of flatten(value, `${lead}${key}.`)) found.set(inner, text);
  }
  return found;
}

const PLURAL = /_(zero|one|two|few|many|other)$/;
const bases = (texts: Map<string, string>) => new Set([...texts.keys()].map((key) => key.replace(PLURAL, "")));
const holes = (text: string) => [...text.matchAll(/\{\{-?\s*(\w+)/g)].map((match) => match[1]).sort();

function sources(at: string): string[] {
  return readdirSync(at).flatMap((name) => {
    const path = join(at, name);
    if (statSync(path).isDirectory()) return sources(path);
    return /\.tsx?$/.test(name) ? [path] : [];
  });
}

describe.each(namespaces)("%s", (namespace) => {
  const ru = flatten(read(namespace, "ru"));
  const en = flatten(read(namespace, "en"));

  test("the languages have the same texts", () => {
    expect([...bases(ru)].sort()).toEqual([...bases(en)].sort());
  });

  test("no text is empty, and the values put into it are the same", () => {
    for (const [key, text] of ru) {
      expect(text.trim(), key).not.toBe("");
      const other = en.get(key) ?? en.get(key.replace(PLURAL, "_other"));
      if (other !== undefined && !PLURAL.test(key)) expect(holes(other), key).toEqual(holes(text));
    }
  });

  test("Russian plurals have their forms, English theirs", () => {
    for (const key of ru.keys()) {
      const match = PLURAL.exec(key);
      if (!match) continue;
      const base = key.replace(PLURAL, "");
      for (const form of ["one", "few", "many"]) expect(ru.has(`${base}_${form}`), `ru ${base}_${form}`).toBe(true);
      for (const form of ["one", "other"]) expect(en.has(`${base}_${form}`), `en ${base}_${form}`).toBe(true);
    }
  });

  test("English holds no Cyrillic, Russian no text left in English", () => {
    for (const [key, text] of en) expect(/[а-яё]/i.test(text) && !/[«(]/.test(text), `${key}: ${text}`).toBe(false);
    for (const [key, text] of ru) {
      const words = text.replaceAll(/\{\{[^}]*\}\}|<[^>]*>|https?:\S+|\S+@\S+/g, " ");
      const isForeign = /[a-z]{3,} [a-z]{2,} [a-z]{2,}/i.test(words) && !/[а-яё]/i.test(words);
      expect(isForeign, `${key}: ${text}`).toBe(false);
    }
  });
});

describe("the code", () => {
  const known = new Map(namespaces.map((name) => [name, flatten(read(name, "ru"))]));
  const has = (namespace: string, key: string) => {
    const texts = known.get(namespace);
    return texts !== undefined && (texts.has(key) || texts.has(`${key}_one`));
  };

  test.each(sources(src).map((path) => [path.slice(src.length), path]))(
    "%s asks only for texts that exist",
    (_name, path) => {
      const code = readFileSync(path, "utf8");
      const own = /useTranslation\(\s*\[?\s*"([\w-]+)"/.exec(code)?.[1] ?? "app";
      for (const [, key] of code.matchAll(/\bt\(\s*"([^"]+)"/g)) {
        if (!key) continue;
        const [namespace, name] = key.includes(":") ? key.split(":", 2) : [own, key];
        expect(has(namespace ?? "", name ?? ""), `${key} (${namespace})`).toBe(true);
      }
    },
  );
});
