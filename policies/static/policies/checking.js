// The checking page: the source text on one side, the ledger on the other, doubtful things first.

import { button, focusKey, h } from "../common/elements.js";
import { Refused, request } from "../common/requests.js";
import { accountAndMarking } from "./checking/deciding.js";
import { ask, field, isAsking, textBox } from "./checking/dialog.js";
import { Doubts } from "./checking/doubts.js";
import { addDate, bulk, editCycle, editDate } from "./checking/edit_dates.js";
import { addMeasure, addTask, dropTask, editMeasure, mergeTasks, rewriteTask, splitTask } from "./checking/edit_tasks.js";
import { addPerson, editPerson } from "./checking/edit_persons.js";
import { addUnit, editUnit } from "./checking/edit_units.js";
import { confirm, dispatch, returnToChecking } from "./checking/finish.js";
import { keysAreOn, showKeys, showTrail } from "./checking/help.js";
import { ImagePane } from "./checking/imagepane.js";
import { Ledger } from "./checking/ledger.js";
import { Store } from "./checking/store.js";
import { TextPane } from "./checking/textpane.js";

const page = document.querySelector("#checking");
const part = (name) => page.querySelector(`[data-part="${name}"]`);
const store = new Store(page.dataset.url, { unitsUrl: page.dataset.unitsUrl, kinds: JSON.parse(page.dataset.kinds) });

const text = new TextPane(part("text"), store, ({ measure, key }) => {
  doubts.leave();
  select(measure, { key });
});
const images = new ImagePane(part("image"), part("image-toggle"), part("panes"), store, (measure) => {
  doubts.leave();
  select(measure);
});
text.follower = (id, span) => images.show(id, span);
const doubts = new Doubts(part("doubts"), store, {
  show: (check) => showCheck(check),
  edit: (check) => editCheck(check),
  settle: (doubt) => settle(doubt, fineWords(doubt)),
  settleWith: (doubt) => settleWithWords(doubt),
});
const ledger = new Ledger(part("ledger"), store, {
  select: (id) => {
    doubts.leave();
    select(id, { focus: true });
  },
  chose: (count) => {
    part("chosen").textContent = count ? `已选${count}条` : "";
  },
  editUnit: (found) => asking(editUnit(store, found), found.measure, `unit-${found.unit.id}`),
  addUnit: (task) => asking(addUnit(store, task), null, `add-unit-${task.id}`),
  editDate: (found) => asking(editDate(store, found), found.measure, `date-${found.milestone.id}`),
  editCycle: (found) => asking(editCycle(store, found), found.measure, `cycle-${found.task.id}`),
  addDate: (task) => asking(addDate(store, task), null, `add-date-${task.id}`),
  editPerson: (found) => asking(editPerson(store, found), found.measure, `person-${found.person.id}`),
  addPerson: (task) => asking(addPerson(store, task), null, `add-person-${task.id}`),
  rewriteTask: (task) => asking(rewriteTask(store, task), null, `text-${task.id}`),
  splitTask: (task) => asking(splitTask(store, task), null, `split-${task.id}`),
  mergeTasks: (task, measure) => asking(mergeTasks(store, task, measure), measure, `text-${task.id}`),
  dropTask: (task) => asking(dropTask(store, task)),
  addTask: (measure) => asking(addTask(store, measure), measure, `add-task-${measure.id}`),
  editMeasure: (measure) => changeMeasure(measure),
  addMeasure: (after) => putMeasure(after),
});

const { account, marking, dismissOpen } = accountAndMarking({ part, store, text, attempt, saved, say, select });

// Showing

function select(id, { key = null, span = undefined, focus = false } = {}) {
  const chip = key ? spanOf(key) : null;
  ledger.show(id, { key, focus });
  text.show(id, span ?? chip);
  history.replaceState(null, "", id ? `#m${id}` : location.pathname);
}

function spanOf(key) {
  const [kind, id] = key.split("-");
  const found = kind === "unit" ? store.units.get(Number(id))?.unit : store.milestones.get(Number(id))?.milestone;
  return found?.span ?? null;
}

function showCheck(check) {
  const key = check.unit ? `unit-${check.unit}` : check.milestone ? `date-${check.milestone}` : null;
  select(check.measure, { key, span: check.span });
}

