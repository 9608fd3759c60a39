// The form of a matter: five fields first, the rest folded.

import { button, h, uniqueId } from "../common/elements.js";
import { Refused, request } from "../common/requests.js";
import { UnitsField } from "./units.js";

const LATER = 700; // milliseconds after the last key, before what was typed is read

export class MatterForm {
  /** `urls`: addresses by name; `supplement`: the document that a measure is added to, or null. */
  constructor({ urls, supplement, keep }) {
    Object.assign(this, { urls, supplement, keep, touched: new Set(), leave() {}, async deliver() {} });
    this.#build();
  }

  #build() {
    const text = h("textarea", { class: "dc-input", name: "text", rows: 3, maxlength: "10000", autofocus: true, placeholder: "可直接粘贴一句话，如：请省财政厅牵头，会同省审计局，于12月20日前完成专项资金清理。" });
    this.origin = select("origin");
    this.units = new UnitsField({ url: this.urls.unitsUrl, onchange: () => this.#changed("units") });
    this.due = h("input", { type: "date", class: "dc-input dc-day", name: "due_on" });
    this.cycle = select("cycle");
    this.importance = select("importance");
    const line = (name, more = {}) => h("input", { type: "text", class: "dc-input", name, ...more });
    this.title = line("title", { maxlength: "200" });
    this.saidBy = line("said_by", { maxlength: "300", placeholder: "如：张省长批示、第12次常务会议" });
    this.givenOn = h("input", { type: "date", class: "dc-input dc-day", name: "given_on" });
    this.person = line("person", { maxlength: "50" });
    this.post = line("person_title", { maxlength: "100" });
    this.phone = line("person_phone", { maxlength: "50" });
    this.label = line("label", { maxlength: "20", placeholder: "如：（五）" });
    this.files = h("input", { type: "file", name: "files", multiple: true, accept: ".doc,.docx,.wps,.ofd,.xlsx,.pdf,.png,.jpg,.jpeg" });
    this.closed = h("input", { type: "checkbox", name: "closed" });
    this.text = text;
    this.note = h("p", { class: "dc-matter-read", role: "status" });
    this.count = h("p", { class: "dc-matter-count dc-faint", role: "status" });
    this.alert = h("p", { class: "dc-error dc-late", role: "alert" });
    const waits = this.supplement && !this.supplement.handedOut;
    this.send = h("button", { type: "submit", class: "dc-button dc-is-primary", "aria-keyshortcuts": "Control+Enter" }, waits ? "补充" : "立即交办", h("kbd", { "aria-hidden": "true" }, "Ctrl+Enter"));
    this.draft = this.supplement ? null : button("存为草稿", () => this.#submit(false), { class: "dc-button" });
    this.element = h(
      "form",
      { class: "dc-matter-form", method: "dialog", novalidate: true, "data-no-keep": true },
      h("h2", {}, this.supplement ? `补充举措：${this.supplement.document}` : "新增督办事项"),
      field("内容", text, this.note),
      this.supplement ? field("序号", this.label) : field("来源", this.origin),
      field("责任单位", this.units.input, this.units.element, "输入名称、简称或别名查找，回车选择；先选的牵头，其余配合，可改"),
      field("完成时限", this.due),
      field("报送周期", this.cycle),
      h(
        "details",
        { class: "dc-matter-more" },
        h("summary", {}, this.supplement ? "标题、责任人" : "标题、来源说明、责任人、重要程度、附件、知悉范围"),
        field("标题", this.title, "不填则取内容的开头"),
        this.supplement ? null : [field("来源说明", this.saidBy), field("来源日期", this.givenOn)],
        h("div", { class: "dc-matter-three" }, field("责任人", this.person), field("职务", this.post), field("电话", this.phone)),
        this.supplement ? null : [field("重要程度", this.importance), field("附件", this.files, "批示件、会议纪要、来信等，责任单位可以查看")],
        this.supplement ? null : field("限定知悉范围", this.closed, "勾选后，除您和责任单位外，其他人看不到这件事项；可知悉的其他单位和人员在事项页面增加"),
      ),
      this.count,
      this.alert,
      h("div", { class: "dc-row dc-matter-buttons" }, this.send, this.draft, button("取消", () => this.leave(), { class: "dc-button" })),
    );
    this.element.addEventListener("submit", (event) => (event.preventDefault(), this.#submit(true)));
    this.element.addEventListener("input", (event) => this.#changed(event.target.name));
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        this.#submit(true);
      }
    });
    text.addEventListener("paste", () => setTimeout(() => this.#read()));
    text.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.#read(), LATER);
    });
    text.addEventListener("blur", () => this.#read());
    this.origin.addEventListener("change", () => this.#usualDate());
  }

  /** Fetch what the form offers. */
  async load() {
    this.choices = await request("GET", this.urls.formUrl);
    const { origins, cycles, importances, roles, today } = this.choices;
    options(this.origin, origins);
    options(this.cycle, cycles);
    options(this.importance, importances);
    this.units.roles = roles;
    [this.due.min, this.givenOn.max] = [today, today];
    if (!this.supplement) {
      this.#usualDate();
    }
    this.#tell();
  }

  /** What is to be sent. */
  values() {
    const person = { name: this.person.value.trim(), title: this.post.value, phone: this.phone.value };
    const common = {
      text: this.text.value,
      title: this.title.value,
      units: this.units.values(),
      due_on: this.due.value || null,
      firmness: this.firmness ?? "must",
      cycle: this.cycle.value,
      persons: person.name ? [person] : [],
    };
    if (this.supplement) {
      return { ...common, number: this.label.value, shown: this.units.chosen };
    }
    const origin = { origin: this.origin.value, importance: this.importance.value, said_by: this.saidBy.value, circle: this.closed.checked ? {} : null };
    return { ...common, ...origin, given_on: this.givenOn.value || null, shown: this.units.chosen };
  }

  /** Put back what was kept; `lost`: the session ended while it was sent. */
  restore(kept, lost) {
    this.text.value = kept.text ?? "";
    this.title.value = kept.title ?? "";
    this.due.value = kept.due_on ?? "";
    this.cycle.value = kept.cycle ?? "";
    this.origin.value = kept.origin ?? this.origin.value;
    this.importance.value = kept.importance ?? "normal";
    this.saidBy.value = kept.said_by ?? "";
    this.closed.checked = Boolean(kept.circle);
    this.givenOn.value = kept.given_on ?? "";
    this.label.value = kept.number ?? "";
    [this.person.value, this.post.value, this.phone.value] = [kept.persons?.[0]?.name ?? "", kept.persons?.[0]?.title ?? "", kept.persons?.[0]?.phone ?? ""];
    this.units.set(kept.shown ?? []);
    this.touched = new Set(["units", "due_on", "cycle", "origin", "title"]);
    this.lastRead = this.text.value;
    this.#say(lost ? "登录中断前填写的内容已恢复，尚未提交，请核对后重新提交。" : "您上次填写的内容还没有提交，已恢复。", [["清空", () => this.#clear()]]);
    this.#tell();
  }

  #clear() {
    this.element.reset();
    this.units.set([]);
    this.touched.clear();
    this.lastRead = "";
    this.note.replaceChildren();
    this.#usualDate();
    this.keep(this.values());
    this.text.focus();
  }

  /** Begin with words from the page. */
  fillWith(words) {
    this.text.value = words;
    this.#read();
  }

  complain(error) {
    if (!(error instanceof Refused)) {
      console.error(error);
    }
    const known = error instanceof Refused ? error.message : "页面出错，请刷新后重试。";
    const again = error.login ? h("a", { class: "dc-link", href: this.urls.loginUrl }, "重新登录（填写的内容会恢复）") : "";
    this.alert.replaceChildren(known, " ", again);
    const name = error.data?.field ?? error.errors?.[0]?.field?.split(".")[0];
    const wrong = name === "units" ? this.units.input : this.element.querySelector(`[name="${name}"]`);
    wrong?.closest("details")?.setAttribute("open", "");
    wrong?.focus();
  }

  #changed(name) {
    this.touched.add(name);
    if (name === "due_on") {
      this.firmness = "must";
    }
    this.keep(this.values());
    this.#tell();
  }

  #say(words, actions = []) {
    this.note.replaceChildren(words, ...actions.flatMap(([name, run]) => [" ", button(name, run, { class: "dc-link" })]));
  }

  #usualDate() {
    const usual = this.choices?.origins.find((one) => one.value === this.origin.value);
    if (!this.supplement && !this.touched.has("due_on") && !this.readDate) {
      this.due.value = usual?.due_on ?? "";
    }
  }

