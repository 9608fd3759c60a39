// Dialogs about tasks and whole measures.

import { h } from "../../common/elements.js";
import { Refused } from "../../common/requests.js";
import { area, ask, field, textBox } from "./dialog.js";
import { dateWords, measureName, ROLES } from "./words.js";

function askText(store, title, before, run) {
  const text = area("text", before, { required: true, autofocus: true, wrong: "请填写任务内容。" });
  return ask({ store, title, body: [field("任务内容", text)], run: () => run(text.value) });
}

/** A task more. */
export function addTask(store, measure) {
  return askText(store, "增加任务", "", (text) => store.edit("add_task", { measure: measure.id, text }));
}

/** What a task says. */
export function rewriteTask(store, task) {
  return askText(store, "修改任务内容", task.text, (text) => store.edit("rewrite_task", { task: task.id, text }));
}

/** Cut a task in two where the cursor stands. */
export function splitTask(store, task) {
  const text = h("textarea", { class: "dc-input", rows: 7, autofocus: true, spellcheck: "false" }, task.text);
  const first = h("p", {});
  const second = h("p", {});
  const at = () => text.selectionStart;

  function refresh() {
    // The text is there to place the cursor in, not to be typed over.
    if (text.value !== task.text) {
      text.value = task.text;
    }
    first.textContent = `第一项：${task.text.slice(0, at()).trim() || "（空）"}`;
    second.textContent = `第二项：${task.text.slice(at()).trim() || "（空）"}`;
    for (const one of dates.querySelectorAll("input:not([data-touched])")) {
      const phrase = task.milestones.find((milestone) => milestone.id === Number(one.value)).phrase;
      one.checked = Boolean(phrase) && task.text.indexOf(phrase) >= at();
    }
  }

  function boxes(name, rows, words) {
    return rows.map((row) =>
      h(
        "label",
        { class: "dc-tick" },
        h("input", { type: "checkbox", name, value: String(row.id), onchange: (event) => (event.target.dataset.touched = "") }),
        ` ${words(row)}`,
      ),
    );
  }
  const units = h("fieldset", { class: "dc-check-field" }, h("legend", {}, "归入第二项的单位"), boxes("unit", task.units, (unit) => `${ROLES[unit.role]} ${unit.name}`));
  const dates = h("fieldset", { class: "dc-check-field" }, h("legend", {}, "归入第二项的时限"), boxes("date", task.milestones, dateWords));
  const body = h(
    "div",
    {},
    field("请把光标放在拆分处", text, "点击文字，或用方向键移动光标"),
    h("div", { class: "dc-check-preview", role: "status" }, first, second),
    task.units.length ? units : null,
    task.milestones.length ? dates : null,
    h("p", { class: "dc-faint" }, "两项都需要的单位，拆分后在第二项中增加。"),
  );
  text.addEventListener("beforeinput", (event) => event.preventDefault());
  for (const name of ["input", "keyup", "click", "select", "focus"]) {
    text.addEventListener(name, refresh);
  }
  text.setSelectionRange(0, 0);
  refresh();
  const ids = (name) => [...body.querySelectorAll(`[name=${name}]:checked`)].map((one) => Number(one.value));
  return ask({
    store,
    title: "拆分任务",
    body,
    save: "拆分",
    extra: at,
    run: () => {
      if (!task.text.slice(0, at()).trim() || !task.text.slice(at()).trim()) {
        throw new Refused("请把光标放在任务内容中间。");
      }
      return store.edit("split_task", {
        task: task.id,
        // The server counts characters, the browser halves of some of them.
        at: Array.from(task.text.slice(0, at())).length,
        units_to_second: ids("unit"),
        milestones_to_second: ids("date"),
      });
    },
  });
}

/** Join a task with the next one. */
export function mergeTasks(store, task, measure) {
  const following = measure.tasks[measure.tasks.indexOf(task) + 1];
  return ask({
    store,
    title: "合并任务",
    body: [h("p", {}, "以下两项将合为一项，单位和时限一并归入："), h("p", {}, `一、${task.text}`), h("p", {}, `二、${following?.text}`)],
    save: "合并",
    run: () => store.edit("merge_tasks", { task: task.id }),
  });
}

/** A task less. */
export function dropTask(store, task) {
  return ask({
    store,
    title: "删除任务",
    body: [h("p", {}, "删除该任务及其单位、时限（可以撤销）："), h("p", {}, task.text)],
    save: "删除",
    danger: true,
    run: () => store.edit("drop_task", { task: task.id }),
  });
}

/** A measure's title; or drop it, or put one behind it. */
export function editMeasure(store, measure, { addAfter }) {
  const title = textBox("title", { maxlength: "200", autofocus: true, value: measure.title });
  return ask({
    store,
    title: `举措 ${measure.path.join(" / ")}`,
    body: [field("标题", title, "留空则以内容的开头作为标题"), h("p", { class: "dc-check-quote" }, measure.text)],
    also: [
      { words: "删除整条举措", danger: true, run: () => store.edit("drop_measure", { measure: measure.id }) },
      { words: "在其后增加举措", run: () => "add" },
    ],
    run: () => store.edit("rename_measure", { measure: measure.id, title: title.value }),
  }).then((outcome) => (outcome === "add" ? addAfter(measure) : outcome));
}

/** A measure that the reading missed; `after`: the one before it, or null. */
export function addMeasure(store, after) {
  const above = after ? after.path.slice(0, -1).map((label) => `${label} / `).join("") : "";
  const path = textBox("path", { required: true, maxlength: "100", value: above, wrong: "请填写序号。", autofocus: true });
  const title = textBox("title", { required: true, maxlength: "200", wrong: "请填写标题。" });
  const text = area("text", "", { rows: 5 });
  return ask({
    store,
    title: after ? `在“${measureName(after)}”之后增加举措` : "增加举措",
    body: [
      field("序号", path, "从章到条，以“/”分隔，如：三 / （一） / 2"),
      field("标题", title),
      field("内容", text),
    ],
    run: () =>
      store.edit("add_measure", {
        after: after?.id ?? null,
        path: path.value.split(/[/／]/).map((label) => label.trim()).filter(Boolean),
        title: title.value,
        text: text.value,
      }),
  });
}