function render() {
  const { document: head, undo: newest } = store;
  part("loading").hidden = true;
  part("panes").hidden = false;
  part("tools").hidden = false;
  part("status").textContent = head.status_label;
  part("read-only").hidden = !head.read_only || Boolean(store.account?.offer);
  part("read-only").textContent = head.read_only;
  part("count").textContent = `${store.measures.size}条举措`;
  part("leads").checked = head.first_unit_leads;
  part("leads").disabled = !store.editable;
  const undoButton = part("undo");
  undoButton.hidden = !store.editable;
  undoButton.disabled = !newest;
  undoButton.querySelector("[data-what]").textContent = newest ? `撤销：${newest.what}` : "撤销";
  undoButton.title = newest ? `撤销 ${newest.who} 于 ${newest.at} 的修改：${newest.what}` : "没有可以撤销的修改";
  part("bulk").hidden = !store.editable || !store.measures.size;
  part("confirm").hidden = !store.editable || !store.measures.size;
  part("dispatch").hidden = head.status !== "confirmed";
  part("return").hidden = head.status !== "confirmed";
  account.render();
  text.render();
  images.render();
  ledger.render();
  ledger.does.chose(ledger.chosen.size);
  doubts.render();
  if (ledger.selected) {
    text.show(ledger.selected, text.pointed ?? doubts.check?.span);
  }
}

let quiet = 0;

function say(words, { actions = [], wrong = false } = {}) {
  clearTimeout(quiet);
  part("message").className = `dc-check-message${wrong ? " dc-is-wrong" : ""}`;
  part("message").replaceChildren(
    h("span", {}, words),
    ...actions.map(([name, run]) => button(name, run, { class: "dc-button" })),
    wrong ? button("×", () => say(""), { class: "dc-check-cross", "aria-label": "关闭提示" }) : "",
  );
  part("message").hidden = !words;
  if (words && !wrong) {
    quiet = setTimeout(() => say(""), 8000);
  }
}

// Doing

/** A call made by one click: when it fails the user is told, and may try again or see what is new. */
async function attempt(run) {
  try {
    await run();
    return true;
  } catch (error) {
    if (!(error instanceof Refused)) {
      throw error;
    }
    const actions = [];
    if (error.login) {
      actions.push(["重新登录", () => window.open(page.dataset.loginUrl, "_blank", "noopener")]);
    }
    if (error.conflict) {
      actions.push(["载入最新内容", () => attempt(async () => (await store.load(), say("已载入最新内容。")))]);
    } else if (error.retry) {
      actions.push(["重试", () => attempt(run)]);
    }
    say(error.message, { wrong: true, actions });
    return false;
  }
}

/** Wait for a dialog, then say what was saved and give the focus back. */
async function asking(dialog, measure = null, key = null) {
  const wasOn = doubts.current;
  const outcome = await dialog;
  if (outcome) {
    saved(typeof outcome === "string" ? outcome : null);
  }
  const moved = outcome && wasOn && advance(wasOn);
  if (!moved && !(key && focusKey(ledger.root, key))) {
    focusKey(ledger.root, `measure-${measure?.id ?? ledger.selected}`);
  }
  return outcome;
}

function saved(words) {
  const newest = store.trail.find((edit) => !edit.undone);
  say(words ?? (newest ? `已保存：${newest.what}` : "已保存。"));
}

/** When the doubtful thing that was looked at is settled, go on to the next. */
function advance(doubt) {
  if (store.doubts.some((other) => other.key === doubt.key)) {
    return false;
  }
  if (!doubts.go(1)) {
    doubts.render();
    say("待核事项已全部处理。");
    return false;
  }
  return ["doubt-edit", "doubt-fine"].some((key) => focusKey(doubts.root, key)) || true;
}

function editCheck(check) {
  const unit = store.units.get(check.unit);
  const date = store.milestones.get(check.milestone);
  const measure = store.measures.get(check.measure);
  if (check.marks) {
    return attempt(() => account.open(check.marks));
  }
  if (unit) {
    return ledger.does.editUnit(unit);
  }
  if (date) {
    return ledger.does.editDate(date);
  }
  if (check.kind === "no_unit" && measure) {
    return ledger.does.addUnit(measure.tasks.find((one) => !one.units.some((held) => held.role !== "oversee")) ?? measure.tasks[0]);
  }
  if (check.kind === "cycle" && measure) {
    return ledger.does.editCycle({ task: measure.tasks.find((one) => !one.cycle) ?? measure.tasks[0], measure });
  }
  return measure ? changeMeasure(measure) : settleWithWords(doubts.current);
}

function fineWords(doubt) {
  return doubt.kind === "no_unit" ? "不需要交办" : "无误";
}

async function settle(doubt, settlement) {
  const [{ marks: kind }] = doubt.checks;
  if (kind) {
    await dismissOpen(kind);
    advance(doubt);
    return;
  }
  const items = doubt.checks.map((check) => check.id);
  if (await attempt(() => store.edit("settle_items", { items, settlement }))) {
    saved();
    advance(doubt);
  }
}

function settleWithWords(doubt) {
  const words = textBox("settlement", { required: true, maxlength: "200", autofocus: true, wrong: "请写明处理结果。" });
  const items = doubt.checks.map((check) => check.id);
  const dialog = ask({
    store,
    title: "处理待核事项",
    body: [h("p", {}, doubt.message), field("处理结果", words)],
    run: () => store.edit("settle_items", { items, settlement: words.value }),
  });
  return asking(dialog);
}

