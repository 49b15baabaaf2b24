// The pieces every screen is made of. A new screen starts here before it draws anything of its own.

export { Avatar } from "./avatar";
export { ConfirmProvider, useConfirm } from "./confirm";
export { EmptyState } from "./empty-state";
export { ErrorState, refusalText, useRefusalText } from "./error-state";
export { Forbidden } from "./forbidden";
export { useFormRefusal } from "./form-refusal";
export { Kbd } from "./kbd";
export { Loading } from "./loading";
export { showDone, showProblem } from "./notice";
export { Page, PageHeader } from "./page";
