// 填报进展. Without this script the page is an ordinary form that saves and files on its buttons.

import { button } from "../common/elements.js";
import { token } from "../common/requests.js";
import { Draft } from "./report/draft.js";
import { Files } from "./report/files.js";

const form = document.getElementById("report-form");
const state = JSON.parse(document.getElementById("report-state").textContent);

const view = {
  line: form.querySelector("[data-saved]"),
  last: form.querySelector("[data-saved]").textContent,
  say(text, isTrouble = false) {
    this.line.textContent = text;
    this.line.classList.toggle("dc-is-trouble", isTrouble);
  },
  pending() {
    this.say("有改动，即将自动保存");
  },
  saving() {
    this.say("正在保存…");
  },
  saved(time) {
    this.last = `已保存 ${time}`;
    this.say(this.last);
  },
  unchanged() {
    this.say(this.last);
  },
  trouble(text) {
    this.say(text, true);
  },
  choose(text, choices) {
    const note = form.querySelector("[data-choice]");
    note.querySelector("[data-choice-text]").textContent = text;
    const choose = (act) => () => {
      note.hidden = true;
      act();
    };
    const buttons = choices.map(([label, act]) => button(label, choose(act), { class: "dc-chip" }));
    note.querySelector("[data-choice-buttons]").replaceChildren(...buttons);
    note.hidden = false;
    note.scrollIntoView({ block: "nearest" });
  },
};

// Why it went down is asked only when it has.
const dropped = form.querySelector("[data-field=drop_reason]");
function askWhyItDropped() {
  const percent = form.elements.percent.value.trim();
  const fell = percent !== "" && Number(percent) < Number(form.dataset.reached);
  dropped.hidden = !fell && !form.elements.drop_reason.value && !dropped.querySelector(".errors");
}
form.addEventListener("input", askWhyItDropped);
form.addEventListener("filled", askWhyItDropped);

const draft = new Draft(form, state, view);
const files = new Files(form, state, () => draft.queue);
askWhyItDropped();

// Nothing is filed before it is saved: a page that cannot be sent leaves nothing behind but the draft.
let filing = false;
let ready = false;
form.addEventListener("submit", async (event) => {
  if (ready) {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
  if (event.submitter?.name === "_restart") {
    await draft.giveUp();
    ready = true;
    form.requestSubmit(event.submitter);
    return;
  }
  if (event.submitter?.name === "_save") {
    draft.save(true);
    return;
  }
  if (filing) {
    return;
  }
  filing = true;
  await files.settled();
  if (await draft.save(true)) {
    ready = true;
    form.elements.csrfmiddlewaretoken.value = token();
    form.requestSubmit(event.submitter);
  }
  filing = false;
});

// Back from the browser's memory the form may be sent again.
window.addEventListener("pageshow", () => {
  ready = false;
});
