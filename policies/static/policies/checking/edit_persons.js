// Dialogs about the persons whom a document names for a task.

import { h } from "../../common/elements.js";
import { ask, field, textBox } from "./dialog.js";
import { ROLES } from "./words.js";

const KINDS = ["责任人", "责任领导", "联系人"];

function fields(task, person) {
  const kinds = h("datalist", { id: "dc-check-person-kinds" }, KINDS.map((kind) => h("option", { value: kind })));
  const kind = textBox("kind", { maxlength: "20", value: person?.kind ?? KINDS[0], list: kinds.id });
  const name = textBox("name", { required: true, maxlength: "50", value: person?.name ?? "", autofocus: true, wrong: "请填写姓名。" });
  const title = textBox("title", { maxlength: "100", value: person?.title ?? "" });
  const phone = textBox("phone", { maxlength: "50", value: person?.phone ?? "" });
  const units = task.units.map((unit) => h("option", { value: String(unit.id), selected: unit.id === person?.unit }, `${unit.name}（${ROLES[unit.role]}）`));
  const unit = h("select", { class: "dc-input", name: "unit" }, h("option", { value: "" }, "整项任务"), units);
  return {
    body: [field("姓名", name), field("类别", kind, "如责任人、责任领导、联系人"), kinds, field("职务", title), field("电话", phone), field("所属单位", unit)],
    value: () => ({
      name: name.value,
      kind: kind.value,
      title: title.value,
      phone: phone.value,
      responsibility: unit.value ? Number(unit.value) : null,
    }),
  };
}

/** Correct a person, or drop one. */
export function editPerson(store, { person, task }) {
  const form = fields(task, person);
  return ask({
    store,
    title: `责任人：${person.name}`,
    body: form.body,
    also: [{ words: "删除该责任人", danger: true, run: () => store.edit("drop_person", { person: person.id }) }],
    run: () => store.edit("change_person", { person: person.id, ...form.value() }),
  });
}

/** Name a person for a task. */
export function addPerson(store, task) {
  const form = fields(task, null);
  return ask({ store, title: "增加责任人", body: form.body, run: () => store.edit("add_person", { task: task.id, ...form.value() }) });
}
