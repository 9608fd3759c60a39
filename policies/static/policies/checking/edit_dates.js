// Dialogs about time limits, one by one and in bulk, and the reporting cycle.

import { h } from "../../common/elements.js";
import { Refused } from "../../common/requests.js";
import { ask, choice, field, textBox, tick, valueOf } from "./dialog.js";
import { CYCLES, FIRMNESS, isDated, KINDS } from "./words.js";

function select(name, options, value) {
  return h(
    "select",
    { class: "dc-input", name },
    Object.entries(options).map(([key, words]) => h("option", { value: key, selected: key === value }, words)),
  );
}

function dateInput(value, required) {
  return textBox("due_on", { type: "date", value: value ?? "", required, autofocus: true, min: "1990-01-01", max: "2100-12-31", wrong: "请填写日期。" });
}

function kindAndFirmness(body) {
  return { kind: valueOf(body, "kind"), firmness: valueOf(body, "firmness") };
}

/** Correct or drop a time limit. */
export function editDate(store, { milestone }) {
  const due = dateInput(milestone.due_on, false);
  const body = h(
    "div",
    {},
    milestone.phrase ? h("p", {}, "原文：", h("q", {}, milestone.phrase)) : null,
    milestone.reason ? h("p", { class: "dc-faint" }, `依据：${milestone.reason}`) : null,
    field("日期", due, milestone.phrase ? "没有确定日期的（如每月30日前）可留空" : ""),
    field("性质", select("kind", KINDS, milestone.kind)),
    choice("力度", "firmness", FIRMNESS, milestone.firmness),
  );
  return ask({
    store,
    title: "时限",
    body,
    also: [{ words: "删除该时限", danger: true, run: () => store.edit("drop_milestone", { milestone: milestone.id }) }],
    run: () => store.edit("change_milestone", { milestone: milestone.id, due_on: due.value || null, ...kindAndFirmness(body) }),
  });
}

/** Give a task a date more. */
export function addDate(store, task) {
  const due = dateInput("", true);
  const body = h("div", {}, field("日期", due), field("性质", select("kind", KINDS, "due")), choice("力度", "firmness", FIRMNESS, "must"));
  return ask({
    store,
    title: "增加时限",
    body,
    run: () => store.edit("add_milestone", { task: task.id, due_on: due.value, ...kindAndFirmness(body) }),
  });
}

const MONTHLY = "FREQ=MONTHLY";

/** The part of a form that asks how often, and by which day of a month; `value()` is the rule. */
function cycleFields(options, current) {
  const [, byDay] = /^FREQ=MONTHLY;BYMONTHDAY=(\d+)$/.exec(current) ?? [];
  const cycle = select("cycle", options, byDay ? MONTHLY : current);
  const day = textBox("month_day", { type: "number", min: "1", max: "31", value: byDay ?? "", wrong: "请填写1至31之间的日期。" });
  const dayField = field("每月几日前", day, "留空为当月最后一日；没有这一日的月份，为当月最后一日");
  const refresh = () => (dayField.hidden = day.disabled = cycle.value !== MONTHLY);
  cycle.addEventListener("change", refresh);
  refresh();
  return { cycle, body: [field("报送周期", cycle), dayField], value: () => (cycle.value === MONTHLY && day.value ? `${MONTHLY};BYMONTHDAY=${Number(day.value)}` : cycle.value) };
}

/** How often progress on the tasks of a measure is asked for. */
export function editCycle(store, { task, measure }) {
  const options = task.cycle && !/^FREQ=MONTHLY;BYMONTHDAY=\d+$/.test(task.cycle) ? { [task.cycle]: task.cycle_in_words, ...CYCLES } : CYCLES;
  const fields = cycleFields(options, task.cycle);
  fields.cycle.autofocus = true;
  const printed = [task.frequency, ...task.milestones.filter((one) => one.kind === "recurring").map((one) => one.phrase)].filter(Boolean);
  const body = [
    printed.length ? h("p", {}, "原文：", h("q", {}, printed.join("、"))) : null,
    ...fields.body,
    measure.tasks.length > 1 ? h("p", { class: "dc-faint" }, `该举措的${measure.tasks.length}项任务一并设定。`) : null,
  ];
  return ask({ store, title: "报送周期", body, run: () => store.edit("set_cycle", { measures: [measure.id], cycle: fields.value() }) });
}

