// The person: own settings, theme, language, other organizations, signing out.

import { Group, Indicator, Menu, Text, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { logoutAuth, switchOrgs, updateMeAuthMe } from "@samovar/client";
import {
  IconBuilding,
  IconCheck,
  IconCoffee,
  IconDeviceDesktop,
  IconDownload,
  IconLogout,
  IconMoon,
  IconSelector,
  IconShieldLock,
  IconSun,
  IconUser,
} from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ask } from "~/app/api";
import { currentLang, LANGS, type Lang, setLang } from "~/app/i18n";
import { queryClient } from "~/app/query";
import { useMe } from "~/app/session";
import { pwa } from "~/features/pwa/install";
import { wipe } from "~/features/pwa/offline";
import { useCanInstall } from "~/features/pwa/update-notice";
import { useAway } from "~/features/teams/queries";
import { Avatar, showProblem } from "~/ui";
import classes from "./account-menu.module.css";

const THEMES = [
  { id: "light", icon: IconSun },
  { id: "dark", icon: IconMoon },
  { id: "auto", icon: IconDeviceDesktop },
] as const;
const LANG_NAMES: Record<Lang, string> = { ru: "Русский", en: "English" };

export function AccountMenu() {
  const { t } = useTranslation(["app", "pwa"]);
  const me = useMe();
  const navigate = useNavigate();
  const canInstall = useCanInstall();
  const [isAway, setIsAway] = useAway();
  const { colorScheme, setColorScheme } = useMantineColorScheme();

  const signOut = async () => {
    try {
      await ask(logoutAuth());
    } catch (error) {
      return showProblem(error);
    }
    queryClient.clear();
    await wipe();
    await navigate({ to: "/login" });
  };
  const choose = async (lang: Lang) => {
    await setLang(lang);
    ask(updateMeAuthMe({ body: { lang } })).then(
      () => queryClient.invalidateQueries({ queryKey: ["me"] }),
      showProblem,
    );
  };
  const enter = async (id: string) => {
    try {
      await ask(switchOrgs({ path: { id } }));
      // Everything on the screen belongs to the other organization.
      location.assign("/app/");
    } catch (error) {
      showProblem(error);
    }
  };

  return (
    <Menu position="top-start" width={236} withinPortal withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <UnstyledButton className={classes.target}>
          <span className="visually-hidden">
            {t("account.menu")}
            {isAway && `: ${t("account.away")}`}
          </span>
          <Group gap={10} wrap="nowrap">
            <Indicator label="" color="yellow.6" size={11} offset={3} disabled={!isAway}>
              <Avatar id={me.person.id} name={me.person.name} size={32} />
            </Indicator>
            <Text size="sm" fw={500} truncate flex={1}>
              {me.person.name}
            </Text>
            <IconSelector size={16} stroke={1.5} aria-hidden />
          </Group>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {me.org && (
          <>
            <Menu.Item
              closeMenuOnClick={false}
              aria-current={isAway ? "true" : undefined}
              leftSection={<IconCoffee size={16} stroke={1.6} />}
              rightSection={isAway ? <IconCheck size={15} aria-hidden /> : null}
              onClick={() => setIsAway(!isAway)}
            >
              {t("account.away")}
              <Text size="xs" c="dimmed">
                {t("account.away_text")}
              </Text>
            </Menu.Item>
            <Menu.Divider />
          </>
        )}
        <Menu.Item component={Link} to="/settings/profile" leftSection={<IconUser size={16} stroke={1.6} />}>
          {t("account.profile")}
        </Menu.Item>
        <Menu.Item component={Link} to="/settings/security" leftSection={<IconShieldLock size={16} stroke={1.6} />}>
          {t("account.security")}
        </Menu.Item>
        {me.orgs.length > 1 && (
          <>
            <Menu.Divider />
            <Menu.Label>{t("account.switch_org")}</Menu.Label>
            {me.orgs.map((org) => (
              <Menu.Item
                key={org.org_id}
                leftSection={<IconBuilding size={16} stroke={1.6} />}
                rightSection={org.org_id === me.org?.org_id ? <IconCheck size={15} /> : null}
                onClick={() => enter(org.org_id)}
              >
                {org.name}
              </Menu.Item>
            ))}
          </>
        )}
        <Menu.Divider />
        <Menu.Label>{t("account.theme")}</Menu.Label>
        {THEMES.map(({ id, icon: Icon }) => (
          <Menu.Item
            key={id}
            closeMenuOnClick={false}
            leftSection={<Icon size={16} stroke={1.6} />}
            rightSection={colorScheme === id ? <IconCheck size={15} /> : null}
            onClick={() => setColorScheme(id)}
          >
            {t(`account.theme_${id}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t("account.language")}</Menu.Label>
        {LANGS.map((lang) => (
          <Menu.Item
            key={lang}
            lang={lang}
            rightSection={currentLang() === lang ? <IconCheck size={15} /> : null}
            onClick={() => choose(lang)}
          >
            {LANG_NAMES[lang]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        {canInstall && (
          <Menu.Item leftSection={<IconDownload size={16} stroke={1.6} />} onClick={() => void pwa.install()}>
            {t("pwa:install")}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconLogout size={16} stroke={1.6} />} onClick={signOut}>
          {t("account.sign_out")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
