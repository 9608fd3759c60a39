// The units of a measure are read when they are asked for, and put under its row; group lines fold their rows.

import { h } from "../common/elements.js";

/** What unfolds a row, where it is one of a measure. */
export function foldOf(row) {
  return row.querySelector("[data-fold]");
}

async function read(link) {
  const answer = await fetch(link.dataset.fold, { headers: { "X-Requested-With": "fetch" } });
  if (!answer.ok || answer.redirected) {
    throw new Error(String(answer.status));
  }
  return answer.text();
}

/** Unfold (`open`) or fold the units under a measure. */
export async function toggle(link, open) {
  const row = link.closest("tr");
  const own = () => [...row.parentElement.querySelectorAll(`tr[data-of="${CSS.escape(link.dataset.of)}"]`)];
  link.setAttribute("aria-expanded", String(open));
  if (open && !own().length) {
    link.setAttribute("aria-busy", "true");
    try {
      const part = new DOMParser().parseFromString(`<table><tbody>${await read(link)}</tbody></table>`, "text/html");
      row.after(...part.querySelectorAll("tr"));
    } catch {
      const width = row.cells.length;
      const cell = h("td", { colspan: String(width), class: "dc-late" }, "未能读取单位，请检查网络后再展开。");
      row.after(h("tr", { class: "dc-ledger-unit", dataset: { of: link.dataset.of, failed: "1" } }, cell));
    }
    link.removeAttribute("aria-busy");
    document.dispatchEvent(new CustomEvent("dc-unfolded", { detail: row }));
  }
  own().forEach((unit) => {
    unit.hidden = !open;
    if (!open && unit.dataset.failed) {
      unit.remove(); // the next time it is tried again
    }
  });
}

/** Fold or unfold the rows below group lines. */
export function foldAll(lines, fold) {
  lines.forEach((line) => {
    line.setAttribute("aria-expanded", String(!fold));
    [...line.closest("tbody").rows].slice(1).forEach((row) => {
      const link = row.dataset.of && document.querySelector(`[data-fold][data-of="${CSS.escape(row.dataset.of)}"]`);
      row.hidden = fold || (link ? link.getAttribute("aria-expanded") !== "true" : false);
    });
  });
}

document.getElementById("dc-ledger-table")?.addEventListener("click", (event) => {
  const link = event.target.closest("[data-fold]");
  if (link && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    toggle(link, link.getAttribute("aria-expanded") !== "true");
  }
});
// It is a button, so the space bar presses it.
document.getElementById("dc-ledger-table")?.addEventListener("keydown", (event) => {
  const link = event.target.closest("[data-fold]");
  if (link && event.key === " ") {
    event.preventDefault();
    link.click();
  }
});