/** Dates and cycles for the whole document, a section or a selection. */
export function bulk(store, { chosen, selected }) {
  const all = [...store.measures.values()];
  const here = store.sections.findLast((section) => store.under(section).some((measure) => measure.id === selected));
  const section = select(
    "section",
    Object.fromEntries(store.sections.map((one) => [one.id, `${one.path.join(" / ")} ${one.title}`])),
    String(here?.id ?? store.sections[0]?.id),
  );
  const scopes = { all: `整个文件（${all.length}条）`, section: "一节", chosen: `选中的举措（${chosen.size}条）` };
  if (!store.sections.length) {
    delete scopes.section;
  }
  if (!chosen.size) {
    delete scopes.chosen;
  }
  const due = dateInput("", false);
  const outcome = h("p", { class: "dc-check-target", role: "status" });
  const often = cycleFields({ keep: "不改动", ...CYCLES }, "keep");
  const { cycle } = often;
  const proposed = h("p", { class: "dc-faint" });
  const body = h(
    "div",
    {},
    choice("范围", "scope", scopes, chosen.size ? "chosen" : here ? "section" : "all"),
    field("节", section),
    field("时限", due, "留空则不改动时限"),
    tick("只设定未写时限的任务", "only_undated", true),
    choice("力度", "firmness", FIRMNESS, "must"),
    often.body,
    proposed,
    outcome,
  );

  function measures() {
    const scope = valueOf(body, "scope");
    if (scope === "section") {
      return store.under(store.sections.find((one) => String(one.id) === section.value));
    }
    return scope === "chosen" ? all.filter((measure) => chosen.has(measure.id)) : all;
  }

  function refresh() {
    const tasks = measures().flatMap((measure) => measure.tasks);
    section.closest(".dc-check-field").hidden = valueOf(body, "scope") !== "section";
    const changed = tasks.filter((task) => !(valueOf(body, "only_undated") && isDated(task)));
    const parts = [`${measures().length}条举措、${tasks.length}项任务`];
    if (due.value) {
      parts.push(`${changed.length}项将设定时限${due.value}`);
    }
    outcome.textContent = `范围内有${parts.join("，")}。`;
    const counts = new Map();
    tasks.filter((task) => task.frequency).forEach((task) => counts.set(task.frequency, (counts.get(task.frequency) ?? 0) + 1));
    const words = [...counts].map(([frequency, count]) => `“${frequency}”（${count}项）`);
    proposed.textContent = words.length ? `原文提出的频次：${words.join("、")}` : "原文没有提出报送频次。";
  }

  body.addEventListener("input", refresh);
  body.addEventListener("change", refresh);
  refresh();
  let dated = "";
  return ask({
    store,
    title: "批量设定",
    body,
    save: "设定",
    run: async () => {
      const ids = measures().map((measure) => measure.id);
      if (!due.value && cycle.value === "keep") {
        throw new Refused("请填写时限，或选择报送周期。");
      }
      if (!ids.length) {
        throw new Refused("该范围内没有举措。");
      }
      const done = [];
      if (due.value) {
        const args = { measures: ids, due_on: due.value, firmness: valueOf(body, "firmness"), only_undated: valueOf(body, "only_undated") };
        // Two edits: what went through is not sent again by a second try.
        if (dated !== JSON.stringify(args)) {
          done.push(`${(await store.edit("set_dates", args)).result}项任务已设定时限`);
          dated = JSON.stringify(args);
        }
      }
      if (cycle.value !== "keep") {
        done.push(`${(await store.edit("set_cycle", { measures: ids, cycle: often.value() })).result}项任务已调整报送周期`);
      }
      return `${done.join("，")}。`;
    },
  });
}
