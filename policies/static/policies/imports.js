// The uploads under way: ask how far each has come, and show what became of it when it is read.

import { h } from "../common/elements.js";
import { request } from "../common/requests.js";

const waiting = new Set(document.querySelectorAll("[data-import]"));
let pause = 1000;

function show(row, record) {
  const said = row.querySelector("[data-said]");
  const under = record.state === "waiting" || record.state === "reading";
  if (under && !record.may_retry) {
    row.querySelector("progress").value = record.percent;
    said.textContent = record.step || record.state_label;
    return;
  }
  waiting.delete(row);
  if ("reload" in row.dataset) {
    location.reload();
    return;
  }
  row.querySelector("progress").remove();
  const words = record.message || (under ? "长时间没有进度，可以重试。" : record.state_label);
  said.replaceChildren(words, " ", h("a", { class: "dc-link", href: `/policies/import/${record.id}/change/` }, "查看"));
}

async function turn() {
  try {
    await Promise.all([...waiting].map(async (row) => show(row, await request("GET", row.dataset.import))));
    pause = Math.min(pause + 250, 5000);
  } catch {
    pause = 10000; // The server is away for a moment: the work goes on without us.
  }
  if (waiting.size) {
    setTimeout(turn, pause);
  }
}

if (waiting.size) {
  setTimeout(turn, pause);
}
