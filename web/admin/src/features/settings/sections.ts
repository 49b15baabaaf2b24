// The sections of the settings in the order of their list, and what one must be allowed to open them.

import {
  type Icon,
  IconBell,
  IconBuildingStore,
  IconCalendarCheck,
  IconCalendarPlus,
  IconDoorEnter,
  IconFileImport,
  IconForms,
  IconHistory,
  IconKey,
  IconMessageBolt,
  IconMessageChatbot,
  IconMessageCircle,
  IconShieldLock,
  IconSparkles,
  IconTargetArrow,
  IconUser,
  IconUserOff,
  IconUsersGroup,
} from "@tabler/icons-react";
import type { Permission } from "~/app/session";

export interface SettingsSection {
  id: string;
  to: string;
  icon: Icon;
  /** Any of them opens the section. */
  needs?: Permission[];
}

export const GROUPS: { id: string; sections: SettingsSection[] }[] = [
  {
    id: "firm",
    sections: [
      { id: "firm", to: "/settings/firm", icon: IconBuildingStore, needs: ["manage_org"] },
      { id: "agent", to: "/settings/agent", icon: IconMessageChatbot, needs: ["manage_org"] },
      { id: "visits", to: "/settings/visits", icon: IconCalendarCheck, needs: ["manage_org"] },
      { id: "fields", to: "/settings/fields", icon: IconForms, needs: ["manage_org"] },
      { id: "import", to: "/settings/import", icon: IconFileImport, needs: ["manage_org"] },
      { id: "funnel", to: "/settings/funnel", icon: IconTargetArrow, needs: ["manage_org"] },
      { id: "models", to: "/settings/models", icon: IconSparkles, needs: ["manage_org"] },
    ],
  },
  {
    id: "faces",
    sections: [
      { id: "widget", to: "/settings/widget", icon: IconMessageCircle, needs: ["manage_org", "manage_channels"] },
      { id: "canned", to: "/settings/canned", icon: IconMessageBolt, needs: ["converse"] },
      { id: "booking_page", to: "/settings/booking-page", icon: IconCalendarPlus, needs: ["manage_org"] },
    ],
  },
  {
    id: "access",
    sections: [
      { id: "people", to: "/settings/people", icon: IconUsersGroup },
      { id: "keys", to: "/settings/keys", icon: IconKey, needs: ["manage_keys"] },
      { id: "sso", to: "/settings/sso", icon: IconDoorEnter, needs: ["manage_org"] },
      { id: "audit", to: "/settings/audit", icon: IconHistory, needs: ["read_audit"] },
      { id: "erasures", to: "/settings/erasures", icon: IconUserOff, needs: ["manage_org"] },
    ],
  },
  {
    id: "own",
    sections: [
      { id: "profile", to: "/settings/profile", icon: IconUser },
      { id: "security", to: "/settings/security", icon: IconShieldLock },
      { id: "notifications", to: "/settings/notifications", icon: IconBell },
    ],
  },
];

/** What this person may open, groups without anything left out. */
export function sectionsFor(permissions: readonly Permission[]): typeof GROUPS {
  const mayOpen = ({ needs }: SettingsSection) => !needs || needs.some((need) => permissions.includes(need));
  return GROUPS.map((group) => ({ ...group, sections: group.sections.filter(mayOpen) })).filter(
    (group) => group.sections.length > 0,
  );
}
