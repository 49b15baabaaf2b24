// Scripts with fixed names: loader.js, because site owners paste its address into their pages, and attach.js, which the
// chat brings when a file is sent or shown.

import { defineConfig } from "vite";

export default defineConfig(({ mode }) => ({
  build: {
    outDir: "dist",
    emptyOutDir: mode !== "attach",
    target: "es2022",
    lib:
      mode === "attach"
        ? { entry: "src/app/attach.ts", formats: ["es"], fileName: () => "assets/attach.js" }
        : { entry: "src/loader/main.ts", formats: ["iife"], name: "SamovarLoader", fileName: () => "loader.js" },
  },
}));