function changeMeasure(measure) {
  return asking(editMeasure(store, measure, { addAfter: (after) => addMeasure(store, after) }), measure).then(showNew);
}

function putMeasure(after) {
  return asking(addMeasure(store, after)).then(showNew);
}

function showNew(answer) {
  if (answer?.result && store.measures.has(answer.result)) {
    select(answer.result, { focus: true });
  } else if (ledger.selected && !store.measures.has(ledger.selected)) {
    select(store.order[0] ?? null, { focus: true });
  }
}

async function undo() {
  if (!store.editable || !store.undo) {
    say("没有可以撤销的修改。");
    return;
  }
  let edit = null;
  if (await attempt(async () => (edit = await store.undoNewest()))) {
    await attempt(() => account.refresh());
    say(`已撤销：${edit.what}${edit.what.endsWith("并记为别名") ? "（别名已保留，可在“单位别名”中删除）" : ""}`);
    const touched = ledger.selected ?? null;
    if (touched && !store.measures.has(touched)) {
      select(null);
    }
  }
}

async function finish() {
  if (await confirm(store, page.dataset)) {
    say("文件已完成校核，可以交办。");
    await handOut();
  }
}

async function takeUpAgain() {
  if (await returnToChecking(store, page.dataset)) {
    say("文件已退回校核，可以修改。");
  }
}

async function handOut() {
  let preview = null;
  if (!(await attempt(async () => (preview = await request("GET", page.dataset.dispatchUrl))))) {
    return;
  }
  const message = await dispatch(store, page.dataset, preview);
  if (message) {
    say(message, { actions: [["查看文件", () => location.assign(page.dataset.documentUrl)]] });
  }
}

function setBulk() {
  return asking(bulk(store, { chosen: ledger.chosen, selected: ledger.selected }));
}

function walk(step) {
  const at = store.order.indexOf(ledger.selected);
  const id = store.order[at < 0 ? (step > 0 ? 0 : store.order.length - 1) : at + step];
  if (id) {
    doubts.leave();
    select(id, { focus: true });
  }
}

// Keys and buttons

const BY_KEY = {
  n: () => walkDoubts(1),
  p: () => walkDoubts(-1),
  j: () => walk(1),
  k: () => walk(-1),
  w: () => store.editable && doubts.current && settle(doubts.current, fineWords(doubts.current)),
  e: () => {
    if (!store.editable) {
      say(store.document.read_only);
    } else if (doubts.check) {
      editCheck(doubts.check);
    } else if (ledger.selected) {
      changeMeasure(store.measures.get(ledger.selected));
    }
  },
  x: () => store.editable && ledger.selected && ledger.choose(ledger.selected, !ledger.chosen.has(ledger.selected)),
  b: () => store.editable && store.measures.size && setBulk(),
  u: () => undo(),
  "?": () => showKeys(),
};

function walkDoubts(step) {
  if (doubts.go(step)) {
    ["doubt-edit", "doubt-fine", "doubt-next"].some((key) => focusKey(doubts.root, key));
  } else {
    say("没有待核事项。");
  }
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  const held = event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
  if (!store.loaded || typing || held || isAsking() || document.querySelector("dialog[open]") || !(event.key in BY_KEY) || !(keysAreOn() || event.key === "?")) {
    return;
  }
  event.preventDefault();
  BY_KEY[event.key]();
});

part("undo").addEventListener("click", undo);
part("bulk").addEventListener("click", setBulk);
part("trail").addEventListener("click", () => showTrail(store));
part("keys").addEventListener("click", showKeys);
part("confirm").addEventListener("click", finish);
part("dispatch").addEventListener("click", handOut);
part("return").addEventListener("click", takeUpAgain);
part("leads").addEventListener("change", async (event) => {
  const leads = event.target.checked;
  if (await attempt(() => store.edit("set_first_unit_leads", { leads }))) {
    saved();
  } else {
    event.target.checked = !leads;
  }
});
store.addEventListener("change", render);

// Opening

async function begin() {
  try {
    await store.load();
    const asked = Number(location.hash.match(/^#m(\d+)$/)?.[1]);
    if (store.measures.has(asked)) {
      select(asked);
    } else if (location.hash === "#mark" && !part("offer").hidden) {
      marking.start();
    }
  } catch (error) {
    part("loading").replaceChildren(
      h("p", { role: "alert" }, error instanceof Refused ? error.message : "页面出错，请刷新后重试。"),
      button("重新载入", begin, { class: "dc-button" }),
    );
    if (!(error instanceof Refused)) {
      throw error;
    }
  }
}

begin();
