// The front page of a fresh server: where to look, and the line that puts the chat on any site.

import "./firm.css";
import { el } from "../dom";
import { addChat } from "./chat";
import { type Demo, data } from "./data";

const root = document.getElementById("page");
const demo = data<Demo>();
if (root && demo) {
  root.className = "page";
  const first = demo.firms[0];
  const snippet = first?.widget_key
    ? `<script async src="${demo.base_url}/w/v1/loader.js" data-key="${first.widget_key}"></script>`
    : "";
  root.append(
    el(
      "main",
      { class: "firm" },
      el(
        "header",
        { class: "intro" },
        el("h1", {}, "Samovar"),
        el(
          "p",
          { class: "lead" },
          "Сервер работает. Напишите в чат внизу справа: он запишет, перенесёт и отменит визит.",
        ),
      ),
      el(
        "section",
        { class: "part" },
        el("h2", {}, "Для своих"),
        el("ul", { class: "links" }, el("li", {}, el("a", { href: "/app/" }, "Войти: входящие, календарь, клиенты"))),
      ),
      demo.firms.length > 0 &&
        el(
          "section",
          { class: "part" },
          el("h2", {}, "Страницы организаций"),
          el(
            "ul",
            { class: "links" },
            ...demo.firms.map((firm) =>
              el(
                "li",
                {},
                el("a", { href: `/f/${encodeURIComponent(firm.slug)}` }, firm.name),
                " · ",
                el("a", { href: `/book/${encodeURIComponent(firm.slug)}` }, "запись"),
              ),
            ),
          ),
        ),
      el(
        "section",
        { class: "part" },
        el("h2", {}, "Для разработчика"),
        el("ul", { class: "links" }, el("li", {}, el("a", { href: "/docs" }, "Документация API"))),
      ),
      snippet !== "" &&
        el(
          "section",
          { class: "part" },
          el("h2", {}, "Чат на вашем сайте"),
          el("p", {}, "Вставьте строку перед закрывающим </body> и добавьте адрес сайта в список разрешённых."),
          el("pre", { tabindex: 0 }, el("code", {}, snippet)),
        ),
    ),
  );
  if (first?.widget_key) addChat(first.widget_key, null);
}
