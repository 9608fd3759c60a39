// The uploads under way: ask how far each has come, and show what became of it when it is read.

import { h } from "../common/elements.js";
import { request } from "../common/requests.js";

const waiting = new Set(document.querySelectorAll("[data-import]"));
let pause = 1000;

function show(row, record) {
  const said = row.querySelector("[data-said]");
  const under = record.state === "waiting" || record.state === "reading";
  const link = h("a", { class: "dc-link", href: `/policies/import/${record.id}/change/` }, "查看");
  if (under) {
    // A worker that is dead is followed by another in time: what is silent is still waited for.
    row.querySelector("progress").value = record.percent;
    said.replaceChildren(...(record.may_retry ? ["长时间没有进度，可以重试。 ", link] : [record.step || record.state_label]));
    return;
  }
  waiting.delete(row);
  if ("reload" in row.dataset) {
    location.reload();
    return;
  }
  row.querySelector("progress").remove();
  const outcome = row.closest("[data-outcome]");
  const failed = record.state === "failed";
  outcome.classList.toggle("dc-note-danger", failed);
  outcome.classList.toggle("dc-ok", !failed);
  outcome.querySelector("[data-while]").replaceChildren(failed ? "未能读取。" : "已读取。");
  said.replaceChildren(record.message || record.state_label, " ", link);
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
