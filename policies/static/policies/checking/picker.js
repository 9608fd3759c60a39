// Finding a department or a group by typing: a combobox with a list from the server.

import { h, uniqueId } from "./dom.js";

const PAUSE = 200; // milliseconds after the last key

/**
 * A box to type in. `search(text)` resolves to lines of the server; `onpick(line)` is called with the one that
 * was chosen. `similar`: the printed name to suggest for before anything was typed.
 */
export function picker({ label, search, onpick, similar = "", required = false }) {
  const listId = uniqueId("ck-list");
  const input = h("input", {
    type: "text",
    role: "combobox",
    class: "ck-input",
    autocomplete: "off",
    placeholder: "输入名称中的文字查找",
    "aria-expanded": "false",
    "aria-controls": listId,
    "aria-autocomplete": "list",
    required,
    dataset: { wrong: "请填写单位。" },
  });
  const list = h("ul", { role: "listbox", id: listId, class: "ck-options", hidden: true, "aria-label": label });
  const said = h("p", { class: "ck-faint", role: "status" });
  let lines = [];
  let active = -1;
  let timer = 0;
  let asked = 0;

  function show(found, words) {
    lines = found;
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.replaceChildren(...found.map(option));
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
    said.textContent = words;
  }

  function option(line, index) {
    return h(
      "li",
      {
        role: "option",
        id: `${listId}-${index}`,
        "aria-selected": "false",
        // Before the box loses the focus and the list closes.
        onpointerdown: (event) => {
          event.preventDefault();
          pick(index);
        },
      },
      h("strong", {}, line.name),
      line.full_name !== line.name ? h("span", { class: "ck-faint" }, ` ${line.full_name}`) : null,
      h("span", { class: "ck-faint" }, line.group ? ` 单位组${line.is_open ? "（成员待定）" : `（${line.members.length}个成员）`}` : ""),
    );
  }

  function mark(index) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = (index + lines.length) % lines.length;
    const chosen = list.children[active];
    chosen.setAttribute("aria-selected", "true");
    chosen.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", chosen.id);
  }

  function pick(index) {
    const line = lines[index];
    show([], "");
    input.value = "";
    onpick(line);
  }

  async function look(text, options) {
    asked += 1;
    const mine = asked;
    try {
      const found = await search(text, options);
      if (mine === asked) {
        const words = options?.similar ? "可能是以下单位：" : "";
        show(found, found.length ? words : "没有匹配的单位。");
      }
    } catch (error) {
      if (mine === asked) {
        show([], error.message);
      }
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    const text = input.value.trim();
    if (!text) {
      asked += 1;
      show([], "");
      return;
    }
    timer = setTimeout(() => look(text), PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) {
      return;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      mark(active < 0 && event.key === "ArrowUp" ? lines.length - 1 : active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && (active >= 0 || lines.length === 1)) {
      event.preventDefault();
      pick(Math.max(active, 0));
    } else if (event.key === "Escape") {
      event.preventDefault();
      show([], "");
    }
  });
  input.addEventListener("blur", () => show([], said.textContent));
  if (similar) {
    input.addEventListener("focus", () => input.value || look(similar, { similar: true }), { once: true });
  }
  return { input, element: h("div", { class: "ck-picker" }, input, said, list) };
}
