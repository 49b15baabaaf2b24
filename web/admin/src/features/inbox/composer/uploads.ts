// Files on their way into a message: each with its progress, each can be taken back.

import { useCallback, useEffect, useRef, useState } from "react";
import { Refusal } from "~/app/api";
import { type StoredFile, uploadFile } from "../wire";

export interface Upload {
  key: string;
  name: string;
  size: number;
  share: number;
  stored?: StoredFile;
  refusal?: string;
}

/** As the server allows. */
export const MOST_FILES = 10;
export const MOST_BYTES = 20 * 1024 * 1024;

export function useUploads() {
  const [uploads, setUploads] = useState<Upload[]>([]);
  const aborts = useRef(new Map<string, () => void>());
  const number = useRef(0);
  const change = useCallback((key: string, part: Partial<Upload>) => {
    setUploads((all) => all.map((upload) => (upload.key === key ? { ...upload, ...part } : upload)));
  }, []);
  const add = useCallback(
    (files: File[]) => {
      for (const file of files.slice(0, MOST_FILES)) {
        number.current += 1;
        const key = `${number.current}`;
        const upload: Upload = { key, name: file.name, size: file.size, share: 0 };
        if (file.size > MOST_BYTES) {
          setUploads((all) => [...all, { ...upload, refusal: "too_large" }]);
          continue;
        }
        setUploads((all) => [...all, upload]);
        const { done, abort } = uploadFile(file, (share) => change(key, { share }));
        aborts.current.set(key, abort);
        done
          .then((stored) => change(key, { stored, share: 1 }))
          .catch((error: unknown) => {
            if (error instanceof DOMException) return;
            change(key, { refusal: error instanceof Refusal ? error.code : "internal" });
          })
          .finally(() => aborts.current.delete(key));
      }
    },
    [change],
  );
  const remove = useCallback((key: string) => {
    aborts.current.get(key)?.();
    setUploads((all) => all.filter((upload) => upload.key !== key));
  }, []);
  const clear = useCallback(() => setUploads([]), []);
  useEffect(() => {
    const running = aborts.current;
    return () => {
      for (const abort of running.values()) abort();
    };
  }, []);
  return { uploads, add, remove, clear };
}
