// One question before something that cannot be taken back: `if (await confirm({...})) …`.

import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

interface Question {
  title: string;
  text?: ReactNode;
  /** The verb: «Удалить», never «ОК». */
  action: string;
  isDanger?: boolean;
}

const ConfirmContext = createContext<(question: Question) => Promise<boolean>>(async () => false);

export function useConfirm(): (question: Question) => Promise<boolean> {
  return useContext(ConfirmContext);
}

export function ConfirmProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslation("app");
  const [question, setQuestion] = useState<Question>();
  const [isOpen, setIsOpen] = useState(false);
  const answer = useRef<(yes: boolean) => void>(undefined);
  const confirm = useCallback(
    (asked: Question) =>
      new Promise<boolean>((resolve) => {
        answer.current = resolve;
        setQuestion(asked);
        setIsOpen(true);
      }),
    [],
  );
  const close = (yes: boolean) => {
    setIsOpen(false);
    answer.current?.(yes);
  };
  return (
    <ConfirmContext.Provider value={confirm}>
      {children}
      {/* Above whatever asked: a drawer opened later than this stands later in the page. */}
      <Modal
        zIndex={400}
        opened={isOpen}
        onClose={() => close(false)}
        title={question?.title}
        closeButtonProps={{ "aria-label": t("close") }}
      >
        <Stack>
          {question?.text && <Text size="sm">{question.text}</Text>}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => close(false)}>
              {t("cancel")}
            </Button>
            <Button color={question?.isDanger ? "red.9" : undefined} onClick={() => close(true)} data-autofocus>
              {question?.action}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </ConfirmContext.Provider>
  );
}
