// How else customers call a thing: names of the catalog stand by themselves, people's own are added and removed here.

import { Button, Group, Skeleton, TagsInput, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "~/app/session";
import { showDone, showProblem } from "~/ui";
import { ownNames, type Thing } from "./model";
import { catalogNamesQuery, nameOtherwise } from "./queries";

export function Names({ thing }: { thing: Thing }) {
  const { t } = useTranslation("knowledge");
  const { data: names } = useQuery(catalogNamesQuery(thing));
  if (names === undefined) return <Skeleton height={60} aria-label={t("app:loading")} role="status" />;
  const own = ownNames(thing, names);
  const given = thing.aliases.filter((name) => !own.includes(name));
  return (
    <div>
      <Own key={own.join("\n")} thing={thing} own={own} />
      {given.length > 0 && (
        <Text size="sm" c="dimmed" mt={6} style={{ overflowWrap: "anywhere" }}>
          {t("graph.names_catalog", { names: given.join(", ") })}
        </Text>
      )}
    </div>
  );
}

function Own({ thing, own }: { thing: Thing; own: string[] }) {
  const { t } = useTranslation("knowledge");
  const mayEdit = useMay("edit_catalog");
  const [names, setNames] = useState(own);
  const [isBusy, setIsBusy] = useState(false);
  const isNew = JSON.stringify(names) !== JSON.stringify(own);
  const save = async () => {
    setIsBusy(true);
    try {
      await nameOtherwise(thing, names);
      showDone(t("app:saved"));
    } catch (error) {
      showProblem(error);
    }
    setIsBusy(false);
  };
  return (
    <>
      <TagsInput
        label={t("graph.names")}
        description={t("graph.names_hint")}
        value={names}
        onChange={setNames}
        maxTags={30}
        maxLength={120}
        readOnly={!mayEdit}
        {...(mayEdit && names.length === 0 ? { placeholder: t("graph.names_example") } : {})}
      />
      {isNew && (
        <Group gap="xs" mt="xs">
          <Button size="sm" onClick={() => void save()} loading={isBusy}>
            {t("app:save")}
          </Button>
          <Button size="sm" variant="default" onClick={() => setNames(own)}>
            {t("app:cancel")}
          </Button>
        </Group>
      )}
    </>
  );
}
