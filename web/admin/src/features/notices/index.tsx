// All notices on a page of their own: letters and digests lead here.

import { useTranslation } from "react-i18next";
import { Page } from "~/ui";
import { NoticeList } from "./list";

export function NoticesPage() {
  const { t } = useTranslation("notices");
  return (
    <Page title={t("title")}>
      <NoticeList />
    </Page>
  );
}
