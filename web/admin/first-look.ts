// Which modules each of the first screens needs, found by building once with nothing joined. The build then makes few files of them, with
// nothing in them that such a screen does not need. What a module imports would not tell: most of what stands in an index is left out.

import { fileURLToPath } from "node:url";
import { build, type PluginOption, type Rolldown } from "vite";

const SHARED = /\.(tsx?|m?js)(\?|$)/;

export interface FirstLook {
  /** What the app and the door to it both stand on. */
  base: Set<string>;
  /** Of the door alone. */
  door: Set<string>;
  /** Of every screen in the frame. */
  desk: Set<string>;
  /** Of the inbox, beside that. */
  inbox: Set<string>;
}

export async function firstLook(plugins: PluginOption[]): Promise<FirstLook> {
  const src = fileURLToPath(new URL("./src", import.meta.url));
  const { output } = (await build({
    configFile: false,
    root: fileURLToPath(new URL(".", import.meta.url)),
    logLevel: "silent",
    plugins,
    resolve: { alias: { "~": src } },
    build: {
      write: false,
      minify: false,
      target: "es2022",
      assetsInlineLimit: 0,
      rolldownOptions: {
        output: { codeSplitting: { groups: [{ name: "shared", test: SHARED, minShareCount: 2, entriesAware: true }] } },
      },
    },
  })) as Rolldown.RolldownOutput;
  const chunks = new Map(output.flatMap((file) => (file.type === "chunk" ? [[file.fileName, file] as const] : [])));
  const needs = (...entries: string[]) => {
    const files = new Set<string>();
    const add = (file: string) => {
      const chunk = chunks.get(file);
      if (!chunk || files.has(file)) return;
      files.add(file);
      chunk.imports.forEach(add);
    };
    for (const entry of entries) {
      const chunk = [...chunks.values()].find(({ facadeModuleId }) => facadeModuleId === `${src}/${entry}`);
      if (!chunk) throw new Error(`${entry} is no longer loaded on its own`);
      add(chunk.fileName);
    }
    return new Set([...files].flatMap((file) => chunks.get(file)?.moduleIds ?? []));
  };
  const app = needs("start.tsx", "shell/shell.tsx");
  const door = needs("features/access/entry.tsx", "features/access/login.tsx");
  const inbox = needs("features/inbox/index.tsx", "features/inbox/first.ts");
  return {
    base: new Set([...app].filter((id) => door.has(id))),
    door: new Set([...door].filter((id) => !app.has(id))),
    desk: new Set([...app].filter((id) => !door.has(id))),
    inbox: new Set([...inbox].filter((id) => !app.has(id))),
  };
}
