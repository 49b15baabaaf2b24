// A small stand-in for the server, to work on the widget alone: `npm run dev` and open the printed address.
// Speaks the same `/w/v1` as crates/api/src/widget, keeps everything in memory, books nothing real.

import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname } from "node:path";
import { WebSocketServer } from "ws";

const dist = new URL("../dist/", import.meta.url);
const port = Number(process.env.PORT ?? 4173);
const types = { ".js": "text/javascript", ".css": "text/css", ".html": "text/html; charset=utf-8" };
const visitors = new Map();

const firm = {
  name: "Салон «Гранат»",
  slug: "granat",
  locale: "ru",
  color: "#8f4a2b",
  widget_key: "wk_demo",
  phone: "+74951234567",
  branches: [
    {
      name: "На Покровке",
      address: "Покровка, 17, стр. 1",
      directions: "Вход со двора, домофон 3. Пять минут от «Китай-города».",
      phone: "+74951234567",
      zone: "Europe/Moscow",
      hours: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: 600, closes: weekday > 5 ? 1200 : 1260 })),
    },
    {
      name: "На Соколе",
      address: "Ленинградский проспект, 75",
      directions: "Первый этаж, напротив метро.",
      phone: null,
      zone: "Europe/Moscow",
      hours: [2, 3, 4, 5, 6].map((weekday) => ({ weekday, opens: 600, closes: 1200 })),
    },
  ],
  services: [
    ["Женская стрижка", "Волосы", 60, 280000, 420000],
    ["Мужская стрижка", "Волосы", 45, 180000, null],
    ["Окрашивание в один тон", "Волосы", 120, 550000, 900000],
    ["Маникюр с покрытием", "Ногти", 90, 240000, null],
    ["Педикюр", "Ногти", 75, 290000, null],
  ].map(([name, category, duration_minutes, price, price_max]) => ({
    name,
    category,
    description: "",
    duration_minutes,
    price,
    price_max,
    currency: "RUB",
  })),
  employees: [
    { name: "Анна", title: "топ-стилист", about: "Сложные окрашивания и стрижки на кудри." },
    { name: "Мария", title: "мастер маникюра", about: "" },
  ],
};

const config = {
  title: firm.name,
  agent_name: "Алиса",
  greeting: "Здравствуйте. Я Алиса, помогу записаться, перенести визит или подскажу цены.",
  starters: ["Записаться", "Цены", "Адрес и часы работы"],
  color: firm.color,
  locale: "ru",
  policy_url: null,
};

const times = ["11:00", "12:30", "14:30", "17:00"];
function answer(text) {
  if (times.includes(text)) return { text: `Записала вас на завтра, ${text}. Ждём на Покровке, 17.`, buttons: [] };
  if (/цен|стоит|сколько/i.test(text))
    return {
      text: "Женская стрижка от 2 800 ₽, мужская 1 800 ₽.\nВесь список: https://example.ru/price. Телефон +7 495 123-45-67.",
      buttons: [{ id: "b", title: "Записаться" }],
    };
  if (/запис|стриж/i.test(text))
    return {
      text: "Завтра, в субботу, у Анны свободно несколько окон. Какое время удобно?",
      buttons: times.map((title, i) => ({ id: `s${i}`, title })),
    };
  return {
    text: "Поняла. Хотите записаться или узнать цены?",
    buttons: [
      { id: "a", title: "Записаться" },
      { id: "p", title: "Цены" },
    ],
  };
}

function say(visitor, message) {
  const full = {
    id: randomUUID(),
    seq: visitor.messages.length + 1,
    client_message_id: null,
    buttons: [],
    created_at: new Date().toISOString(),
    ...message,
  };
  visitor.messages.push(full);
  for (const socket of visitor.sockets) socket.send(JSON.stringify({ t: "msg", ...full }));
  return full;
}

