// 标出正文: a person says on which line the policy begins, and where it ends, and it is read again.

import { button, h } from "../../common/elements.js";
import { ask } from "./dialog.js";

const SHOWN = 8; // corrections that the question names

export class Marking {
  /** `does`: `begun`, and `ended` with whether the text was read again. */
  constructor(bar, pane, store, does) {
    Object.assign(this, { bar, pane, store, does });
    this.isOn = false;
    pane.addEventListener("click", (event) => {
      const line = this.isOn && event.target.closest("[data-line]");
      if (line && document.getSelection().isCollapsed) {
        this.#pick(Number(line.dataset.line));
      }
    });
  }

  start() {
    this.isOn = true;
    this.does.begun();
    this.first = this.last = null;
    const text = this.store.text;
    this.lines = (typeof text === "string" ? text : text.join("")).split("\n");
    this.firstBox = this.#box("正文开始的行号", (line) => (this.first = line));
    this.lastBox = this.#box("正文结束的行号", (line) => (this.last = line));
    this.go = button("重新读取", () => this.#ask(), { class: "dc-button dc-is-primary" });
    this.bar.replaceChildren(
      h("p", {}, "请点正文开始的那一行；只读其中一段的，再点结束的那一行。"),
      h(
        "div",
        { class: "dc-check-actions" },
        h("label", {}, "从第", this.firstBox, "行"),
        h("label", {}, "到第", this.lastBox, "行"),
        this.go,
        button("取消", () => this.stop(false), { class: "dc-button" }),
      ),
    );
    this.bar.hidden = false;
    this.pane.classList.add("dc-is-marking");
    this.pane.replaceChildren(
      ...this.lines.map((line, number) => h("div", { class: "dc-text-line", dataset: { line: number } }, h("span", { class: "dc-text-number", "aria-hidden": "true" }, number + 1), h("span", {}, line || " "))),
    );
    this.#show();
    this.firstBox.focus();
  }

  stop(wasRead) {
    this.isOn = false;
    this.bar.hidden = true;
    this.pane.classList.remove("dc-is-marking");
    this.does.ended(wasRead);
  }

  #box(label, set) {
    const changed = (event) => {
      const line = Number(event.target.value);
      set(Number.isInteger(line) && line >= 1 && line <= this.lines.length ? line - 1 : null);
      this.#show(false);
    };
    return h("input", { type: "number", class: "dc-input", min: "1", max: String(this.lines.length), "aria-label": label, oninput: changed });
  }

  /** The first click is the beginning; one behind it the end; one before it another beginning. */
  #pick(line) {
    if (this.first === null || line <= this.first || this.last !== null) {
      [this.first, this.last] = [line, null];
    } else {
      this.last = line;
    }
    this.#show();
  }

  #show(fill = true) {
    if (fill) {
      this.firstBox.value = this.first === null ? "" : String(this.first + 1);
      this.lastBox.value = this.last === null ? "" : String(this.last + 1);
    }
    this.go.disabled = this.first === null || (this.last !== null && this.last < this.first);
    for (const line of this.pane.querySelectorAll("[data-line]")) {
      const number = Number(line.dataset.line);
      line.classList.toggle("dc-is-inside", this.first !== null && number >= this.first && (this.last === null || number <= this.last));
    }
  }

  async #ask() {
    const { lost } = this.store.account ?? { lost: 0 };
    const edits = this.store.trail.filter((edit) => !edit.undone && !edit.final).slice(0, lost);
    const where = `从第${this.first + 1}行“${this.lines[this.first].slice(0, 30)}”${this.last === null ? "" : `到第${this.last + 1}行`}重新读取。`;
    const done = await ask({
      store: this.store,
      title: "重新读取",
      body: [
        h("p", {}, where, "举措、任务、单位、时限和待核事项都按新的读法重新生成；标题、文号等不变，核定为“不是任务”的仍保留。"),
        lost ? h("p", {}, h("strong", {}, `以下${lost}项手工修改将丢失，不能撤销：`)) : h("p", {}, "还没有手工修改，不会丢失内容。"),
        lost ? h("ul", { class: "dc-check-trail" }, edits.slice(0, SHOWN).map((edit) => h("li", {}, edit.what)), lost > SHOWN ? h("li", {}, "……") : null) : null,
      ],
      save: "重新读取",
      danger: Boolean(lost),
      run: async () => {
        await this.store.reread({ first: this.first + 1, last: this.last === null ? null : this.last + 1, lost });
        return true;
      },
    });
    if (done) {
      this.stop(true);
    }
  }
}
