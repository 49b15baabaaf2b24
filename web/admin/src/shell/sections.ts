// The sections of the app in the order of the menu, and what one must be allowed to see them.

import {
  type Icon,
  IconAddressBook,
  IconBook2,
  IconBuildingStore,
  IconCalendar,
  IconChartBar,
  IconChecklist,
  IconHeartHandshake,
  IconInbox,
  IconListCheck,
  IconListSearch,
  IconMessageChatbot,
  IconMountain,
  IconPackage,
  IconPlugConnected,
  IconReportAnalytics,
  IconRobot,
  IconRoute,
  IconScissors,
  IconSettings,
  IconStar,
  IconTargetArrow,
  IconUsers,
} from "@tabler/icons-react";
import type { Permission } from "~/app/session";

export interface Section {
  id: string;
  to: string;
  icon: Icon;
  /** Shown to those who may; the screen itself refuses too. */
  needs?: Permission;
  /** Only where the firm has such things: see `use-sections.ts`. */
  isRare?: boolean;
  /** In the bar at the bottom of a phone. */
  isMain?: boolean;
  group: "work" | "mind" | "firm";
}

export const SECTIONS: Section[] = [
  { id: "dashboard", to: "/", icon: IconChartBar, group: "work", isMain: true },
  { id: "inbox", to: "/inbox", icon: IconInbox, group: "work", isMain: true },
  { id: "calendar", to: "/calendar", icon: IconCalendar, group: "work", isMain: true },
  { id: "contacts", to: "/contacts", icon: IconAddressBook, group: "work", isMain: true },
  { id: "deals", to: "/deals", icon: IconTargetArrow, group: "work", isMain: true },
  { id: "tasks", to: "/tasks", icon: IconListCheck, group: "work" },
  { id: "feedback", to: "/feedback", icon: IconStar, group: "work" },
  { id: "partners", to: "/partners", icon: IconHeartHandshake, group: "work" },
  { id: "reports", to: "/reports", icon: IconReportAnalytics, group: "work" },
  { id: "agents", to: "/agents", icon: IconRobot, group: "mind" },
  { id: "scripts", to: "/scripts", icon: IconRoute, group: "mind" },
  { id: "knowledge", to: "/knowledge", icon: IconBook2, group: "mind" },
  { id: "test_chat", to: "/test-chat", icon: IconMessageChatbot, group: "mind", needs: "converse" },
  { id: "tests", to: "/tests", icon: IconChecklist, group: "mind" },
  { id: "traces", to: "/traces", icon: IconListSearch, group: "mind" },
  { id: "services", to: "/services", icon: IconScissors, group: "firm" },
  { id: "products", to: "/products", icon: IconPackage, group: "firm", isRare: true },
  { id: "tours", to: "/tours", icon: IconMountain, group: "firm", isRare: true },
  { id: "employees", to: "/employees", icon: IconUsers, group: "firm" },
  { id: "branches", to: "/branches", icon: IconBuildingStore, group: "firm" },
  { id: "channels", to: "/channels", icon: IconPlugConnected, group: "firm" },
  { id: "settings", to: "/settings", icon: IconSettings, group: "firm" },
];
