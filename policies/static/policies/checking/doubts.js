// Doubtful things, one entry for each printed name or place, and the walk from one to the next.

import { button as plain, h, keepingFocus } from "../../common/elements.js";

export class Doubts {
  /** `does` holds what the buttons do: show, edit, settle, settleWith. */
  constructor(root, store, does) {
    this.root = root;
    this.store = store;
    this.does = does;
    this.key = null;
    this.index = 0;
    this.place = 0;
    this.isOpen = matchMedia("(min-width: 900px)").matches;
  }

  /** The entry that is looked at, or null. */
  get current() {
    return this.store.doubts.find((doubt) => doubt.key === this.key) ?? null;
  }

  /** The thing to check that is looked at: one place of the entry. */
  get check() {
    const checks = this.current?.checks ?? [];
    return checks[Math.min(this.place, checks.length - 1)] ?? null;
  }

  /** Go `step` entries on, round at the ends; an entry that was settled leaves its place to the next. */
  go(step) {
    const doubts = this.store.doubts;
    if (!doubts.length) {
      this.key = null;
      return false;
    }
    const at = doubts.findIndex((doubt) => doubt.key === this.key);
    const wanted = at >= 0 ? at + step : this.started ? this.index + Math.min(step, 0) : step > 0 ? 0 : -1;
    this.open(doubts[(wanted + doubts.length) % doubts.length].key);
    return true;
  }

  /** Look at an entry, at its first place. */
  open(key, place = 0) {
    this.key = key;
    this.place = place;
    this.started = true;
    this.index = this.store.doubts.findIndex((doubt) => doubt.key === key);
    this.render();
    this.does.show(this.check);
  }

  /** Look at no entry; the walk goes on from here. */
  leave() {
    if (this.key !== null) {
      this.key = null;
      this.render();
    }
  }

  render() {
    const doubts = this.store.doubts;
    keepingFocus(this.root, () => {
      const top = this.root.querySelector(".dc-check-doubt-list")?.scrollTop ?? 0;
      this.root.replaceChildren(...(doubts.length ? this.#panel(doubts) : [this.#done()]));
      const list = this.root.querySelector(".dc-check-doubt-list");
      if (list) {
        list.scrollTop = top;
        list.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
      }
    });
  }

  #done() {
    const words = this.store.settled ? `待核事项已全部处理（${this.store.settled}项）。` : "没有待核事项。";
    return h("p", { class: "dc-check-done" }, words);
  }

  #panel(doubts) {
    const places = doubts.reduce((sum, doubt) => sum + doubt.checks.length, 0);
    const count = places > doubts.length ? `${doubts.length}项，${places}处` : `${doubts.length}项`;
    return [
      h(
        "div",
        { class: "dc-check-doubt-bar" },
        h("h3", {}, "待核事项 ", h("span", { class: "dc-check-badge" }, count)),
        button("上一个", "doubt-previous", () => this.go(-1), "p"),
        button("下一个", "doubt-next", () => this.go(1), "n"),
        plain(this.isOpen ? "收起清单" : "展开清单", () => this.#toggle(), {
          class: "dc-check-tool",
          "aria-expanded": String(this.isOpen),
          dataset: { key: "doubt-list" },
        }),
      ),
      this.current ? this.#card(this.current) : null,
      this.isOpen ? h("ol", { class: "dc-check-doubt-list" }, doubts.map((doubt) => this.#entry(doubt))) : null,
    ].filter(Boolean);
  }

  #toggle() {
    this.isOpen = !this.isOpen;
    this.render();
  }

  #entry(doubt) {
    const words = [
      h("span", { class: `dc-check-kind dc-kind-${doubt.kind}` }, doubt.label),
      h("span", {}, doubt.message),
      doubt.checks.length > 1 ? h("span", { class: "dc-check-badge" }, `${doubt.checks.length}处`) : null,
    ];
    const isCurrent = doubt.key === this.key ? "true" : null;
    const props = { class: "dc-check-doubt", "aria-current": isCurrent, dataset: { key: `doubt-${doubt.key}` } };
    return h("li", {}, plain(words, () => this.open(doubt.key), props));
  }

  #card(doubt) {
    const many = doubt.checks.length;
    const at = Math.min(this.place, many - 1);
    const check = doubt.checks[at];
    const quote = check.span && this.store.text.length ? this.store.slice(check.span[0], Math.min(check.span[1], check.span[0] + 40)) : "";
    return h(
      "div",
      { class: "dc-check-card", role: "group", "aria-label": "当前待核事项" },
      h("p", {}, doubt.message, quote ? h("q", {}, quote) : null),
      h(
        "div",
        { class: "dc-chips" },
        this.store.editable && check.marks
          ? [
              button("逐处核对", "doubt-edit", () => this.does.edit(check), "e", true),
              button("均不是任务", "doubt-fine", () => this.does.settle(doubt), "w"),
              button("写明处理结果", "doubt-words", () => this.does.settleWith(doubt)),
            ]
          : null,
        this.store.editable && !check.marks
          ? [
              check.unit || check.milestone || check.measure
                ? button(EDIT[check.unit ? "unit" : check.milestone ? "date" : check.kind in EDIT ? check.kind : "measure"], "doubt-edit", () => this.does.edit(check), "e", true)
                : null,
              button(fine(check, many), "doubt-fine", () => this.does.settle(doubt), "w"),
              button("写明处理结果", "doubt-words", () => this.does.settleWith(doubt)),
            ]
          : null,
        many > 1
          ? [
              button("前一处", "place-previous", () => this.open(doubt.key, (at - 1 + many) % many)),
              h("span", { class: "dc-faint" }, `第${at + 1}处，共${many}处`),
              button("后一处", "place-next", () => this.open(doubt.key, (at + 1) % many)),
            ]
          : null,
      ),
    );
  }
}

function fine(check, many) {
  const words = check.kind === "no_unit" ? "不需要交办" : "无误";
  return many > 1 ? `${many}处均${words}` : words;
}

const EDIT = { unit: "指定单位", no_unit: "增加单位", date: "修改时限", cycle: "选择报送周期", measure: "修改举措" };

function button(words, key, run, shortcut, primary = false) {
  const hint = shortcut ? h("kbd", { "aria-hidden": "true" }, shortcut) : null;
  const style = primary ? "dc-button dc-is-primary" : "dc-button";
  return plain([words, hint], run, { class: style, "aria-keyshortcuts": shortcut, dataset: { key } });
}
