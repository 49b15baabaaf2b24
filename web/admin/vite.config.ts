// The admin app: one page under /app/, every route its own chunk. `SAMOVAR_URL` is the server the development proxy speaks to.

import react from "@vitejs/plugin-react";
import { VitePWA } from "vite-plugin-pwa";
import { defineConfig } from "vitest/config";

const server = process.env.SAMOVAR_URL ?? "http://127.0.0.1:8080";
const target = { target: server, changeOrigin: false, ws: true };

export default defineConfig({
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
        // A hundred chunks of half a kilobyte wait for each other on a real line: the icons are one, small ones join a neighbour.
        codeSplitting: {
          groups: [
            { name: "icons", test: /@tabler/, minShareCount: 2, priority: 2 },
            // What reads addresses is wanted before any screen: joined with a screen's pieces it would bring their styles
            // in above those of the app.
            {
              name: "addresses",
              test: /\/features\/([\w-]+\/(search|section-of)|calendar\/zone|segments\/filter|tasks\/wire)\.ts$/,
              priority: 3,
            },
            {
              name: "shared",
              test: /\.(tsx?|m?js)(\?|$)/,
              minShareCount: 2,
              entriesAware: true,
              entriesAwareMergeThreshold: 6_000,
            },
          ],
        },
      },
    },
  },
  test: { environment: "jsdom", include: ["test/**/*.test.ts", "test/**/*.test.tsx"] },
});
