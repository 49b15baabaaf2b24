// The pages of the widget: the app in its frame, the page of a firm, the demo page. Hashed files go to `assets/`.

import { defineConfig } from "vite";

export default defineConfig({
  base: "/w/v1/",
  build: {
    outDir: "dist",
    emptyOutDir: false,
    target: "es2022",
    modulePreload: false,
    cssCodeSplit: true,
    rollupOptions: { input: ["app.html", "firm.html", "demo.html"] },
  },
});
