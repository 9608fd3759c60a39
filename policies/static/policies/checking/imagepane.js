// The page or picture that the text was read from, beside it: what is looked at is marked on it.

import { button, h, reveal } from "../../common/elements.js";

const WEAK = 0.8; // a line that is less certain is named; the reader doubts its characters by the same measure
const SETTING = "dc-check-image";

export class ImagePane {
  /** `onpick(measure)` is called with the id of the measure whose line was clicked on. */
  constructor(root, toggle, panes, store, onpick) {
    Object.assign(this, { root, toggle, panes, store, onpick });
    this.number = null; // of the image that is shown
    this.pictures = new Map(); // each is asked for once
    this.marked = { measure: null, span: null };
    this.isLarge = false;
    const wide = matchMedia("(min-width: 900px)").matches;
    this.isOpen = wide && localStorage.getItem(SETTING) !== "off";
    toggle.addEventListener("click", () => this.#turn());
  }

  /** The images of this draft, or nothing where none of it was read from one. */
  render() {
    if (this.drawn !== this.store.images) {
      this.drawn = this.store.images;
      this.pictures.clear();
      this.number = this.drawn[0]?.number ?? null;
    }
    const has = this.drawn.length > 0;
    this.toggle.hidden = !has;
    this.toggle.setAttribute("aria-expanded", String(this.isOpen));
    this.toggle.textContent = this.isOpen ? "收起图像" : "对照图像";
    this.root.hidden = !has || !this.isOpen;
    this.panes.classList.toggle("dc-has-image", has && this.isOpen);
    if (!this.root.hidden) {
      this.#draw();
    }
  }

  /** Show the image that the place was read from, else the measure's, and mark what belongs to them. */
  show(measure, span) {
    this.marked = { measure, span };
    const place = span ?? this.store.measures.get(measure)?.span;
    const image = place && this.store.images?.find((one) => one.lines.some((line) => overlaps(line, place)));
    if (image) {
      this.number = image.number;
    }
    if (this.drawn && !this.root.hidden) {
      this.#draw();
    }
  }

  #turn() {
    this.isOpen = !this.isOpen;
    localStorage.setItem(SETTING, this.isOpen ? "on" : "off");
    this.render();
  }

  #go(step) {
    const at = this.drawn.findIndex((image) => image.number === this.number);
    this.number = this.drawn[at + step].number;
    this.#draw();
    this.root.querySelector(`[data-step="${step}"]:not(:disabled)`)?.focus();
  }

  #draw() {
    const at = this.drawn.findIndex((image) => image.number === this.number);
    const image = this.drawn[at];
    const paper = h("div", { class: `dc-image-paper${this.isLarge ? " dc-is-large" : ""}` }, this.#picture(image), this.#boxes(image));
    const frame = h("div", { class: "dc-check-scroll dc-image-frame", tabindex: "0", role: "region", "aria-label": `${image.label}的图像` }, paper);
    this.root.replaceChildren(this.#bar(image, at), frame);
    const first = paper.querySelector(".dc-is-current") ?? paper.querySelector(".dc-is-selected");
    if (first) {
      this.#follow(frame, first);
    }
  }

  /** Scroll to a box, when the image has its height. */
  #follow(frame, box) {
    const picture = this.pictures.get(this.number);
    const go = () => {
      if (box.isConnected) {
        reveal(frame, box);
        frame.scrollLeft = Math.max(box.offsetLeft - 16, 0);
      }
    };
    if (picture.complete === false) {
      picture.addEventListener("load", go, { once: true });
    } else {
      go();
    }
  }

  #bar(image, at) {
    const chosen = this.#marks(image).flatMap(({ line, is }) => (is ? [line] : []));
    const words = chosen.length ? `所选文字可信度${percent(chosen)}` : `本页可信度${percent(image.lines)}`;
    const step = (way, name) =>
      button(name, () => this.#go(way), { class: "dc-check-tool", disabled: !this.drawn[at + way], dataset: { step: way } });
    return h(
      "div",
      { class: "dc-check-source-bar" },
      h("h3", {}, image.label),
      h("span", { class: "dc-faint dc-image-said", role: "status" }, `由图片识别，${words}`),
      h(
        "div",
        { class: "dc-check-tools" },
        this.drawn.length > 1 ? [step(-1, "上一张"), h("span", { class: "dc-faint" }, `${at + 1}/${this.drawn.length}`), step(1, "下一张")] : null,
        button(this.isLarge ? "缩小" : "放大", () => this.#resize(), { class: "dc-check-tool" }),
      ),
    );
  }

  #resize() {
    this.isLarge = !this.isLarge;
    this.#draw();
  }

  #picture(image) {
    if (!this.pictures.has(image.number)) {
      const made = image.url
        ? h("img", { class: "dc-image-picture", src: image.url, alt: `${image.label}，已转正` })
        : h("p", { class: "dc-check-empty" }, "这份文件的图像过多，本页图像没有保存，请对照原件。");
      this.pictures.set(image.number, made);
    }
    return this.pictures.get(image.number);
  }

  /** Each line of the image with what it belongs to: current, selected, or "". */
  #marks(image) {
    const { measure, span } = this.marked;
    const whole = this.store.measures.get(measure)?.span;
    return image.lines.map((line) => ({
      line,
      is: span && overlaps(line, span) ? "dc-is-current" : whole && overlaps(line, whole) ? "dc-is-selected" : "",
    }));
  }

  #boxes(image) {
    return image.url ? this.#marks(image).map(({ line, is }) => this.#box(line, is)) : null;
  }

  #box(line, is) {
    const [start, end, left, top, right, bottom, certainty] = line;
    const box = h("div", { class: `dc-image-line ${is}${certainty < WEAK ? " dc-is-weak" : ""}`, title: `可信度${percent([line])}` });
    // Of a line that holds more than the place, the part where it should stand: letters are about as wide.
    const whole = is === "dc-is-current" && this.marked.span ? this.marked.span : [start, end];
    const share = (place) => (Math.min(Math.max(place, start), end) - start) / Math.max(end - start, 1);
    const from = left + (right - left) * share(whole[0]);
    const to = left + (right - left) * share(whole[1]);
    Object.assign(box.style, { left: `${100 * from}%`, top: `${100 * top}%`, width: `${100 * (to - from)}%`, height: `${100 * (bottom - top)}%` });
    box.addEventListener("click", () => this.#pick(start));
    return box;
  }

  #pick(place) {
    const found = [...this.store.measures.values()].find(({ span }) => span && span[0] <= place && place < span[1]);
    if (found) {
      this.onpick(found.id);
    }
  }
}

function overlaps([start, end], span) {
  return start < span[1] && span[0] < end;
}

/** How certain the lines are on average, by their length. */
function percent(lines) {
  const long = (line) => line[1] - line[0];
  const all = lines.reduce((sum, line) => sum + long(line), 0);
  return `${Math.floor((100 * lines.reduce((sum, line) => sum + long(line) * line[6], 0)) / Math.max(all, 1))}%`;
}
