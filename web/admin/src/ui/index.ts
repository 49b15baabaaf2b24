// The pieces every screen is made of. A new screen starts here before it draws anything of its own.

export { Avatar, faceOf, initialsOf } from "./avatar";
export { ConfirmProvider, useConfirm } from "./confirm";
export { CopyIcon } from "./copy-icon";
export { EmptyState } from "./empty-state";
export { ErrorState, refusalText, useRefusalText } from "./error-state";
export { ExportMenu, fileQuery, listFile } from "./export-menu";
export { Forbidden } from "./forbidden";
export { FormDrawer } from "./form-drawer";
export { useFormRefusal } from "./form-refusal";
export { Kbd } from "./kbd";
export { Loading } from "./loading";
export { MoneyInput } from "./money-input";
export { showDone, showProblem } from "./notice";
export { Page, PageHeader } from "./page";
export { Problem } from "./problem";
export { useRemoval } from "./removal";
export { asEnd, TimeField } from "./time-field";
export { weekdayName, weekdayShort } from "./weekday";
