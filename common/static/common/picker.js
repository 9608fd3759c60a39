// Finding something by typing: a combobox with a list from the server.

import { h, uniqueId } from "./elements.js";

const PAUSE = 200; // milliseconds after the last key

/**
 * Makes `input` a box that finds. `search(text)` resolves to lines; `draw(line)` gives what a line shows,
 * `onpick(line)` is called with the one that was chosen. `first`: Enter takes the first line when none is marked;
 * without it only a line that is alone. `suggest`: `find` resolves to lines to show, under `words`, before anything was typed. Returns
 * the list and the line of words, which belong below the box.
 */
export function picker(input, { label, search, draw, onpick, suggest = null, first = false, none = "没有找到，请换个说法。" }) {
  const listId = uniqueId("dc-options");
  const list = h("ul", { role: "listbox", id: listId, class: "dc-options", hidden: true, "aria-label": label });
  const said = h("p", { class: "dc-faint", role: "status" });
  let lines = [];
  let active = -1;
  let timer = 0;
  let asked = 0;

  const given = { role: "combobox", autocomplete: "off", "aria-expanded": "false", "aria-controls": listId, "aria-autocomplete": "list" };
  Object.entries(given).forEach(([name, value]) => input.setAttribute(name, value));

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
    // Before the box loses the focus and the list closes.
    const onpointerdown = (event) => {
      event.preventDefault();
      pick(index);
    };
    return h("li", { role: "option", id: `${listId}-${index}`, "aria-selected": "false", onpointerdown }, draw(line));
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

  // An answer that comes after a later question is not shown.
  async function look(find, words = "") {
    asked += 1;
    const mine = asked;
    try {
      const found = await find();
      if (mine === asked) {
        show(found, found.length ? words : none);
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
    timer = setTimeout(() => look(() => search(text)), PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) {
      return;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      mark(active < 0 && event.key === "ArrowUp" ? lines.length - 1 : active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && (active >= 0 || first || lines.length === 1)) {
      event.preventDefault();
      pick(Math.max(active, 0));
    } else if (event.key === "Escape") {
      event.preventDefault();
      show([], "");
    }
  });
  input.addEventListener("blur", () => show([], said.textContent));
  if (suggest) {
    input.addEventListener("focus", () => input.value || look(suggest.find, suggest.words), { once: true });
  }
  return [said, list];
}
