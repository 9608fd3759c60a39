// The ledger: headings, measures, tasks with units, dates and cycle.

import { button, focusKey, h, keepingFocus, reveal } from "../../common/elements.js";
import { dateWords, firstLeader, isKnown, meaning, measureName, ROLES } from "./words.js";

export class Ledger {
  /** `does` holds what the buttons do; `chosen` the ids of the measures ticked for bulk edits. */
  constructor(root, store, does) {
    this.root = root;
    this.store = store;
    this.does = does;
    this.chosen = new Set();
    this.selected = null;
  }

  render() {
    this.chosen.forEach((id) => this.store.measures.has(id) || this.chosen.delete(id));
    keepingFocus(this.root, () => {
      const lines = this.store.lines();
      this.root.replaceChildren(
        lines.length
          ? h("ol", { class: "dc-check-lines" }, lines.map((line) => (line.section ? heading(line.section) : this.#measure(line.measure))))
          : this.#empty(),
      );
    });
  }

  /** Mark the measure and bring it into view; `key` names the chip that is meant. */
  show(measureId, { key = null, focus = false } = {}) {
    if (measureId !== this.selected) {
      const before = this.selected;
      this.selected = measureId;
      // Only what looks different now: a long ledger must not be made anew at every key.
      keepingFocus(this.root, () => [before, measureId].forEach((id) => this.#renew(id)));
    }
    this.root.querySelectorAll(".dc-is-current").forEach((chip) => chip.classList.remove("dc-is-current"));
    const row = this.root.querySelector(`[data-row="${measureId}"]`);
    const chip = key && row?.querySelector(`[data-key="${CSS.escape(key)}"]`);
    chip?.classList.add("dc-is-current");
    if (row) {
      reveal(this.root, row.scrollHeight > this.root.clientHeight / 2 && chip ? chip : row);
    }
    if (focus) {
      focusKey(this.root, `measure-${measureId}`);
    }
  }

  #renew(id) {
    const measure = this.store.measures.get(id);
    if (measure) {
      this.root.querySelector(`[data-row="${id}"]`)?.replaceWith(this.#measure(measure));
    }
  }

  #empty() {
    const add = button("增加举措", () => this.does.addMeasure(null), { class: "dc-button" });
    return h("div", { class: "dc-check-empty" }, h("p", {}, "没有读出举措。"), this.store.editable ? add : null);
  }

  #measure(measure) {
    const open = this.store.checksOf(measure.id).length;
    const isSelected = measure.id === this.selected;
    const name = measureName(measure);
    return h(
      "li",
      {
        class: `dc-check-measure dc-depth-${Math.min(measure.path.length, 4)}${isSelected ? " dc-is-selected" : ""}`,
        "aria-current": isSelected ? "true" : null,
        dataset: { row: measure.id },
        onclick: (event) => event.target.closest("button, input, label") || this.does.select(measure.id),
      },
      h(
        "div",
        { class: "dc-check-head" },
        this.store.editable
          ? h("input", {
              type: "checkbox",
              "aria-label": `选中：${name}`,
              checked: this.chosen.has(measure.id),
              dataset: { key: `choose-${measure.id}` },
              onchange: (event) => this.choose(measure.id, event.target.checked),
            })
          : null,
        button(name, () => this.does.select(measure.id), { class: "dc-check-name", dataset: { key: `measure-${measure.id}` } }),
        open ? h("span", { class: "dc-check-badge" }, `待核${open}`) : null,
        isSelected && this.store.editable
          ? tool("修改举措", `rename-${measure.id}`, () => this.does.editMeasure(measure))
          : null,
      ),
      h(
        "ol",
        { class: "dc-check-tasks" },
        measure.tasks.map((task, index) => this.#task(measure, task, index, isSelected)),
      ),
    );
  }

  #task(measure, task, index, isSelected) {
    const several = measure.tasks.length > 1;
    const tools = isSelected && this.store.editable;
    const leader = firstLeader(task, this.store.document.first_unit_leads);
    return h(
      "li",
      { class: "dc-check-task", dataset: { task: task.id } },
      isSelected || several
        ? h("p", { class: "dc-check-task-text" }, several ? h("span", { class: "dc-faint" }, `任务${index + 1} `) : null, task.text)
        : null,
      h(
        "div",
        { class: "dc-chips" },
        task.units.map((unit) => this.#unit(unit, task, measure, unit === leader)),
        task.units.length ? null : h("span", { class: "dc-faint" }, "未写单位"),
        tools ? tool("＋单位", `add-unit-${task.id}`, () => this.does.addUnit(task)) : null,
      ),
      h(
        "div",
        { class: "dc-chips" },
        task.milestones.map((milestone) => this.#date(milestone, task, measure)),
        task.milestones.length ? null : h("span", { class: "dc-faint" }, "未写时限"),
        task.cycle ? this.#chip("dc-check-chip dc-check-cycle", `cycle-${task.id}`, `${task.cycle_in_words}报送`, () => this.does.editCycle({ task, measure })) : null,
        task.frequency ? h("span", { class: "dc-faint" }, `原文“${task.frequency}”`) : null,
        tools ? tool("＋时限", `add-date-${task.id}`, () => this.does.addDate(task)) : null,
        tools && !task.cycle ? tool("＋报送周期", `cycle-${task.id}`, () => this.does.editCycle({ task, measure })) : null,
      ),
      task.persons.length || tools
        ? h(
            "div",
            { class: "dc-chips" },
            task.persons.map((person) => this.#chip("dc-check-chip dc-is-person", `person-${person.id}`, person.words, () => this.does.editPerson({ person, task, measure }))),
            tools ? tool("＋责任人", `add-person-${task.id}`, () => this.does.addPerson(task)) : null,
          )
        : null,
      task.extra.length
        ? h("dl", { class: "dc-check-extra" }, task.extra.map(([name, words]) => h("div", {}, h("dt", {}, name), h("dd", {}, words))))
        : null,
      tools
        ? h(
            "div",
            { class: "dc-check-tools" },
            tool("修改内容", `text-${task.id}`, () => this.does.rewriteTask(task)),
            tool("拆分", `split-${task.id}`, () => this.does.splitTask(task)),
            index < measure.tasks.length - 1
              ? tool("与下一项合并", `merge-${task.id}`, () => this.does.mergeTasks(task, measure))
              : null,
            several ? tool("删除任务", `drop-task-${task.id}`, () => this.does.dropTask(task)) : null,
            index === measure.tasks.length - 1
              ? tool("增加任务", `add-task-${measure.id}`, () => this.does.addTask(measure))
              : null,
          )
        : null,
    );
  }

  #unit(unit, task, measure, leads) {
    const known = isKnown(unit);
    const doubtful = this.store.doubtful.has(`unit-${unit.id}`);
    const role = leads ? "首位牵头" : ROLES[unit.role];
    const meant = meaning(unit);
    const parts = [
      h("span", { class: "dc-check-role" }, role),
      unit.name,
      known && meant !== unit.name ? h("span", { class: "dc-check-means" }, `→ ${meant}`) : null,
      known ? null : h("span", { class: "dc-check-unknown" }, "待定"),
      known && doubtful ? h("span", { class: "dc-check-unknown" }, "待核") : null,
      unit.inherited ? h("span", { class: "dc-check-means" }, "统一负责") : null,
    ];
    const style = `dc-check-chip dc-role-${leads ? "lead" : unit.role}${known && !doubtful ? "" : " dc-is-unknown"}`;
    return this.#chip(style, `unit-${unit.id}`, parts, () => this.does.editUnit({ unit, task, measure }));
  }

  #date(milestone, task, measure) {
    const doubtful = this.store.doubtful.has(`date-${milestone.id}`);
    const style = `dc-check-chip dc-is-date${milestone.firmness === "strive" ? " dc-is-strive" : ""}${doubtful ? " dc-is-unknown" : ""}`;
    const parts = [dateWords(milestone), doubtful ? h("span", { class: "dc-check-unknown" }, "待核") : null];
    return this.#chip(style, `date-${milestone.id}`, parts, () => this.does.editDate({ milestone, task, measure }));
  }

  #chip(style, key, parts, edit) {
    return this.store.editable
      ? button(parts, edit, { class: style, dataset: { key } })
      : h("span", { class: style, dataset: { key } }, parts);
  }

  /** Tick or untick a measure for bulk edits. */
  choose(id, on) {
    this.chosen[on ? "add" : "delete"](id);
    const box = this.root.querySelector(`[data-key="choose-${id}"]`);
    if (box) {
      box.checked = on;
    }
    this.does.chose(this.chosen.size);
  }
}

function heading(section) {
  return h(
    "li",
    { class: `dc-check-section dc-depth-${Math.min(section.path.length, 4)}` },
    `${section.path.at(-1) ?? ""} ${section.title}`.trim(),
  );
}

function tool(words, key, run) {
  return button(words, run, { class: "dc-check-tool", dataset: { key } });
}
