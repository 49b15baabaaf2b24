// A server of this repository as a child process: started, killed the hard way, started again on the same data. With the
// demo's firm, or empty as after the first installation.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Letters } from "./letters.mjs";

const root = new URL("../../", import.meta.url).pathname;

function binary() {
  const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
  const found = [process.env.SAMOVAR_BIN, join(target, "release/samovar"), join(target, "debug/samovar")].find(
    (path) => path && existsSync(path),
  );
  if (!found) throw new Error("no samovar binary: build it, or name it in SAMOVAR_BIN");
  return found;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

export class Server {
  /** What the first line of output says: url, keys. */
  hello = null;
  log = "";
  data = mkdtempSync(join(tmpdir(), "samovar-e2e-"));
  /** What it sends by e-mail. */
  letters = new Letters();
  #mail = null;
  #child = null;
  #listen = null;
  #isEmpty;
  #pack;

  /** `isEmpty`: no firm at all, whoever comes may register one; otherwise one of a pack. */
  constructor({ isEmpty = false, pack = "salon" } = {}) {
    this.#isEmpty = isEmpty;
    this.#pack = pack;
  }

  /** Figures of a debug build say nothing about the product. */
  get isRelease() {
    return binary().includes("release");
  }

  /** `clockDays`: so many days its clock is off, until the next start. */
  async start({ clockDays = 0 } = {}) {
    this.#listen ??= `127.0.0.1:${await freePort()}`;
    const where = ["--data", this.data, "--listen", this.#listen];
    const demo = ["demo", ...where, "--pack", this.#pack, "--seed", "7", "--clock-days", String(clockDays)];
    const args = this.#isEmpty ? ["serve", ...where] : demo;
    this.#mail ??= await this.letters.start();
    const env = { ...process.env, SAMOVAR__MAIL__URL: this.#mail, SAMOVAR__MAIL__FROM: "Samovar <desk@example.com>" };
    const child = spawn(binary(), args, { cwd: this.data, env, stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    child.stderr.on("data", (chunk) => {
      this.log = (this.log + chunk).slice(-20_000);
    });
    const hello = new Promise((resolve, reject) => {
      let out = "";
      const tooLong = setTimeout(() => reject(new Error(`the server did not start:\n${this.log}`)), 60_000);
      child.once("exit", (code) => reject(new Error(`the server ended with ${code}:\n${this.log}`)));
      child.stdout.on("data", (chunk) => {
        out += chunk;
        const line = out.split("\n").find((text) => text.startsWith("{"));
        if (!line || !out.includes("\n")) return;
        clearTimeout(tooLong);
        resolve(JSON.parse(line));
      });
      if (this.#isEmpty) {
        clearTimeout(tooLong);
        resolve({ url: `http://${this.#listen}` });
      }
    });
    this.hello = await hello;
    const url = this.url;
    for (let tries = 0; tries < 400; tries += 1) {
      const isUp = await fetch(`${url}/w/v1/loader.js`).then(
        (reply) => reply.ok,
        () => false,
      );
      if (isUp) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`the server does not answer at ${url}:\n${this.log}`);
  }

  get url() {
    return this.hello?.url?.replace(/\/$/, "") ?? `http://${this.#listen}`;
  }

  /** As a power cut would. */
  async kill() {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  }

  async remove() {
    await this.kill();
    await this.letters.stop();
    rmSync(this.data, { recursive: true, force: true });
  }
}
