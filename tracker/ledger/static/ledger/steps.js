// A step under way: ask how far it has come, and show the page anew when it has ended.

import { request } from "../common/requests.js";

const card = document.querySelector("[data-step]");
let pause = 700;

async function turn() {
  try {
    const step = await request("GET", card.dataset.step);
    if (!["waiting", "running"].includes(step.state)) {
      location.reload();
      return;
    }
    card.querySelector("progress").value = step.percent;
    card.querySelector("[data-said]").textContent = `${step.state_label}，已办${step.done}项，共${step.total}项`;
    pause = Math.min(pause + 200, 4000);
  } catch {
    pause = 8000; // The server is away for a moment: the work goes on without us.
  }
  setTimeout(turn, pause);
}

if (card) {
  setTimeout(turn, pause);
}