  /** Fill in, from the words, what nobody has filled in by hand. */
  async #read() {
    clearTimeout(this.timer);
    const words = this.text.value.trim();
    if (words.length < 6 || words === this.lastRead) {
      return;
    }
    this.lastRead = words;
    let found;
    try {
      found = await request("POST", this.urls.readUrl, { data: { text: words } });
    } catch (error) {
      this.#say(error instanceof Refused ? error.message : "");
      return;
    }
    if (words !== this.text.value.trim()) {
      return; // an answer to older words
    }
    const said = [];
    const free = (name) => !this.touched.has(name);
    const unknown = found.units.filter((one) => !one.unit);
    if (free("units") && found.units.length) {
      this.units.set(found.units.filter((one) => one.unit).map((one) => ({ ...one.unit, role: one.role })));
      said.push(...this.units.inWords());
    }
    if (free("origin") && found.origin !== "other") {
      this.origin.value = found.origin;
      this.#usualDate();
    }
    if (free("due_on") && found.due_on) {
      [this.due.value, this.readDate, this.firmness] = [found.due_on, true, found.firmness];
      said.push(`时限${found.due_on}${found.firmness === "strive" ? "（争取）" : ""}`);
    }
    if (free("cycle") && found.cycle) {
      if (![...this.cycle.options].some((one) => one.value === found.cycle)) {
        this.cycle.append(h("option", { value: found.cycle }, found.cycle_label));
      }
      this.cycle.value = found.cycle;
      said.push(`${found.cycle_label}报送`);
    }
    if (free("title") && found.title) {
      this.title.value = found.title;
    }
    if (free("person") && found.persons[0]) {
      const [{ name, title, phone }] = found.persons;
      [this.person.value, this.post.value, this.phone.value] = [name, title, phone];
      said.push(`责任人${name}`);
    }
    const missing = unknown.map((one) => `“${one.printed}”不在单位库中，请选择对应单位。`);
    this.#say([said.length ? `已读出：${said.join("；")}。请核对。` : "", ...missing, ...found.doubts].filter(Boolean).join(" "));
    this.keep(this.values());
    this.#tell();
  }

  #tell() {
    this.count.textContent = this.units.forecast(this.supplement && !this.supplement.handedOut);
  }

  async #submit(dispatch) {
    if (this.busy || !this.choices) {
      return;
    }
    this.busy = true;
    this.alert.replaceChildren();
    this.element.setAttribute("aria-busy", "true");
    [this.send, this.draft].forEach((one) => one && (one.disabled = true));
    const { shown: _, ...values } = this.values(); // what only the form shows
    try {
      await this.deliver(this.supplement ? values : { ...values, dispatch }, [...this.files.files]);
    } catch (error) {
      this.complain(error);
    } finally {
      this.busy = false;
      this.element.removeAttribute("aria-busy");
      [this.send, this.draft].forEach((one) => one && (one.disabled = false));
    }
  }
}

function select(name) {
  return h("select", { class: "dc-input dc-auto", name });
}

function options(box, choices) {
  box.replaceChildren(...choices.map((one) => h("option", { value: one.value }, one.label)));
}

function field(label, control, ...below) {
  control.id ||= uniqueId("dc-matter-field");
  const help = below.map((one) => (typeof one === "string" ? h("p", { class: "dc-faint dc-small" }, one) : one));
  return h("div", { class: "dc-matter-field" }, h("label", { for: control.id }, label), h("div", {}, control, help));
}
