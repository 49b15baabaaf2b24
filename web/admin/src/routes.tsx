// Every address of the app and the chunk that draws it. A new screen is one route here and one folder in `features/`.

import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import type { ReactNode } from "react";
import { queryClient } from "~/app/query";
import { meQuery } from "~/app/session";
import { readSection } from "~/features/agents/section-of";
import { readSearch } from "~/features/calendar/search";
import { readSearch as readContactsSearch } from "~/features/contacts/search";
import { readFunnel } from "~/features/deals/funnel/search";
import { readSearch as readDeals } from "~/features/deals/search";
import { readAsk, readDocument, readFaq, readGraph, readLibrary, readWrite } from "~/features/knowledge/search";
import { readReport } from "~/features/reports/search";
import { readSearch as readTasks } from "~/features/tasks/search";
import { readSearch as readTour } from "~/features/tours/search";
import { readSearch as readTracesSearch } from "~/features/traces/search";
import { readSearch as readWaitlist } from "~/features/waitlist/search";
import { Failed, NotFound, Pending } from "~/shell/fallbacks";

const root = createRootRouteWithContext()({ component: Outlet, notFoundComponent: NotFound });

/** Screens for people who are not signed in. */
const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: (search: Record<string, unknown>): { next?: string } =>
    typeof search.next === "string" ? { next: search.next } : {},
  component: lazyRouteComponent(() => import("~/features/access/login"), "LoginPage"),
});
const register = createRoute({
  getParentRoute: () => root,
  path: "/register",
  component: lazyRouteComponent(() => import("~/features/access/register"), "RegisterPage"),
});
const forgot = createRoute({
  getParentRoute: () => root,
  path: "/forgot",
  component: lazyRouteComponent(() => import("~/features/access/forgot"), "ForgotPage"),
});
const reset = createRoute({
  getParentRoute: () => root,
  path: "/reset",
  component: lazyRouteComponent(() => import("~/features/access/reset"), "ResetPage"),
});
const invite = createRoute({
  getParentRoute: () => root,
  path: "/invite",
  component: lazyRouteComponent(() => import("~/features/access/invite"), "InvitePage"),
});

/** Everything else stands in the shell and needs a session. */
const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  beforeLoad: async ({ location }) => {
    const me = await queryClient.ensureQueryData(meQuery);
    if (!me) throw redirect({ to: "/login", search: location.href === "/" ? {} : { next: location.href } });
  },
  component: lazyRouteComponent(() => import("~/shell/shell"), "Shell"),
});

/** A page of the shell whose address holds nothing but its path. */
const shown = <Path extends string>(path: Path, load: () => Promise<Record<string, unknown>>, name: string) =>
  createRoute({
    getParentRoute: () => shell,
    path,
    component: lazyRouteComponent(load as () => Promise<Record<string, () => ReactNode>>, name),
  });

const dashboard = shown("/", () => import("~/features/dashboard"), "DashboardPage");
const onboarding = shown("/onboarding", () => import("~/features/onboarding"), "OnboardingPage");

const inbox = shown("/inbox", () => import("~/features/inbox"), "InboxPage");
const conversation = createRoute({
  getParentRoute: () => inbox,
  path: "/$conversationId",
  // The message it is opened at.
  validateSearch: ({ at }: Record<string, unknown>): { at?: number } =>
    Number.isInteger(at) && Number(at) > 0 ? { at: Number(at) } : {},
  component: () => null,
});

const calendar = createRoute({
  getParentRoute: () => shell,
  path: "/calendar",
  validateSearch: readSearch,
  component: lazyRouteComponent(() => import("~/features/calendar"), "CalendarPage"),
});

const waitlist = createRoute({
  getParentRoute: () => shell,
  path: "/waitlist",
  validateSearch: readWaitlist,
  component: lazyRouteComponent(() => import("~/features/waitlist"), "WaitlistPage"),
});

const feedback = shown("/feedback", () => import("~/features/feedback"), "FeedbackPage");

const contacts = createRoute({
  getParentRoute: () => shell,
  path: "/contacts",
  validateSearch: readContactsSearch,
  component: lazyRouteComponent(() => import("~/features/contacts"), "ContactsPage"),
});
const duplicates = shown("/contacts/duplicates", () => import("~/features/merges/duplicates"), "DuplicatesPage");
const contact = shown("/contacts/$contactId", () => import("~/features/contacts/card"), "ContactPage");

