// The pages of the widget: the app in its frame, built by itself so that nothing is split off it; then the page of a
// firm, the front page and the preview of settings. Hashed files go to `assets/`.

import { defineConfig } from "vite";

export default defineConfig(({ mode }) => ({
  base: "/w/v1/",
  build: {
    outDir: "dist",
    emptyOutDir: false,
    target: "es2022",
    modulePreload: false,
    cssCodeSplit: true,
    rollupOptions: { input: mode === "app" ? ["app.html"] : ["firm.html", "demo.html", "preview.html", "sample.html"] },
  },
}));
