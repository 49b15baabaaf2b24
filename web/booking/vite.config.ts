// One page; hashed files go to `assets/`, which the server keeps for a year.

import { defineConfig } from "vite";

export default defineConfig({
  base: "/book/",
  build: { outDir: "dist", emptyOutDir: true, target: "es2022", modulePreload: false },
});
