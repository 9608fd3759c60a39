// The files under way: ask how far each has come, and show the page anew when one is there.

import { request } from "../common/requests.js";

const waiting = [...document.querySelectorAll("[data-export]")];
let pause = 1000;

async function look(card) {
  const made = await request("GET", card.dataset.export);
  if (made.state === "done" || made.state === "failed" || made.may_retry) {
    return true;
  }
  card.querySelector("progress").value = made.percent;
  const rows = made.rows_total === null ? "" : `，已写${made.rows_done}行，共${made.rows_total}行`;
  card.querySelector("[data-said]").textContent = `${made.state_label}${rows}`;
  return false;
}

async function turn() {
  try {
    const ended = await Promise.all(waiting.map(look));
    if (ended.some(Boolean)) {
      location.reload();
      return;
    }
    pause = Math.min(pause + 250, 5000);
  } catch {
    pause = 10000; // The server is away for a moment: the work goes on without us.
  }
  setTimeout(turn, pause);
}

if (waiting.length) {
  setTimeout(turn, pause);
}
