// Files of a message: pictures open large, sound and video play here, everything else is downloaded.

import { ActionIcon, Modal, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconDownload,
  IconFileText,
  IconMapPin,
  IconPhotoOff,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
} from "@tabler/icons-react";
import { type CSSProperties, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { bytes } from "~/app/format";
import { clock } from "../model/words";
import { type Attachment, attachmentUrl, type Message } from "../wire";
import classes from "./thread.module.css";

interface Props {
  conversation: string;
  message: Pick<Message, "seq" | "text">;
  index: number;
  file: Attachment;
}

const SPEEDS = [1, 1.5, 2];

function Player({ src, label }: { src: string; label: string }) {
  const { t } = useTranslation("inbox");
  const audio = useRef<HTMLAudioElement>(null);
  const [isOn, setIsOn] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(Number.NaN);
  const [speed, setSpeed] = useState(1);
  const [isLost, setIsLost] = useState(false);
  if (isLost) return <Lost src={src} label={label} />;
  const toggle = () => {
    const element = audio.current;
    if (!element) return;
    if (element.paused) element.play().catch(() => setIsLost(true));
    else element.pause();
  };
  const faster = () => {
    const next = SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length] ?? 1;
    setSpeed(next);
    if (audio.current) audio.current.playbackRate = next;
  };
  const known = Number.isFinite(length) ? length : 0;
  return (
    <div className={classes.player}>
      {/* biome-ignore lint/a11y/useMediaCaption: a voice message has no captions */}
      <audio
        ref={audio}
        src={src}
        preload="metadata"
        onPlay={() => setIsOn(true)}
        onPause={() => setIsOn(false)}
        onEnded={() => setAt(0)}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
        onDurationChange={(event) => setLength(event.currentTarget.duration)}
        onError={() => setIsLost(true)}
      />
      <ActionIcon
        radius="xl"
        size={38}
        variant="white"
        color="copper"
        aria-label={t(isOn ? "player.pause" : "player.play", { name: label })}
        onClick={toggle}
      >
        {isOn ? <IconPlayerPauseFilled size={18} /> : <IconPlayerPlayFilled size={18} />}
      </ActionIcon>
      <input
        type="range"
        className={classes.track}
        min={0}
        max={known || 1}
        step={0.1}
        value={Math.min(at, known || 1)}
        style={{ "--done": `${known ? (Math.min(at, known) / known) * 100 : 0}%` } as CSSProperties}
        aria-label={t("player.seek")}
        aria-valuetext={clock(at)}
        onChange={(event) => {
          const wished = event.currentTarget.valueAsNumber;
          // At once: the bar springs back otherwise, and takes the sound with it.
          setAt(wished);
          if (audio.current) audio.current.currentTime = wished;
        }}
      />
      <span className={classes.playerTime}>{clock(at > 0 || !known ? at : known)}</span>
      <UnstyledButton className={classes.playerTime} onClick={faster} aria-label={t("player.speed", { speed })}>
        {speed}×
      </UnstyledButton>
    </div>
  );
}

function Lost({ src, label, size }: { src: string; label: string; size?: number | null | undefined }) {
  const { t } = useTranslation("inbox");
  return (
    <a className={classes.file} href={src} download>
      <IconPhotoOff size={22} stroke={1.5} aria-hidden />
      <span>
        <b>{label}</b>
        <small>
          {t("cannot_show")}
          {size ? ` · ${bytes(size)}` : ""}
        </small>
      </span>
    </a>
  );
}

function Picture({ src, label, size }: { src: string; label: string; size: number | null | undefined }) {
  const { t } = useTranslation("inbox");
  const [isOpen, modal] = useDisclosure(false);
  const [isLost, setIsLost] = useState(false);
  if (isLost) return <Lost src={src} label={label} size={size} />;
  return (
    <>
      <UnstyledButton className={classes.media} onClick={modal.open} aria-label={t("open_picture", { name: label })}>
        <img className={classes.picture} src={src} alt="" loading="lazy" onError={() => setIsLost(true)} />
      </UnstyledButton>
      <Modal
        opened={isOpen}
        onClose={modal.close}
        size="auto"
        title={label}
        closeButtonProps={{ "aria-label": t("app:close") }}
      >
        <img
          src={src}
          alt={label}
          style={{ display: "block", maxWidth: "100%", maxHeight: "75dvh", margin: "0 auto" }}
        />
        <a className={classes.file} href={src} download>
          <IconDownload size={18} stroke={1.6} aria-hidden />
          <span>{t("download")}</span>
        </a>
      </Modal>
    </>
  );
}

/** `55.75, 37.61` in the name or the words of a location. */
function placeOf(...texts: (string | null | undefined)[]): { lat: string; lon: string } | undefined {
  for (const text of texts) {
    const match = /(-?\d{1,2}\.\d+)\s*[,;]\s*(-?\d{1,3}\.\d+)/.exec(text ?? "");
    if (match?.[1] && match[2]) return { lat: match[1], lon: match[2] };
  }
  return undefined;
}

export function AttachmentPart({ conversation, message, index, file }: Props) {
  const { t } = useTranslation("inbox");
  const src = attachmentUrl(conversation, message.seq, index);
  const label = file.name?.trim() || t(`attachment.${file.kind}`);
  switch (file.kind) {
    case "image":
    case "sticker":
      return <Picture src={src} label={label} size={file.size} />;
    case "audio":
    case "voice":
      return <Player src={src} label={label} />;
    case "video":
      return (
        // biome-ignore lint/a11y/useMediaCaption: a customer's video has no captions
        <video className={classes.picture} src={src} controls preload="metadata" aria-label={label} />
      );
    case "location": {
      const place = placeOf(file.place, file.name, message.text);
      const Part = place ? "a" : "span";
      return (
        <Part
          className={classes.file}
          {...(place && {
            href: `https://yandex.ru/maps/?pt=${place.lon},${place.lat}&z=16`,
            target: "_blank",
            rel: "noreferrer noopener",
          })}
        >
          <IconMapPin size={22} stroke={1.5} aria-hidden />
          <span>
            <b>{label}</b>
            {place && <small>{t("open_map")}</small>}
          </span>
        </Part>
      );
    }
    default:
      return (
        <a className={classes.file} href={src} download>
          <IconFileText size={24} stroke={1.5} aria-hidden />
          <span>
            <b>{label}</b>
            <small>{file.size ? bytes(file.size) : t("download")}</small>
          </span>
        </a>
      );
  }
}
