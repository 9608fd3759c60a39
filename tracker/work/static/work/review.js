// 待审核 by keys: j and k go through the reports, a approves, r returns, u takes the last one back. What is
// decided by a key is sent ten seconds later, or when the page is left: until then nobody has been told.

import { button, h } from "../common/elements.js";
import { request } from "../common/requests.js";

const SECONDS = 10;
const cards = [...document.querySelectorAll("[data-report]")];
const decided = new Map(); // card → what will be sent
const isOpen = (card) => !decided.has(card) && !("done" in card.dataset);
let here = -1;

function go(index) {
  cards[here]?.removeAttribute("aria-current");
  here = Math.max(0, Math.min(index, cards.length - 1));
  const card = cards[here];
  card.setAttribute("aria-current", "true");
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "start" });
}

function onward() {
  const next = [...cards.slice(here + 1), ...cards.slice(0, here)].find(isOpen);
  if (next) {
    go(cards.indexOf(next));
  }
}

function say(card, ...words) {
  card.querySelector("[data-said]").replaceChildren(...words);
}

function decide(card, step, words, data) {
  let left = SECONDS;
  const count = h("span", { class: "dc-num" }, String(left));
  const clock = setInterval(() => {
    left -= 1;
    count.textContent = String(left);
    if (left <= 0) {
      send(card);
    }
  }, 1000);
  decided.set(card, { step, words, data, clock });
  card.classList.add("dc-is-decided");
  say(card, `将${words}，`, count, "秒后告知单位。", button("撤销（u）", () => takeBack(card), { class: "dc-button dc-is-small" }));
  onward();
}

function takeBack(card) {
  const meant = decided.get(card);
  if (meant) {
    clearInterval(meant.clock);
    decided.delete(card);
    card.classList.remove("dc-is-decided");
    say(card, "已撤销，尚未审核。");
    go(cards.indexOf(card));
  }
}

let line = Promise.resolve(); // one after the other: the next answer stands on the one before it
let underWay = 0;

function send(card, { leaving = false } = {}) {
  const meant = decided.get(card);
  clearInterval(meant.clock);
  decided.delete(card);
  card.dataset.done = "";
  underWay += 1;
  const post = () => tell(card, meant, leaving);
  line = leaving ? post() : line.then(post);
}

async function tell(card, { step, words, data }, leaving) {
  try {
    await request("POST", `/api/v1/reports/${card.dataset.report}/${step}/`, { data, keepalive: leaving });
    say(card, `已${words}。`);
  } catch (error) {
    card.classList.remove("dc-is-decided");
    delete card.dataset.done;
    say(card, h("span", { class: "dc-late" }, error.message));
  }
  underWay -= 1;
  if (!decided.size && !underWay && cards.every((one) => "done" in one.dataset)) {
    location.reload(); // what was beyond this page
  }
}

function sendAll() {
  [...decided.keys()].forEach((card) => send(card, { leaving: true }));
}

function approve(card) {
  const form = card.querySelector("[data-approve]");
  if (!form) {
    say(card, "您已初审，复核由另一名督查人员办理。");
    return;
  }
  const { comment, mark } = Object.fromEntries(new FormData(form));
  decide(card, "approve", form.dataset.approve, { comment, ...(mark ? { mark: Number(mark) } : {}) });
}

function giveBack(card) {
  const form = card.querySelector("[data-return]");
  const { reason, mark } = Object.fromEntries(new FormData(form));
  if (!reason.trim()) {
    form.reportValidity();
    return;
  }
  form.elements.reason.blur();
  decide(card, "return", "退回", { reason, ...(mark ? { mark: Number(mark) } : {}) });
}

const KEYS = {
  j: () => go(here + 1),
  k: () => go(here - 1),
  a: (card) => isOpen(card) && approve(card),
  r: (card) => {
    if (isOpen(card)) {
      card.querySelector("details").open = true;
      card.querySelector("textarea").focus();
    }
  },
  u: () => decided.size && takeBack([...decided.keys()].at(-1)),
};

document.addEventListener("keydown", (event) => {
  const box = event.target.closest("input:not([type=checkbox]), textarea, select, dialog");
  if (box) {
    const card = box.closest("[data-report]");
    if (card && box.tagName === "TEXTAREA" && event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      giveBack(card);
    } else if (card && event.key === "Escape") {
      box.blur();
      card.focus();
    }
    return;
  }
  const key = KEYS[event.key];
  if (key && cards.length && !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing) {
    event.preventDefault();
    if (here < 0) {
      go(0);
      if (event.key === "j" || event.key === "k") {
        return;
      }
    }
    key(cards[here]);
  }
});
window.addEventListener("pagehide", sendAll);
