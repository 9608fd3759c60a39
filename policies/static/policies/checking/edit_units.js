// Dialogs about units: whom a printed name stands for, its role, a unit more, a unit less.

import { ask, choice, field, tick, valueOf } from "./dialog.js";
import { h } from "./dom.js";
import { picker } from "./picker.js";
import { meaning, ROLES } from "./words.js";

/** The part of a form that says whom a unit stands for; `value()` gives what the server wants. */
function meaningFields(store, { unit = null, onchange = () => {} } = {}) {
  let target = null;
  let members = unit ? [...unit.chosen] : [];
  const shown = h("p", { class: "ck-target", role: "status" });
  const chosen = h("div", { class: "ck-chips" });
  const remember = tick("记住为别名（以后再遇到这个名称，自动对应到该单位）", "remember", false);

  const memberPicker = picker({
    label: "成员",
    search: (text) => store.search(text),
    onpick: (line) => {
      const added = line.group ? line.members : [{ id: line.department, name: line.name }];
      members = [...members, ...added.filter((one) => !members.some((other) => other.id === one.id))];
      render();
      memberPicker.input.focus();
    },
  });
  const membersField = h(
    "div",
    {},
    field("指定成员", memberPicker.input, "可逐个添加；选择单位组时，添加其全部成员"),
    memberPicker.element,
    chosen,
  );
  const unitPicker = picker({
    label: "单位",
    search: (text, options) => store.search(text, options),
    similar: unit && !meaning(unit) ? unit.name : "",
    onpick: (line) => {
      target = line;
      members = [];
      onchange(line);
      render();
      (line.is_open ? memberPicker.input : shown.closest("form")?.querySelector("[type=submit]"))?.focus();
    },
  });

  function isOpenGroup() {
    return target ? Boolean(target.is_open) : Boolean(unit?.group?.is_open);
  }

  function render() {
    const now = target ? target.name : unit ? meaning({ ...unit, chosen: [] }) : "";
    shown.textContent = now ? `对应：${now}${isOpenGroup() ? "（成员待定，请在下面指定）" : ""}` : "尚未指定";
    membersField.hidden = !isOpenGroup();
    remember.hidden = !(target?.department && unit);
    chosen.replaceChildren(
      ...members.map((member) =>
        h(
          "span",
          { class: "ck-chip" },
          member.name,
          h(
            "button",
            {
              type: "button",
              class: "ck-cross",
              "aria-label": `去掉${member.name}`,
              onclick: () => {
                members = members.filter((other) => other.id !== member.id);
                render();
              },
            },
            "×",
          ),
        ),
      ),
    );
  }

  render();
  return {
    start: isOpenGroup() && !members.length ? memberPicker.input : unitPicker.input,
    body: [field("对应单位或单位组", unitPicker.input), unitPicker.element, shown, membersField, remember],
    extra: () => JSON.stringify([target?.department, target?.group, members.map((member) => member.id)]),
    isChanged: () => {
      const before = (unit?.chosen ?? []).map((member) => member.id).join();
      return Boolean(target) || (isOpenGroup() && members.map((member) => member.id).join() !== before);
    },
    value: () => ({
      department: target ? target.department : unit?.department?.id,
      group: target ? target.group : unit?.group?.id,
      chosen: isOpenGroup() ? members.map((member) => member.id) : [],
    }),
  };
}

/** Correct a unit: whom it stands for, its role, or that it is none. */
export function editUnit(store, { unit, task }) {
  const meant = meaningFields(store, { unit });
  const same = store.checks.filter((check) => check.unit && check.unit !== unit.id && store.units.get(check.unit)?.unit.name === unit.name);
  const body = h(
    "div",
    {},
    choice("分工", "role", ROLES, unit.role),
    meant.body,
    same.length ? tick(`同名单位一并处理（另有${same.length}处待核）`, "everywhere", true) : null,
  );
  let roleNow = unit.role;
  meant.start.autofocus = true;
  return ask({
    title: `单位：${unit.name}`,
    body,
    extra: meant.extra,
    reload: () => store.load(),
    also: [{ words: "删除该单位", danger: true, run: () => store.edit("drop_unit", { responsibility: unit.id }) }],
    run: async () => {
      const role = valueOf(body, "role");
      // Each is an edit of its own; what went through is not sent again by a second try.
      if (role !== roleNow) {
        await store.edit("change_role", { responsibility: unit.id, role });
        roleNow = role;
      }
      if (meant.isChanged()) {
        const everywhere = valueOf(body, "everywhere") ?? false;
        const remember = !body.querySelector("[name=remember]").closest("label").hidden && valueOf(body, "remember");
        await store.edit("settle_unit", { responsibility: unit.id, ...clean(meant.value()), everywhere, remember });
      }
    },
  });
}

/** Add a unit to a task: one from the list, or by its name alone. */
export function addUnit(store, task) {
  const name = h("input", { type: "text", class: "ck-input", name: "name", maxlength: "100", required: true, dataset: { wrong: "请选择单位，或填写单位名称。" } });
  const meant = meaningFields(store, {
    onchange: (line) => {
      name.value = line.name;
    },
  });
  const body = h(
    "div",
    {},
    choice("分工", "role", ROLES, task.units.some((unit) => unit.role === "lead") ? "support" : "responsible"),
    meant.body,
    field("在台账中的名称", name, "单位库中没有的，可直接填写名称，以后再指定"),
  );
  meant.start.autofocus = true;
  return ask({
    title: "增加单位",
    body,
    extra: meant.extra,
    reload: () => store.load(),
    run: () => store.edit("add_unit", { task: task.id, name: name.value, role: valueOf(body, "role"), ...clean(meant.value()) }),
  });
}

function clean(meant) {
  return Object.fromEntries(Object.entries(meant).filter(([, value]) => value !== undefined && value !== null));
}
