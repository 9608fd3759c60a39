// Dialogs about units: whom a printed name stands for, its role, a unit more, a unit less.

import { button, h } from "../../common/elements.js";
import { picker } from "../../common/picker.js";
import { ask, choice, field, textBox, tick, valueOf } from "./dialog.js";
import { meaning, ROLES } from "./words.js";

function unitPicker(store, label, onpick, similar = "") {
  const input = textBox("", { placeholder: "输入名称中的文字查找" });
  const found = picker(input, {
    label,
    onpick,
    search: (text) => store.search(text),
    suggest: similar && { words: "可能是以下单位：", find: () => store.search(similar, { similar: true }) },
    none: "没有匹配的单位。",
    draw: (line) => [
      h("strong", {}, line.name),
      line.full_name !== line.name ? h("span", { class: "dc-faint" }, ` ${line.full_name}`) : null,
      line.group ? h("span", { class: "dc-faint" }, ` 单位组${line.is_open ? "（成员待定）" : `（${line.members.length}个成员）`}`) : null,
    ],
  });
  return [input, h("div", {}, found)];
}

/** A unit that is not in the register yet: what is like it is shown first, then it is added and chosen. */
function newUnit(store, printed, onmade) {
  const name = textBox("", { maxlength: "100" });
  name.value = printed;
  const kind = h("select", { class: "dc-input" }, store.kinds.map(([value, words]) => h("option", { value }, words)));
  const said = h("p", { class: "dc-faint", role: "status" });
  const like = async () => {
    const found = await store.search(name.value.trim(), { similar: true });
    said.textContent = found.length ? `单位库中相近的有：${found.slice(0, 5).map((line) => line.name).join("、")}。确是另一单位再新增。` : "单位库中没有相近的名称。";
  };
  const add = async () => {
    try {
      const made = await store.newUnit({ name: name.value.trim(), kind: kind.value });
      onmade({ name: made.short_name, full_name: made.name, department: made.id, group: null, members: [] });
      part.open = false;
      said.textContent = "";
    } catch (error) {
      said.textContent = error.message;
    }
  };
  const part = h("details", {}, h("summary", {}, "＋新增单位"), field("单位全称", name, "建议填写全称，如某省便民服务中心；原文的写法可记为别名"), field("性质", kind), h("p", {}, button("新增并对应", add, { class: "dc-button" })), said);
  part.addEventListener("toggle", () => part.open && name.value.trim() && like().catch((error) => {
    said.textContent = error.message;
  }));
  return part;
}

/** The part of a form that says whom a unit stands for; `value()` gives what the server wants. */
function meaningFields(store, { unit = null, onchange = () => {} } = {}) {
  let target = null;
  let members = unit ? [...unit.chosen] : [];
  const shown = h("p", { class: "dc-check-target", role: "status" });
  const chosen = h("div", { class: "dc-chips" });
  const remember = tick("记住为别名（以后再遇到这个名称，自动对应到该单位）", "remember", false);

  const [memberBox, foundMembers] = unitPicker(store, "成员", (line) => {
    const added = line.group ? line.members : [{ id: line.department, name: line.name }];
    members = [...members, ...added.filter((one) => !members.some((other) => other.id === one.id))];
    render();
    memberBox.focus();
  });
  const help = "可逐个添加；选择单位组时，添加其全部成员";
  const membersField = h("div", {}, field("指定成员", memberBox, help), foundMembers, chosen);
  const pickUnit = (line) => {
    target = line;
    members = [];
    onchange(line);
    render();
    (line.is_open ? memberBox : shown.closest("form")?.querySelector("[type=submit]"))?.focus();
  };
  const [unitBox, foundUnits] = unitPicker(store, "单位", pickUnit, unit && !meaning(unit) ? unit.name : "");
  const fresh = newUnit(store, unit?.name ?? "", pickUnit);

  function isOpenGroup() {
    return target ? Boolean(target.is_open) : Boolean(unit?.group?.is_open);
  }

  function render() {
    const now = target ? target.name : unit ? meaning({ ...unit, chosen: [] }) : "";
    shown.textContent = now ? `对应：${now}${isOpenGroup() ? "（成员待定，请在下面指定）" : ""}` : "尚未指定";
    membersField.hidden = !isOpenGroup();
    remember.hidden = !(target?.department && unit);
    chosen.replaceChildren(...members.map(chip));
  }

  function chip(member) {
    const drop = () => {
      members = members.filter((other) => other.id !== member.id);
      render();
    };
    return h("span", { class: "dc-check-chip" }, member.name, button("×", drop, { class: "dc-check-cross", "aria-label": `去掉${member.name}` }));
  }

  render();
  return {
    start: isOpenGroup() && !members.length ? memberBox : unitBox,
    body: [field("对应单位或单位组", unitBox), foundUnits, fresh, shown, membersField, remember],
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
export function editUnit(store, { unit }) {
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
    store,
    title: `单位：${unit.name}`,
    body,
    extra: meant.extra,
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
  const name = textBox("name", { maxlength: "100", required: true, wrong: "请选择单位，或填写单位名称。" });
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
    store,
    title: "增加单位",
    body,
    extra: meant.extra,
    run: () => store.edit("add_unit", { task: task.id, name: name.value, role: valueOf(body, "role"), ...clean(meant.value()) }),
  });
}

function clean(meant) {
  return Object.fromEntries(Object.entries(meant).filter(([, value]) => value !== undefined && value !== null));
}
