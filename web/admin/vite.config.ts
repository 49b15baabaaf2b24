// The admin app: one page under /app/, every route its own chunk. `SAMOVAR_URL` is the server the development proxy speaks to.

import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const server = process.env.SAMOVAR_URL ?? "http://127.0.0.1:8080";
const target = { target: server, changeOrigin: false, ws: true };

export default defineConfig({
  base: "/app/",
  plugins: [react()],
  resolve: { alias: { "~": new URL("./src", import.meta.url).pathname } },
  server: { proxy: { "/api": target, "/w": target, "/p": target, "/book": target, "/f": target } },
  build: { outDir: "dist", target: "es2022", assetsInlineLimit: 0 },
  test: { environment: "jsdom", include: ["test/**/*.test.ts", "test/**/*.test.tsx"] },
});
