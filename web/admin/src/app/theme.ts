// The one design language: colours, type, density. Screens take from here and add no colours or sizes of their own.

import { createTheme, defaultVariantColorsResolver, type MantineColorsTuple } from "@mantine/core";

/** Copper, the colour of the samovar. 7 is the brand; white on 7 and darker has a contrast of 6 and more. */
const copper: MantineColorsTuple = [
  "#fcf3ee",
  "#f4e2d8",
  "#e8c3af",
  "#dca183",
  "#cf815b",
  "#bd6840",
  "#a65633",
  "#8f4a2b",
  "#763b21",
  "#5c2d18",
];
/** Warm grey instead of blue grey: paper, not plastic. */
const gray: MantineColorsTuple = [
  "#fbf9f7",
  "#f4f1ee",
  "#e9e4df",
  "#dbd4cd",
  "#c0b7ae",
  "#988e84",
  "#6d645b",
  "#544c45",
  "#37312c",
  "#1f1b18",
];
const dark: MantineColorsTuple = [
  "#e8e3de",
  "#cfc8c1",
  "#a9a098",
  "#857c74",
  "#4d4640",
  "#3d3732",
  "#2d2824",
  "#221e1b",
  "#1b1816",
  "#131110",
];

export const theme = createTheme({
  // Letters on a tint of their own colour: the darkest by day, a light one by night, or nobody with weak eyes reads them.
  variantColorResolver: (input) => {
    const colors = defaultVariantColorsResolver(input);
    const name = input.color ?? input.theme.primaryColor;
    if (!(name in input.theme.colors)) return colors;
    // White on the red of danger.
    if (input.variant === "filled" && name === "red")
      return {
        ...colors,
        background: "var(--mantine-color-red-9)",
        hover: "var(--mantine-color-red-8)",
        color: "#fff",
      };
    if (input.variant !== "light") return colors;
    const ink = `color-mix(in srgb, var(--mantine-color-${name}-9) 72%, black)`;
    return { ...colors, color: `light-dark(${ink}, var(--mantine-color-${name}-2))` };
  },
  primaryColor: "copper",
  primaryShade: { light: 7, dark: 6 },
  colors: { copper, gray, dark },
  fontFamily: '"Golos Text Variable", system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, monospace',
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "1.625rem", lineHeight: "1.25" },
      h2: { fontSize: "1.25rem", lineHeight: "1.3" },
      h3: { fontSize: "1.0625rem", lineHeight: "1.35" },
    },
  },
  defaultRadius: "md",
  radius: { xs: "4px", sm: "6px", md: "9px", lg: "14px", xl: "22px" },
  cursorType: "pointer",
  respectReducedMotion: true,
  autoContrast: true,
  components: {
    // The light variant alone is too pale for small initials.
    Avatar: {
      styles: { placeholder: { color: "color-mix(in srgb, var(--avatar-color) 55%, var(--mantine-color-text))" } },
    },
    Button: { defaultProps: { size: "sm" } },
    ActionIcon: { defaultProps: { variant: "subtle", size: "lg", color: "gray" } },
    Modal: { defaultProps: { centered: true, radius: "lg", overlayProps: { backgroundOpacity: 0.35, blur: 2 } } },
    Drawer: { defaultProps: { overlayProps: { backgroundOpacity: 0.35 } } },
    Paper: { defaultProps: { radius: "lg" } },
    Card: { defaultProps: { radius: "lg", withBorder: true } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: true } },
    Menu: { defaultProps: { shadow: "md", radius: "md" } },
    Table: { defaultProps: { verticalSpacing: "sm", horizontalSpacing: "md" } },
  },
});
