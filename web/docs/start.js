// Shows our own description of the API; nothing is asked from any other server.

window.Scalar.createApiReference("#reference", {
  url: "/api/v1/openapi.json",
  theme: "default",
  hideDownloadButton: false,
  hideClientButton: true,
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  persistAuth: false,
  showDeveloperTools: "never",
});
