// The texts of the admin app as the screen says them, for stories and proofs that look for names and never for markup.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const features = new URL("../admin/src/features/", import.meta.url).pathname;

function texts(lang, namespace) {
  const file = namespace === "app" ? join(features, `../app/${lang}.json`) : join(features, namespace, `${lang}.json`);
  return JSON.parse(readFileSync(file, "utf8"));
}

/** `t("inbox:list.title", { count: 3 })`, as the screen says it. */
export function translator(lang) {
  const cache = new Map();
  return (key, values = {}) => {
    const [namespace, path] = key.includes(":") ? key.split(":") : ["app", key];
    if (!cache.has(namespace)) cache.set(namespace, texts(lang, namespace));
    const find = (name) => name.split(".").reduce((node, part) => node?.[part], cache.get(namespace));
    const found =
      find(path) ??
      ("count" in values ? find(`${path}_${new Intl.PluralRules(lang).select(values.count)}`) : undefined);
    assert.equal(typeof found, "string", `no text ${key} in ${lang}`);
    return found.replace(/\{\{(\w+)(, number)?\}\}/g, (_, name, isNumber) =>
      isNumber ? new Intl.NumberFormat(lang).format(values[name]) : String(values[name] ?? ""),
    );
  };
}