const tasks = createRoute({
  getParentRoute: () => shell,
  path: "/tasks",
  validateSearch: readTasks,
  component: lazyRouteComponent(() => import("~/features/tasks"), "TasksPage"),
});

const notices = shown("/notices", () => import("~/features/notices"), "NoticesPage");

const deals = createRoute({
  getParentRoute: () => shell,
  path: "/deals",
  validateSearch: readDeals,
  component: lazyRouteComponent(() => import("~/features/deals"), "DealsPage"),
});
const deal = shown("/deals/$dealId", () => import("~/features/deals/deal"), "DealPage");
const funnel = createRoute({
  getParentRoute: () => shell,
  path: "/reports/funnel",
  validateSearch: readFunnel,
  component: lazyRouteComponent(() => import("~/features/deals/funnel"), "FunnelPage"),
});

const partners = shown("/partners", () => import("~/features/partners"), "PartnersPage");
const partner = shown("/partners/$partnerId", () => import("~/features/partners/card"), "PartnerPage");
const reports = createRoute({
  getParentRoute: () => shell,
  path: "/reports",
  validateSearch: readReport,
  component: lazyRouteComponent(() => import("~/features/reports"), "ReportsPage"),
});
const commissions = createRoute({
  getParentRoute: () => shell,
  path: "/reports/commissions",
  validateSearch: readFunnel,
  component: lazyRouteComponent(() => import("~/features/partners/report"), "CommissionsPage"),
});

const services = shown("/services", () => import("~/features/services"), "ServicesPage");
const products = shown("/products", () => import("~/features/products"), "ProductsPage");
const tours = shown("/tours", () => import("~/features/tours"), "ToursPage");
const tour = createRoute({
  getParentRoute: () => shell,
  path: "/tours/$tourId",
  validateSearch: readTour,
  component: lazyRouteComponent(() => import("~/features/tours/card"), "TourPage"),
});
const employees = shown("/employees", () => import("~/features/employees"), "EmployeesPage");
const employee = shown("/employees/$employeeId", () => import("~/features/employees/card"), "EmployeePage");
const branches = shown("/branches", () => import("~/features/branches"), "BranchesPage");

const channels = shown("/channels", () => import("~/features/channels"), "ChannelsPage");
const channel = shown("/channels/$connectionId", () => import("~/features/channels/card"), "ChannelPage");
const testChat = shown("/test-chat", () => import("~/features/test-chat"), "TestChatPage");

const agents = shown("/agents", () => import("~/features/agents"), "AgentsPage");
const newAgent = shown("/agents/new", () => import("~/features/agents/new"), "NewAgentPage");
const agent = createRoute({
  getParentRoute: () => shell,
  path: "/agents/$agentId",
  validateSearch: readSection,
  component: lazyRouteComponent(() => import("~/features/agents/editor"), "AgentPage"),
});
const experiment = shown("/experiments/$experimentId", () => import("~/features/experiments/report"), "ExperimentPage");
const scripts = shown("/scripts", () => import("~/features/scripts"), "ScriptsPage");
const script = shown("/scripts/$scriptId", () => import("~/features/scripts/editor"), "ScriptPage");
const prompts = shown("/prompts", () => import("~/features/prompts"), "PromptsPage");

const traces = createRoute({
  getParentRoute: () => shell,
  path: "/traces",
  validateSearch: readTracesSearch,
  component: lazyRouteComponent(() => import("~/features/traces"), "TracesPage"),
});
const tests = shown("/tests", () => import("~/features/tests"), "TestsPage");
const newTest = shown("/tests/new", () => import("~/features/tests/editor"), "NewTestPage");
const dialogueTest = shown("/tests/$testId", () => import("~/features/tests/editor"), "TestPage");

