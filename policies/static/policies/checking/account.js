// 对账: the sums over every mark of the text, and the marks by what became of them.

import { button, h, keepingFocus } from "../../common/elements.js";

const TAKE = { duty: "作为任务", unit: "加入", time: "加入", label: "作为任务", cell: "作为任务" };
const AROUND = 16; // characters shown at each side of a mark

export class Account {
  /** `does` holds what the buttons do: show, take, dismiss, reopen; and attempt, closed, changed. */
  constructor(strip, panel, store, does) {
    Object.assign(this, { strip, panel, store, does });
    this.kind = null;
    this.marks = [];
    this.unfolded = new Set();
    this.current = null;
  }

  get isOpen() {
    return this.kind !== null;
  }

  /** The sums as one line; each kind opens its marks. */
  renderStrip() {
    const { account } = this.store;
    this.strip.hidden = !account;
    if (account) {
      keepingFocus(this.strip, () => this.strip.replaceChildren(h("h3", {}, "对账"), ...account.kinds.map((sums) => this.#sums(sums))));
    }
  }

  #sums(sums) {
    const words = [
      `${sums.kind_label}${sums.marks}处：读入${sums.read}，按规则不计${sums.set_aside}，`,
      h("span", { class: sums.open ? "dc-account-open" : null }, `待核${sums.open}`),
      sums.decided ? `，已核定${sums.decided}` : null,
    ];
    return button(words, () => (this.kind === sums.kind ? this.close() : this.does.attempt(() => this.open(sums.kind))), {
      class: "dc-account-sums",
      "aria-expanded": String(this.kind === sums.kind),
      dataset: { key: `sums-${sums.kind}` },
    });
  }

  /** Show the marks of a kind, those that stand open first. */
  async open(kind) {
    const marks = await this.store.marks({ kind });
    if (kind !== this.kind) {
      this.unfolded = new Set(["open"]);
      this.current = null;
    }
    Object.assign(this, { kind, marks });
    this.render();
  }

  close() {
    if (this.isOpen) {
      Object.assign(this, { kind: null, marks: [] });
      this.render();
      this.does.closed();
    }
  }

  /** The same kind again, after something has changed. */
  async refresh() {
    if (this.isOpen) {
      this.marks = await this.store.marks({ kind: this.kind });
      this.render();
    }
  }

  render() {
    this.renderStrip();
    this.does.changed();
    this.panel.hidden = !this.isOpen;
    if (!this.isOpen) {
      this.panel.replaceChildren();
      return;
    }
    const label = this.store.account?.kinds.find((sums) => sums.kind === this.kind)?.kind_label ?? "";
    const top = this.panel.querySelector(".dc-check-scroll")?.scrollTop ?? 0;
    keepingFocus(this.panel, () => {
      this.panel.replaceChildren(
        h(
          "div",
          { class: "dc-check-doubt-bar" },
          h("h3", {}, `对账：${label}`),
          button("返回台账", () => this.close(), { class: "dc-button", dataset: { key: "account-close" } }),
        ),
        h("div", { class: "dc-check-scroll", tabindex: "0", role: "region", "aria-label": `对账：${label}` }, this.#groups().map((group) => this.#group(group))),
      );
    });
    this.panel.querySelector(".dc-check-scroll").scrollTop = top;
  }

  /** Open first, then what people decided, what each rule set aside, what was read. */
  #groups() {
    const of = (state) => this.marks.filter((mark) => mark.state === state);
    const rules = new Map();
    for (const mark of of("set_aside")) {
      rules.set(mark.rule, [...(rules.get(mark.rule) ?? []), mark]);
    }
    return [
      { key: "open", title: "待核", marks: of("open") },
      { key: "decided", title: "已核定", marks: of("decided") },
      ...[...rules].map(([rule, marks]) => ({ key: `rule-${rule}`, title: `按规则不计：${marks[0].reason}`, marks })),
      { key: "read", title: "读入", marks: of("read") },
    ].filter((group) => group.marks.length || group.key === "open");
  }

  #group({ key, title, marks }) {
    const isUnfolded = this.unfolded.has(key);
    return h(
      "section",
      {},
      h(
        "div",
        { class: "dc-account-head" },
        button([title, h("span", { class: "dc-check-badge dc-is-plain" }, `${marks.length}处`)], () => this.#fold(key), {
          class: "dc-account-title",
          "aria-expanded": String(isUnfolded),
          dataset: { key: `group-${key}` },
        }),
        key === "open" && marks.length > 1 && this.store.editable
          ? button(`${marks.length}处均不是任务`, () => this.does.dismiss(marks), { class: "dc-check-tool", dataset: { key: "dismiss-all" } })
          : null,
      ),
      isUnfolded ? h("ol", {}, marks.map((mark) => this.#mark(mark))) : null,
      isUnfolded && !marks.length ? h("p", { class: "dc-check-done" }, "没有待核的标记。") : null,
    );
  }

  #fold(key) {
    this.unfolded[this.unfolded.has(key) ? "delete" : "add"](key);
    this.render();
  }

  #mark(mark) {
    const isCurrent = mark.number === this.current;
    return h(
      "li",
      { class: "dc-account-mark", "aria-current": isCurrent ? "true" : null },
      mark.span
        ? button(this.#quoted(mark), () => this.#jump(mark), { class: "dc-account-words", dataset: { key: `mark-${mark.number}` } })
        : h("span", { class: "dc-account-words" }, mark.text),
      mark.entry ? h("span", { class: "dc-faint" }, `→ ${mark.entry}`) : null,
      mark.verdict ? h("span", { class: "dc-faint" }, `${mark.decided_by}：${mark.verdict_label}${mark.made ? `（${mark.made}）` : ""}`) : null,
      mark.span && this.store.editable ? this.#tools(mark) : null,
    );
  }

  #tools(mark) {
    const tools = [];
    if (mark.state === "open") {
      tools.push(tool("不是任务", `dismiss-${mark.number}`, () => this.does.dismiss([mark])));
    }
    if (mark.state === "open" || mark.state === "set_aside") {
      tools.push(tool(TAKE[mark.kind], `take-${mark.number}`, () => this.does.take(mark)));
    }
    if (mark.state === "decided" && mark.verdict !== "task") {
      tools.push(tool("重新核对", `reopen-${mark.number}`, () => this.does.reopen([mark])));
    }
    return tools;
  }

  /** The mark within the words around it on its line; … where the line goes on. */
  #quoted(mark) {
    const [start, end] = mark.span;
    const before = this.store.slice(Math.max(start - AROUND - 1, 0), start).split("\n").at(-1);
    const after = this.store.slice(end, end + AROUND + 1).split("\n")[0];
    const [left, right] = [Array.from(before), Array.from(after)];
    return [
      left.length > AROUND ? `…${left.slice(-AROUND).join("")}` : before,
      h("mark", {}, mark.text),
      right.length > AROUND ? `${right.slice(0, AROUND).join("")}…` : after,
    ];
  }

  #jump(mark) {
    this.current = mark.number;
    this.render();
    this.does.show(mark);
  }
}

function tool(words, key, run) {
  return button(words, run, { class: "dc-check-tool", dataset: { key } });
}
