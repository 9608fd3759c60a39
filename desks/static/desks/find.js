// The box that finds, on every page: Ctrl+K, words, Enter.

import { h } from "../common/elements.js";
import { request } from "../common/requests.js";

const PAUSE = 120; // milliseconds after the last key
const dialog = document.getElementById("dc-find");
const input = dialog.querySelector("input");
const list = dialog.querySelector("[role=listbox]");
const said = dialog.querySelector("[role=status]");
let options = [];
let active = -1;
let timer = 0;
let asked = 0;
let wanted = false; // Enter was pressed before the answer came

function open(event) {
  event?.preventDefault();
  if (!dialog.open) {
    dialog.showModal();
    look();
  }
  input.select();
  input.focus();
}

function mark(index) {
  options[active]?.setAttribute("aria-selected", "false");
  active = options.length ? (index + options.length) % options.length : -1;
  const chosen = options[active];
  if (!chosen) {
    input.removeAttribute("aria-activedescendant");
    return;
  }
  chosen.setAttribute("aria-selected", "true");
  chosen.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", chosen.id);
}

function go(option, apart) {
  if (apart) {
    window.open(option.href, "_blank", "noopener");
  } else {
    location.assign(option.href);
  }
}

function draw(groups) {
  let count = 0;
  const made = groups.map((group) => {
    const rows = group.results.map((found) => {
      count += 1;
      const id = `dc-find-${count}`;
      const detail = found.detail && h("span", { class: "dc-faint dc-small" }, found.detail);
      return h("a", { role: "option", id, href: found.url, tabindex: "-1", "aria-selected": "false" }, h("span", {}, found.title), detail);
    });
    const label = `dc-find-kind-${group.kind}`;
    return h("div", { role: "group", "aria-labelledby": label }, h("div", { id: label, class: "dc-find-kind", role: "presentation" }, group.label), rows);
  });
  list.replaceChildren(...made);
  options = [...list.querySelectorAll("[role=option]")];
  input.setAttribute("aria-expanded", String(options.length > 0));
  active = -1;
  mark(0);
}

// An answer that comes after a later question is not shown.
async function look() {
  asked += 1;
  const mine = asked;
  const text = input.value.trim();
  try {
    const answer = await request("GET", `${dialog.dataset.source}?text=${encodeURIComponent(text)}`);
    if (mine !== asked) {
      return;
    }
    draw(answer.groups);
    said.textContent = options.length ? (text ? `找到${options.length}条，回车打开，Ctrl+回车在新窗口打开` : "") : "没有找到。请换个说法，或者少输入几个字；多个词以空格分开。";
    if (wanted && options.length) {
      go(options[0], false);
    }
  } catch (error) {
    if (mine === asked) {
      draw([]);
      said.textContent = error.message;
    }
  }
  wanted = false;
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
    open(event);
  }
});
document.querySelectorAll("[data-find]").forEach((opener) => opener.addEventListener("click", open));
dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) {
    dialog.close();
  }
});
input.addEventListener("input", () => {
  clearTimeout(timer);
  asked += 1;
  wanted = false;
  timer = setTimeout(() => {
    timer = 0;
    look();
  }, PAUSE);
});
input.addEventListener("keydown", (event) => {
  if (event.isComposing) {
    return;
  }
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    mark(active + (event.key === "ArrowDown" ? 1 : -1));
  } else if (event.key === "Enter") {
    event.preventDefault();
    if (timer) {
      clearTimeout(timer);
      timer = 0;
      wanted = true;
      look();
    } else if (options[active]) {
      go(options[active], event.ctrlKey || event.metaKey);
    } else {
      wanted = true; // the answer is on its way
    }
  }
});
