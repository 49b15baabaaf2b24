import { expect, test } from "vitest";
import { Refusal } from "~/app/api";
import { judge, MOST_BYTES, type Post, Uploads } from "~/features/knowledge/files/uploads";
import type { DocumentView } from "~/features/knowledge/queries";

const file = (name: string, size = 100) => {
  const made = new File(["x"], name);
  Object.defineProperty(made, "size", { value: size });
  return made;
};

function fakes() {
  const calls: {
    name: string;
    progress: (sent: number) => void;
    end: (result: unknown) => void;
    isAborted: boolean;
  }[] = [];
  const post: Post = (sent, _category, onProgress) => {
    const call = { name: sent.name, progress: onProgress, end: (_: unknown) => {}, isAborted: false };
    calls.push(call);
    const done = new Promise<DocumentView>((resolve, reject) => {
      call.end = (result) => (result instanceof Error ? reject(result) : resolve(result as DocumentView));
    });
    const abort = () => {
      call.isAborted = true;
      call.end(new DOMException("cancelled", "AbortError") as unknown as Error);
    };
    return { done, abort };
  };
  return { calls, post };
}
const rest = () => new Promise<void>((resolve) => setTimeout(resolve));
const states = (uploads: Uploads) => uploads.all().map(({ file: { name }, state, sent }) => `${name} ${state} ${sent}`);

test("what cannot be read is refused before it is sent", () => {
  const code = (name: string, size = 1) => judge({ name, size })?.code;
  expect([code("прайс.PDF"), code("книга.docx"), code("архив.zip"), code("без точки"), code("пустой.txt", 0)]).toEqual([
    undefined,
    undefined,
    "file_type",
    "file_type",
    "file_empty",
  ]);
  expect([code("большой.pdf", MOST_BYTES), code("большой.pdf", MOST_BYTES + 1)]).toEqual([undefined, "too_large"]);
});

test("two at a time, each with its progress; the next begins when one ends", async () => {
  const { calls, post } = fakes();
  const stored: string[] = [];
  const uploads = new Uploads(post, ({ id }) => stored.push(id));
  uploads.add([file("a.txt"), file("b.txt"), file("c.txt")], undefined);
  calls[0]?.progress(40);
  expect(states(uploads)).toEqual(["a.txt sending 40", "b.txt sending 0", "c.txt waiting 0"]);
  calls[1]?.end({ id: "B" });
  await rest();
  expect(states(uploads)).toEqual(["a.txt sending 40", "b.txt stored 100", "c.txt sending 0"]);
  expect([stored, uploads.isSending]).toEqual([["B"], true]);
});

test("one that fails may be tried again, and does not stop the others", async () => {
  const { calls, post } = fakes();
  const uploads = new Uploads(post);
  uploads.add([file("a.txt"), file("плохой.exe"), file("b.txt")], undefined);
  calls[0]?.end(new Refusal(0, {}));
  calls[1]?.end({ id: "B" });
  await rest();
  expect(states(uploads)).toEqual(["a.txt refused 0", "плохой.exe refused 0", "b.txt stored 100"]);
  for (const { id } of uploads.all()) uploads.retry(id);
  expect(calls.map(({ name }) => name)).toEqual(["a.txt", "b.txt", "a.txt"]);
  expect(states(uploads)[0]).toBe("a.txt sending 0");
});

test("dropped is stopped, and what waits comes in its place", async () => {
  const { calls, post } = fakes();
  const uploads = new Uploads(post);
  uploads.add([file("a.txt"), file("b.txt"), file("c.txt")], undefined);
  uploads.drop(uploads.all()[0]?.id ?? 0);
  await rest();
  expect(calls[0]?.isAborted).toBe(true);
  expect(states(uploads)).toEqual(["b.txt sending 0", "c.txt sending 0"]);
  calls[1]?.end({ id: "B" });
  await rest();
  uploads.clear();
  expect(states(uploads)).toEqual(["c.txt sending 0"]);
});