const library = createRoute({
  getParentRoute: () => shell,
  path: "/knowledge",
  validateSearch: readLibrary,
  component: lazyRouteComponent(() => import("~/features/knowledge/library"), "LibraryPage"),
});
const faq = createRoute({
  getParentRoute: () => shell,
  path: "/knowledge/faq",
  validateSearch: readFaq,
  component: lazyRouteComponent(() => import("~/features/knowledge/faq"), "FaqPage"),
});
const askKnowledge = createRoute({
  getParentRoute: () => shell,
  path: "/knowledge/ask",
  validateSearch: readAsk,
  component: lazyRouteComponent(() => import("~/features/knowledge/ask"), "AskPage"),
});
const gaps = shown("/knowledge/gaps", () => import("~/features/knowledge/gaps"), "GapsPage");
const graph = createRoute({
  getParentRoute: () => shell,
  path: "/knowledge/graph",
  validateSearch: readGraph,
  component: lazyRouteComponent(() => import("~/features/knowledge/graph"), "GraphPage"),
});
const knowledgeSettings = shown(
  "/knowledge/settings",
  () => import("~/features/knowledge/settings"),
  "KnowledgeSettingsPage",
);
const newArticle = createRoute({
  getParentRoute: () => shell,
  path: "/knowledge/new",
  validateSearch: readWrite,
  component: lazyRouteComponent(() => import("~/features/knowledge/editor"), "NewArticlePage"),
});
const document = createRoute({
  getParentRoute: () => shell,
  path: "/knowledge/documents/$documentId",
  validateSearch: readDocument,
  component: lazyRouteComponent(() => import("~/features/knowledge/document"), "DocumentPage"),
});
const editArticle = shown(
  "/knowledge/documents/$documentId/edit",
  () => import("~/features/knowledge/editor"),
  "EditArticlePage",
);

const settings = shown("/settings", () => import("~/features/settings"), "SettingsPage");
const settingsPage = (path: string, load: () => Promise<Record<string, unknown>>, name: string) =>
  createRoute({
    getParentRoute: () => settings,
    path,
    component: lazyRouteComponent(load as () => Promise<Record<string, () => ReactNode>>, name),
  });
const settingsRoutes = [
  settingsPage("/", () => import("~/features/settings"), "SettingsHome"),
  settingsPage("/firm", () => import("~/features/settings/firm"), "FirmSettings"),
  settingsPage("/agent", () => import("~/features/settings/agent"), "AgentSettings"),
  settingsPage("/visits", () => import("~/features/settings/visits-form"), "VisitsSettings"),
  settingsPage("/funnel", () => import("~/features/deals/settings"), "FunnelSettings"),
  settingsPage("/models", () => import("~/features/models"), "ModelsSettings"),
  settingsPage("/widget", () => import("~/features/widget"), "WidgetSettings"),
  settingsPage("/booking-page", () => import("~/features/booking-page"), "BookingPageSettings"),
  settingsPage("/canned", () => import("~/features/canned"), "CannedSettings"),
  settingsPage("/people", () => import("~/features/people"), "PeopleSettings"),
  settingsPage("/keys", () => import("~/features/people/keys"), "KeysSettings"),
  settingsPage("/sso", () => import("~/features/sso"), "SsoSettings"),
  settingsPage("/audit", () => import("~/features/people/audit"), "AuditSettings"),
  settingsPage("/fields", () => import("~/features/custom-fields/settings"), "FieldsSettings"),
  settingsPage("/import", () => import("~/features/imports"), "ImportsSettings"),
  settingsPage("/import/$importId", () => import("~/features/imports/one"), "ImportPage"),
  settingsPage("/erasures", () => import("~/features/erasures/settings"), "ErasuresSettings"),
  settingsPage("/profile", () => import("~/features/access/profile"), "ProfileSettings"),
  settingsPage("/security", () => import("~/features/access/security"), "SecuritySettings"),
  settingsPage("/notifications", () => import("~/features/access/notifications"), "NotificationSettings"),
];

const tree = root.addChildren([
  login,
  register,
  forgot,
  reset,
  invite,
  shell.addChildren([
    dashboard,
    reports,
    onboarding,
    inbox.addChildren([conversation]),
    calendar,
    waitlist,
    contacts,
    duplicates,
    contact,
    deals,
    deal,
    funnel,
    tasks,
    notices,
    feedback,
    partners,
    partner,
    commissions,
    services,
    products,
    tours,
    tour,
    employees,
    employee,
    branches,
    channels,
    channel,
    testChat,
    agents,
    newAgent,
    agent,
    experiment,
    scripts,
    script,
    prompts,
    library,
    faq,
    askKnowledge,
    gaps,
    graph,
    knowledgeSettings,
    newArticle,
    document,
    editArticle,
    traces,
    tests,
    newTest,
    dialogueTest,
    settings.addChildren(settingsRoutes),
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  basepath: "/app",
  defaultPreload: "intent",
  defaultPendingComponent: Pending,
  defaultPendingMs: 200,
  defaultErrorComponent: Failed,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
