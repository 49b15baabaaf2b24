// The mark of a channel; a connector without one of its own gets a plug.

import { IconApi, IconBrandTelegram, IconMessages, IconPlug } from "@tabler/icons-react";

const ICONS: Record<string, typeof IconPlug> = { telegram: IconBrandTelegram, widget: IconMessages, api: IconApi };

export function ChannelIcon({ connector, size = 20 }: { connector: string; size?: number }) {
  const Icon = ICONS[connector] ?? IconPlug;
  return <Icon size={size} stroke={1.6} aria-hidden />;
}
