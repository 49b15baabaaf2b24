// All that is told of a tour: names, words customers use, dates, prices, what is included, the programme by day.

import {
  Autocomplete,
  Group,
  NumberInput,
  SegmentedControl,
  Select,
  Stack,
  Switch,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { branchesQuery } from "~/features/branches/queries";
import { Block, SaveBar } from "~/features/settings/parts";
import { MoneyInput, showDone, useFormRefusal } from "~/ui";
import { CurrencyField } from "./currency-field";
import { MonthsField } from "./months";
import { Program } from "./program";
import { type TourView, useUpdateTour } from "./queries";
import { type AboutValues, toBody, toValues } from "./values";
import { Variants } from "./variants";

const DIFFICULTIES = ["easy", "moderate", "hard"] as const;

export function About({ tour, all, mayEdit }: { tour: TourView; all: TourView[]; mayEdit: boolean }) {
  const { t } = useTranslation("tours");
  const { data: branches = [] } = useQuery(branchesQuery);
  const save = useUpdateTour(tour.id);
  const form = useForm<AboutValues>({
    initialValues: toValues(tour),
    validate: {
      name: (name) => (name.trim() ? null : t("form.name_missing")),
      season: (season) => (season.length > 0 ? null : t("form.season_missing")),
      price: (price) => (price === undefined ? t("form.price_missing") : null),
      duration_days: (days) => (Number(days) >= 1 ? null : t("app:problem.missing")),
      group_min: (least) => (Number(least) >= 1 ? null : t("app:problem.missing")),
      group_max: (most, { group_min: least }) => (most >= least ? null : t("form.group_order")),
      variants: {
        name: (name, { variants }, path) => {
          const price = variants[Number(path.split(".")[1])]?.price;
          return price !== undefined && !name.trim() ? t("form.variant_name_missing") : null;
        },
        price: (price, { variants }, path) => {
          const name = variants[Number(path.split(".")[1])]?.name;
          return name?.trim() && price === undefined ? t("form.price_missing") : null;
        },
      },
    },
  });
  const refused = useFormRefusal(form as never);
  const submit = form.onSubmit(async (values) => {
    try {
      const now = toValues(await save.mutateAsync(toBody(values)));
      form.setInitialValues(now);
      form.setValues(now);
      form.resetDirty(now);
      showDone(t("app:saved"));
    } catch (error) {
      refused(error);
    }
  });
  const categories = [...new Set(all.map(({ category }) => category).filter(Boolean))];
  const { currency, duration_days: days } = form.values;
  const list = (field: "included" | "excluded" | "bring") => (
    <Textarea label={t(`form.${field}`)} autosize minRows={3} maxRows={12} {...form.getInputProps(field)} />
  );
  return (
    <form onSubmit={submit} noValidate>
      <fieldset disabled={!mayEdit} style={{ border: 0, padding: 0, margin: 0, minWidth: 0 }}>
        <Stack>
          <Block title={t("about.words")} text={t("about.words_text")}>
            <Stack>
              <Group grow align="flex-start" preventGrowOverflow={false}>
                <TextInput label={t("form.name")} required miw={220} maxLength={200} {...form.getInputProps("name")} />
                <TextInput label={t("form.name_en")} miw={220} maxLength={200} {...form.getInputProps("name_en")} />
              </Group>
              <TagsInput
                label={t("form.synonyms")}
                description={t("form.synonyms_hint")}
                maxTags={50}
                acceptValueOnBlur
                {...form.getInputProps("synonyms")}
              />
              <Textarea
                label={t("form.description")}
                description={t("form.description_hint")}
                autosize
                minRows={3}
                maxRows={12}
                maxLength={4000}
                {...form.getInputProps("description")}
              />
              <Textarea
                label={t("form.description_en")}
                autosize
                minRows={2}
                maxRows={12}
                maxLength={4000}
                {...form.getInputProps("description_en")}
              />
              <Autocomplete
                label={t("form.category")}
                description={t("form.category_hint")}
                data={categories}
                maxLength={200}
                maw={420}
                {...form.getInputProps("category")}
              />
            </Stack>
          </Block>
          <Block title={t("about.when")} text={t("about.when_text")}>
            <Stack>
              <NumberInput
                label={t("form.duration")}
                suffix={t("form.days_suffix")}
                required
                min={1}
                max={60}
                clampBehavior="strict"
                maw={180}
                {...form.getInputProps("duration_days")}
              />
              <MonthsField
                label={t("form.season")}
                description={t("form.season_hint")}
                {...form.getInputProps("season")}
              />
              <div>
                <Text size="sm" fw={500} mb={4} id="tour-difficulty">
                  {t("form.difficulty")}
                </Text>
                <SegmentedControl
                  aria-labelledby="tour-difficulty"
                  disabled={!mayEdit}
                  data={DIFFICULTIES.map((value) => ({ value, label: t(`difficulty.${value}`) }))}
                  {...form.getInputProps("difficulty")}
                />
              </div>
              <Group align="flex-start">
                <NumberInput
                  label={t("form.group_min")}
                  min={1}
                  max={500}
                  clampBehavior="strict"
                  w={150}
                  {...form.getInputProps("group_min")}
                />
                <NumberInput
                  label={t("form.group_max")}
                  min={1}
                  max={500}
                  clampBehavior="strict"
                  w={150}
                  {...form.getInputProps("group_max")}
                />
                <NumberInput
                  label={t("form.min_age")}
                  placeholder={t("form.any_age")}
                  min={0}
                  max={100}
                  clampBehavior="strict"
                  w={150}
                  {...form.getInputProps("min_age")}
                />
                <NumberInput
                  label={t("form.max_altitude")}
                  suffix={t("form.metres")}
                  min={0}
                  max={9000}
                  step={100}
                  clampBehavior="strict"
                  w={190}
                  {...form.getInputProps("max_altitude")}
                />
              </Group>
              {branches.length > 0 && (
                <Select
                  label={t("form.start")}
                  data={branches.map(({ id, name }) => ({ value: id, label: name }))}
                  clearable
                  clearButtonProps={{ "aria-label": t("form.start_clear") }}
                  disabled={!mayEdit}
                  maw={420}
                  {...form.getInputProps("start_branch_id")}
                />
              )}
            </Stack>
          </Block>
          <Block title={t("about.price")} text={t("about.price_text")}>
            <Stack>
              <Group align="flex-start">
                <MoneyInput
                  label={t("form.price")}
                  required
                  currency={currency}
                  w={190}
                  {...form.getInputProps("price")}
                />
                <div style={{ width: 130 }}>
                  <CurrencyField disabled={!mayEdit} {...form.getInputProps("currency")} />
                </div>
              </Group>
              <Variants form={form} mayEdit={mayEdit} />
            </Stack>
          </Block>
          <Block title={t("about.lists")} text={t("form.lines_hint")}>
            <Stack>
              {list("included")}
              {list("excluded")}
              {list("bring")}
            </Stack>
          </Block>
          <Block title={t("about.program")} text={t("about.program_text")}>
            <Program form={form} days={days} />
          </Block>
          <Block>
            <Switch
              label={t("form.is_active")}
              description={t("form.is_active_hint")}
              {...form.getInputProps("is_active", { type: "checkbox" })}
            />
          </Block>
        </Stack>
      </fieldset>
      <SaveBar isDirty={mayEdit && form.isDirty()} isSaving={save.isPending} onReset={form.reset} />
    </form>
  );
}
