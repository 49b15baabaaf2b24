// The app's own styles, below those of every screen and part; asked for by `main.tsx` before anything else.

import "@fontsource-variable/golos-text/wght.css";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./app/style.css";
