// The admin app: one page under /app/, every route its own chunk. `SAMOVAR_URL` is the server the development proxy speaks to.

import react from "@vitejs/plugin-react";
import { VitePWA } from "vite-plugin-pwa";
import { defineConfig, type ViteUserConfig } from "vitest/config";
import { firstLook } from "./first-look";

const server = process.env.SAMOVAR_URL ?? "http://127.0.0.1:8080";
const target = { target: server, changeOrigin: false, ws: true };

/** A hundred chunks of half a kilobyte wait for each other on a real line: what is wanted together is one file, small ones join a neighbour. */
async function groups() {
  const { base, door, desk, inbox } = await firstLook([react()]);
  const joined = { entriesAware: true, minShareCount: 2, entriesAwareMergeThreshold: 6_000 };
  // Each of these is complete by itself; what else stands in the indexes it reads is not wanted.
  const exact = { minShareCount: 2, includeDependenciesRecursively: false };
  return [
    { ...exact, name: "base", test: (id: string) => base.has(id), priority: 4 },
    { ...exact, name: "door", test: (id: string) => door.has(id), priority: 4 },
    { ...exact, name: "desk", test: (id: string) => desk.has(id), priority: 3 },
    { ...joined, ...exact, name: "talk", test: (id: string) => inbox.has(id), priority: 2 },
    // A style that stays for itself: a neighbour of it would come with all its code.
    { name: "dates", test: /@mantine\/dates\/styles\.css/, priority: 5 },
    { name: "icons", test: /@tabler/, minShareCount: 2, priority: 1 },
    { ...joined, name: "shared", test: /\.(tsx?|m?js)(\?|$)/ },
  ];
}

export default defineConfig(
  async ({ command }): Promise<ViteUserConfig> => ({
    base: "/app/",
    plugins: [
      react(),
      VitePWA({
        strategies: "injectManifest",
        srcDir: "src/features/pwa",
        filename: "sw.ts",
        injectRegister: false,
        manifest: {
          id: "/app/",
          name: "Samovar",
          short_name: "Samovar",
          description: "Входящие, записи и клиенты вашей фирмы в одном окне.",
          lang: "ru",
          start_url: "/app/",
          scope: "/app/",
          display: "standalone",
          background_color: "#fbf9f7",
          theme_color: "#8f4a2b",
          icons: [
            { src: "icon-192.png", sizes: "192x192", type: "image/png" },
            { src: "icon-512.png", sizes: "512x512", type: "image/png" },
            { src: "icon-maskable.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
          ],
          shortcuts: [
            { name: "Входящие", url: "/app/inbox", icons: [{ src: "icon-192.png", sizes: "192x192" }] },
            { name: "Календарь", url: "/app/calendar", icons: [{ src: "icon-192.png", sizes: "192x192" }] },
            { name: "Задачи", url: "/app/tasks", icons: [{ src: "icon-192.png", sizes: "192x192" }] },
          ],
        },
        injectManifest: { globPatterns: ["**/*.{js,css,html,svg,woff2}"], maximumFileSizeToCacheInBytes: 3_000_000 },
      }),
    ],
    resolve: { alias: { "~": new URL("./src", import.meta.url).pathname } },
    server: { proxy: { "/api": target, "/w": target, "/p": target, "/book": target, "/f": target } },
    build: {
      outDir: "dist",
      target: "es2022",
      assetsInlineLimit: 0,
      rolldownOptions: {
        output: {
          // Named after all they serve, they would fill the list of what to fetch with what.
          chunkFileNames: ({ name }: { name: string }) => `assets/${name.split("~")[0]}-[hash].js`,
          assetFileNames: ({ names }: { names: string[] }) =>
            names[0]?.includes("~")
              ? `assets/${names[0].split("~")[0]}-[hash][extname]`
              : "assets/[name]-[hash][extname]",
          codeSplitting: { groups: command === "build" && !process.env.VITEST ? await groups() : [] },
        },
      },
    },
    test: { environment: "jsdom", include: ["test/**/*.test.ts", "test/**/*.test.tsx"] },
  }),
);
