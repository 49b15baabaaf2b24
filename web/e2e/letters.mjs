// A mail server that is not ours (npm smtp-server), for what the product sends: it keeps the words of every letter.

import { SMTPServer } from "smtp-server";

/** The plain part of a letter, whatever it travelled in. */
function words(raw) {
  const [, part = ""] = raw.split(/^Content-Type: text\/plain/im);
  const [head, ...rest] = part.split("\r\n\r\n");
  const body = rest.join("\r\n\r\n").split("\r\n--")[0];
  if (/base64/i.test(head)) return Buffer.from(body, "base64").toString();
  if (!/quoted-printable/i.test(head)) return body;
  const bytes = body
    .replaceAll("=\r\n", "")
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString();
}

export class Letters {
  #taken = [];
  #server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    onData: (stream, session, done) => {
      const chunks = [];
      stream.on("data", (chunk) => chunks.push(chunk));
      stream.on("end", () => {
        const raw = Buffer.concat(chunks).toString();
        this.#taken.push({ to: session.envelope.rcptTo.map(({ address }) => address), raw, text: words(raw) });
        done();
      });
    },
  });

  /** For `mail.url`. */
  async start() {
    await new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(0, "127.0.0.1", resolve);
    });
    return `smtp://127.0.0.1:${this.#server.server.address().port}`;
  }

  /** The first letter to an address, once it is there. */
  async to(address) {
    for (let tries = 0; tries < 200; tries += 1) {
      const found = this.#taken.find((letter) => letter.to.includes(address));
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`no letter to ${address}`);
  }

  stop() {
    return new Promise((resolve) => this.#server.close(resolve));
  }
}
