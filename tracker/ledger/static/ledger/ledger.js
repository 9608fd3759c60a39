// Keys: / to search, arrows or j and k from row to row, right and left unfold and fold, Enter opens.

import { button, h } from "../common/elements.js";
import { picker } from "../common/picker.js";
import { request } from "../common/requests.js";
import { foldAll, foldOf, toggle } from "./folding.js";

// What was remembered stands in the address, so that a copied address shows the same.
if (!location.search) {
  history.replaceState(null, "", `?${document.querySelector("[data-query]").dataset.query}`);
}

// Rows come and go as units are unfolded: they are looked up at each key.
const shown = () => [...document.querySelectorAll("#dc-ledger-table tr[data-row]")].filter((row) => !row.hidden);
let here = null;

function stand(row) {
  here?.classList.remove("dc-is-here");
  here = row;
  here.classList.add("dc-is-here");
}

function move(step) {
  const rows = shown();
  if (!rows.length) {
    return;
  }
  const at = rows.indexOf(here);
  stand(rows[Math.max(0, Math.min(rows.length - 1, at < 0 && step < 0 ? 0 : at + step))]);
  here.querySelector("th a.dc-link, a").focus({ preventScroll: true });
  here.scrollIntoView({ block: "nearest", inline: "nearest" });
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea, details[open] .dc-ledger-panel");
  // The browser would print the rows of this page alone: all of them stand on a page of their own.
  if ((event.ctrlKey || event.metaKey) && event.key === "p") {
    event.preventDefault();
    document.querySelector("[data-paper]")?.click();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  if (event.key === "Escape") {
    document.querySelectorAll(".dc-ledger-menu[open]").forEach((menu) => menu.removeAttribute("open"));
    if (typing) {
      event.target.blur();
    }
    return;
  }
  if (typing) {
    return;
  }
  if (event.key === "/") {
    event.preventDefault();
    document.getElementById("dc-ledger-q").select();
  } else if (event.key === "j" || event.key === "ArrowDown") {
    event.preventDefault();
    move(1);
  } else if (event.key === "k" || event.key === "ArrowUp") {
    event.preventDefault();
    move(-1);
  } else if (event.key === "Enter" && here && event.target === document.body) {
    here.querySelector("th a.dc-link, a").click();
  } else if ((event.key === "ArrowRight" || event.key === "ArrowLeft") && here && foldOf(here)) {
    event.preventDefault();
    toggle(foldOf(here), event.key === "ArrowRight");
    here.querySelector("th a.dc-link").focus({ preventScroll: true });
  }
});

// A row that the reader has come to by Tab or by a click is the one that the keys go on from.
document.getElementById("dc-ledger-table")?.addEventListener("focusin", (event) => {
  const row = event.target.closest("tr[data-row]");
  if (row && row !== here) {
    stand(row);
  }
});

// Group lines fold the rows below them.
document.querySelectorAll("[data-group]").forEach((line) => {
  line.addEventListener("click", () => foldAll([line], line.getAttribute("aria-expanded") === "true"));
});
document.querySelector("[data-fold-all]")?.addEventListener("click", (event) => {
  const fold = event.target.getAttribute("aria-pressed") !== "true";
  foldAll([...document.querySelectorAll("[data-group]")], fold);
  event.target.setAttribute("aria-pressed", String(fold));
  event.target.textContent = fold ? "全部展开" : "全部折叠";
});

// One open menu at a time; a click beside it closes it.
document.addEventListener("click", (event) => {
  document.querySelectorAll(".dc-ledger-menu[open]").forEach((menu) => {
    if (!menu.contains(event.target)) {
      menu.removeAttribute("open");
    }
  });
});

// On a phone the filters stand closed above the rows.
if (window.matchMedia("(max-width: 767px)").matches) {
  document.querySelector(".dc-ledger-filters")?.removeAttribute("open");
}

document.querySelectorAll("[data-copy]").forEach((copy) => {
  copy.addEventListener("click", async () => {
    const address = new URL(copy.dataset.copy, location.href).href;
    try {
      await navigator.clipboard.writeText(address);
      copy.textContent = "已复制";
    } catch {
      // Without https the browser keeps its clipboard to itself: show the address, to be copied by hand.
      const box = h("input", { class: "dc-input", readonly: true, value: address, "aria-label": "视图链接" });
      copy.replaceWith(box);
      box.select();
    }
  });
});

// Back to the columns of the beginning: the ticks are not sent.
document.querySelector("[data-default]")?.addEventListener("click", (event) => {
  const wanted = event.target.value.split(",");
  event.target.removeAttribute("name");
  event.target.form.querySelectorAll("input[type=checkbox]").forEach((box) => {
    box.checked = wanted.includes(box.value);
  });
});

// Empty boxes do not stand in the address.
document.querySelector(".dc-ledger-form")?.addEventListener("submit", (event) => {
  event.target.querySelectorAll("input[name], select[name]").forEach((box) => {
    if (!box.value || (box.type === "checkbox" && !box.checked)) {
      box.disabled = true;
    }
  });
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll(".dc-ledger-form :disabled").forEach((box) => {
    box.disabled = false;
  });
});

// Boxes that find a document or a unit by what is typed.
document.querySelectorAll("[data-picker]").forEach((part) => {
  const box = part.querySelector("input[type=text]");
  const ids = part.querySelector("input[type=hidden]");
  const chips = part.querySelector(".dc-chips");
  const chosen = () => (ids.value ? ids.value.split(",") : []);
  const name = (row) => row.short_name || [row.number, row.title].filter(Boolean).join(" ");

  function choose(row) {
    if (!chosen().includes(String(row.id))) {
      ids.value = [...chosen(), row.id].join(",");
      chips.append(button(`${name(row)} ×`, null, { class: "dc-chip", dataset: { id: row.id }, "aria-label": `去掉${name(row)}` }));
    }
  }

  async function search(text) {
    const query = new URLSearchParams({ text, page_size: 20 });
    return (await request("GET", `${part.dataset.picker}?${query}`)).results;
  }

  part.append(...picker(box, { label: part.querySelector("label").textContent, search, draw: name, onpick: choose, first: true }));
  chips.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-id]");
    if (chip) {
      ids.value = chosen().filter((id) => id !== chip.dataset.id).join(",");
      chip.remove();
    }
  });
});
