// The typed client of /api/v1, from the committed contract. Run by `cargo xtask gen`; `src` is never edited by hand.
export default {
  input: "../../docs/api/openapi.json",
  output: { path: "src", clean: true },
  logs: { level: "warn" },
  plugins: ["@hey-api/typescript", "@hey-api/sdk", { name: "@hey-api/client-fetch", baseUrl: false }],
};
