// The source text with what was read from it marked in place.

import { h, reveal } from "../../common/elements.js";
import { isKnown, meaning, measureName, dateWords, ROLES } from "./words.js";

export class TextPane {
  /** `onpick({measure, key})` is called with what the reader clicked on. */
  constructor(root, store, onpick) {
    this.root = root;
    this.store = store;
    this.pointed = null;
    this.follower = null; // called with the measure and the place that are shown
    this.isResting = false; // while somebody else shows lines in the pane
    root.addEventListener("click", (event) => {
      const piece = event.target.closest("[data-measure]");
      // Who marks words to copy them wants to go nowhere.
      if (piece && document.getSelection().isCollapsed) {
        onpick({ measure: Number(piece.dataset.measure), key: piece.dataset.target });
      }
    });
  }

  /** Show a place that nothing else may mark; null: none. */
  point(span) {
    this.pointed = span;
    this.render();
    this.show(null, span);
  }

  render() {
    if (this.isResting) {
      return;
    }
    const top = this.root.scrollTop;
    this.root.replaceChildren(...(this.store.text.length ? this.#marked() : this.#withoutSource()));
    this.root.scrollTop = top;
  }

  /** Show where the measure, and within it `span`, stands. */
  show(measureId, span) {
    this.follower?.(measureId, span);
    this.root.querySelectorAll(".dc-is-selected, .dc-is-current").forEach((piece) => {
      piece.classList.remove("dc-is-selected", "dc-is-current");
    });
    const pieces = [...this.root.querySelectorAll(`[data-measure="${measureId ?? ""}"]`)];
    pieces.forEach((piece) => piece.classList.add("dc-is-selected"));
    const current = span
      ? [...this.root.querySelectorAll("[data-start]")].filter(
          (piece) => Number(piece.dataset.start) >= span[0] && Number(piece.dataset.start) < span[1],
        )
      : [];
    current.forEach((piece) => piece.classList.add("dc-is-current"));
    const first = current[0] ?? pieces[0];
    if (first) {
      reveal(this.root, first);
    }
  }

  #marks() {
    const marks = [];
    for (const measure of this.store.measures.values()) {
      if (measure.span) {
        marks.push({ span: measure.span, measure: measure.id, rank: 0 });
      }
    }
    for (const { unit, measure } of this.store.units.values()) {
      if (unit.span) {
        const title = `${ROLES[unit.role]}：${meaning(unit) || "单位待定"}`;
        const style = isKnown(unit) ? `dc-text-unit dc-text-${unit.role}` : "dc-text-unit dc-text-unknown";
        marks.push({ span: unit.span, measure: measure.id, key: `unit-${unit.id}`, style, title, rank: 2 });
      }
    }
    for (const { milestone, measure } of this.store.milestones.values()) {
      if (milestone.span) {
        const title = `时限：${dateWords(milestone)}`;
        const key = `date-${milestone.id}`;
        marks.push({ span: milestone.span, measure: measure.id, key, style: "dc-text-date", title, rank: 2 });
      }
    }
    if (this.pointed) {
      marks.push({ span: this.pointed, measure: null, rank: 1 });
    }
    for (const check of this.store.checks) {
      if (check.span) {
        marks.push({ span: check.span, measure: check.measure, style: "dc-text-check", title: check.message, rank: 1 });
      }
    }
    return marks.filter((mark) => mark.span[0] < mark.span[1]);
  }

  /** The text cut wherever a mark begins or ends; each piece carries what covers it. */
  #marked() {
    const marks = this.#marks().sort((a, b) => a.span[0] - b.span[0]);
    const cuts = new Set([0, this.store.text.length]);
    marks.forEach((mark) => mark.span.forEach((cut) => cuts.add(cut)));
    const places = [...cuts].sort((a, b) => a - b);
    const pieces = [];
    let open = [];
    let next = 0;
    places.slice(0, -1).forEach((start, index) => {
      open = open.filter((mark) => mark.span[1] > start);
      while (next < marks.length && marks[next].span[0] <= start) {
        open.push(marks[next]);
        next += 1;
      }
      pieces.push(this.#piece(start, places[index + 1], open));
    });
    return pieces;
  }

  #piece(start, end, marks) {
    const text = this.store.slice(start, end);
    if (!marks.length) {
      return document.createTextNode(text);
    }
    const ranked = marks.filter((mark) => mark.measure !== null).sort((a, b) => b.rank - a.rank);
    const styles = new Set(marks.flatMap((mark) => (mark.style ? mark.style.split(" ") : [])));
    return h(
      "span",
      {
        class: ["dc-text-piece", ...styles].join(" "),
        title: marks.findLast((mark) => mark.title)?.title,
        dataset: {
          start,
          ...(ranked.length && { measure: ranked[0].measure }),
          ...(ranked[0]?.key && { target: ranked[0].key }),
        },
      },
      text,
    );
  }

  /** A ledger that came without a text: what each measure says is all there is. */
  #withoutSource() {
    const measures = [...this.store.measures.values()];
    return [
      h("p", { class: "dc-check-empty" }, "该文件没有原文，以下为各条举措的内容。"),
      ...measures.map((measure) =>
        h(
          "div",
          { class: "dc-text-alone", dataset: { measure: measure.id } },
          h("strong", {}, measureName(measure)),
          measure.text && measure.text !== measure.title ? h("p", {}, measure.text) : null,
        ),
      ),
    ];
  }
}
