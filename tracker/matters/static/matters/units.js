// The units of a matter: found by typing, each with its role.

import { button, h } from "../common/elements.js";
import { picker } from "../common/picker.js";
import { request } from "../common/requests.js";

const WORDS = { lead: "牵头", responsible: "负责", support: "配合", oversee: "督导" };

export class UnitsField {
  constructor({ url, onchange }) {
    Object.assign(this, { chosen: [], roles: [], onchange });
    this.input = h("input", { type: "text", class: "dc-input", placeholder: "输入名称、简称或别名" });
    this.chips = h("div", { class: "dc-chips", role: "group", "aria-label": "已选的责任单位" });
    const found = picker(this.input, {
      label: "责任单位",
      first: true,
      search: (text) => request("GET", `${url}?text=${encodeURIComponent(text)}`),
      onpick: (line) => this.#add(line),
      none: "没有匹配的单位。",
      draw: (line) => [
        h("strong", {}, line.name),
        line.full_name === line.name ? null : h("span", { class: "dc-faint" }, ` ${line.full_name}`),
        line.group ? h("span", { class: "dc-faint" }, ` 单位组（${line.count}个成员）`) : null,
        line.without_account ? h("span", { class: "dc-faint" }, line.group ? ` ${line.without_account}个没有账号` : " 没有账号") : null,
      ],
    });
    this.element = h("div", {}, found, this.chips);
    // Enter chooses a unit, or does nothing: it does not send the form.
    this.input.addEventListener("keydown", (event) => event.key === "Enter" && !event.ctrlKey && !event.metaKey && event.preventDefault());
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Backspace" && !this.input.value && this.chosen.length) {
        this.#drop(this.chosen.at(-1));
      }
    });
  }

  set(units) {
    this.chosen = units.map((unit) => ({ ...unit }));
    this.#render();
  }

  values() {
    return this.chosen.map((unit) => (unit.group ? { role: unit.role, group: unit.group } : { role: unit.role, department: unit.department }));
  }

  /** 牵头 省财政厅, 配合 省审计局. */
  inWords() {
    return Object.entries(WORDS)
      .map(([role, words]) => [words, this.chosen.filter((unit) => unit.role === role).map((unit) => unit.name)])
      .filter(([, names]) => names.length)
      .map(([words, names]) => `${words}${names.join("、")}`);
  }

  /** What handing out will make of them; `later`: with the whole document. */
  forecast(later) {
    const working = this.chosen.filter((unit) => unit.role !== "oversee");
    const total = working.reduce((sum, unit) => sum + unit.count, 0);
    const silent = working.reduce((sum, unit) => sum + unit.without_account, 0);
    if (!total) {
      return "还没有责任单位：可以先存为草稿，选定单位后再交办。";
    }
    const absent = silent ? `，其中${silent}个单位没有账号，收不到通知` : "";
    return `${later ? "随文件交办后" : "交办"}将产生${total}项，${total}个单位${absent}。`;
  }

  #add(line) {
    const same = (unit) => unit.department === line.department && unit.group === line.group;
    if (!this.chosen.some(same)) {
      const leads = this.chosen.some((unit) => unit.role === "lead");
      this.chosen.push({ ...line, role: leads || this.chosen.length ? "support" : "lead" });
      this.#render();
      this.onchange();
    }
    this.input.focus();
  }

  #drop(unit) {
    this.chosen = this.chosen.filter((other) => other !== unit);
    this.#render();
    this.onchange();
    this.input.focus();
  }

  #render() {
    this.chips.replaceChildren(...this.chosen.map((unit) => this.#chip(unit)));
  }

  #chip(unit) {
    const roles = this.roles.length ? this.roles : Object.entries(WORDS).map(([value, label]) => ({ value, label }));
    const role = h(
      "select",
      { "aria-label": `${unit.name}的分工`, onchange: (event) => ((unit.role = event.target.value), this.onchange()) },
      roles.map((one) => h("option", { value: one.value, selected: one.value === unit.role }, one.label)),
    );
    const cross = button("×", () => this.#drop(unit), { class: "dc-remove", "aria-label": `去掉${unit.name}` });
    const silent = unit.without_account ? h("span", { class: "dc-faint dc-small" }, unit.group ? `${unit.without_account}个没有账号` : "没有账号") : null;
    return h("span", { class: "dc-matter-unit" }, role, unit.name, silent, cross);
  }
}
