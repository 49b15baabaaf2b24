// loader.js: one classic script with a fixed name, because site owners paste its address into their pages.

import { defineConfig } from "vite";

export default defineConfig({
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    lib: { entry: "src/loader/main.ts", formats: ["iife"], name: "SamovarLoader", fileName: () => "loader.js" },
  },
});