function page(name, data) {
  return readFileSync(new URL(name, dist), "utf8")
    .replace('"__DATA__"', JSON.stringify(data).replaceAll("<", "\\u003c"))
    .replaceAll("__TITLE__", firm.name)
    .replaceAll("__DESCRIPTION__", firm.name)
    .replaceAll("__KEY__", "wk_demo")
    .replaceAll("__ORIGINS__", process.env.ORIGINS ?? "http://localhost:4199");
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? "/", `http://${request.headers.host}`);
  const send = (status, type, body) => {
    response.writeHead(status, {
      "content-type": type,
      "access-control-allow-origin": "*",
      "access-control-allow-headers": "*",
    });
    response.end(body);
  };
  const json = (status, body) => send(status, "application/json", JSON.stringify(body));
  let text = "";
  for await (const chunk of request) text += chunk;
  const body = text ? JSON.parse(text) : {};
  const visitor = visitors.get((request.headers.authorization ?? "").replace("Bearer ", ""));
  const path = url.pathname;
  try {
    if (request.method === "OPTIONS") return send(204, "text/plain", "");
    if (path === "/") return send(200, types[".html"], page("demo.html", { firms: [firm], base_url: url.origin }));
    if (path === `/f/${firm.slug}`) return send(200, types[".html"], page("firm.html", firm));
    if (path.startsWith("/f/")) return send(404, types[".html"], page("firm.html", null));
    if (path.startsWith("/w/v1/app/")) return send(200, types[".html"], page("app.html", null));
    if (path === "/w/v1/config") return json(200, { color: config.color, locale: config.locale, title: config.title });
    if (path === "/w/v1/session") {
      const id = visitors.has(body.visitor_token) ? body.visitor_token : randomUUID();
      const known = visitors.get(id) ?? { messages: [], sockets: new Set() };
      visitors.set(id, known);
      return json(200, {
        session_token: id,
        visitor_token: id,
        expires_in: 86400,
        ws_url: `ws://${request.headers.host}/w/v1/ws`,
        config,
        conversation: { messages: known.messages.slice(-30), has_human: false },
      });
    }
    if (path.startsWith("/w/v1/") && ["/messages", "/events", "/reset"].some((end) => path.endsWith(end))) {
      if (!visitor) return json(401, { code: "unauthorized" });
      if (path.endsWith("/reset")) return json(200, {});
      if (path.endsWith("/events")) return json(202, {});
      if (request.method === "GET") {
        const after = Number(url.searchParams.get("after") ?? 0);
        const before = Number(url.searchParams.get("before") ?? Number.POSITIVE_INFINITY);
        return json(200, {
          messages: visitor.messages.filter((m) => m.seq > after && m.seq < before),
          has_more: false,
        });
      }
      const repeat = visitor.messages.find((m) => m.client_message_id === body.client_message_id);
      if (repeat) return json(200, repeat);
      const message = say(visitor, { from: "user", text: body.text, client_message_id: body.client_message_id });
      json(201, message);
      for (const socket of visitor.sockets) socket.send(JSON.stringify({ t: "typing", on: true }));
      setTimeout(() => say(visitor, { from: "bot", ...answer(body.text) }), 700);
      return;
    }
    const file = path.startsWith("/w/v1/") ? path.slice(6) : "";
    return send(200, types[extname(file)] ?? "text/plain", readFileSync(new URL(`./${file}`, dist)));
  } catch {
    send(404, "text/plain", "");
  }
});

const sockets = new WebSocketServer({ server, path: "/w/v1/ws" });
sockets.on("connection", (socket) => {
  socket.on("message", (data) => {
    const frame = JSON.parse(String(data));
    const visitor = frame.t === "auth" ? visitors.get(frame.token) : null;
    if (!visitor) return;
    visitor.sockets.add(socket);
    socket.on("close", () => visitor.sockets.delete(socket));
    socket.send(JSON.stringify({ t: "ready" }));
  });
});

server.listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port}/f/${firm.slug}`));
