// Building elements; text is always text, never markup.

/** An element: `h("button", {class: "x", onclick: f}, "words", child)`. Null and false children are left out. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (name === "dataset") {
      Object.assign(element.dataset, value);
    } else if (name in element && !name.startsWith("aria") && typeof value !== "string") {
      element[name] = value;
    } else {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** What a number counts, said on hover and when it has the focus: attributes for `h`, as the tag `counts` writes. */
export function counts(words, { focus = false } = {}) {
  return { "data-counts": words, "aria-description": words, ...(focus ? { tabindex: "0" } : {}) };
}

/** A button that does `run`. */
export function button(words, run, props = {}) {
  return h("button", { type: "button", ...props, onclick: run }, words);
}

/** Scroll `pane` alone (not the page) so that `element` stands in its upper third, if it is not in view. */
export function reveal(pane, element, { always = false } = {}) {
  const inner = element.getBoundingClientRect();
  const outer = pane.getBoundingClientRect();
  const visible = inner.top >= outer.top + 8 && inner.bottom <= outer.bottom - 8;
  if (always || !visible) {
    pane.scrollTop += inner.top - outer.top - Math.min(outer.height / 4, 120);
  }
}

/** Do `render` and give the focus back to the element with the same `data-key`, if it was lost. */
export function keepingFocus(root, render) {
  const held = root.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const top = root.scrollTop;
  render();
  root.scrollTop = top;
  if (held) {
    focusKey(root, held);
  }
}

/** Focus the element with that `data-key`; says whether there is one. */
export function focusKey(root, key) {
  const element = root.querySelector(`[data-key="${CSS.escape(key)}"]`);
  element?.focus({ preventScroll: true });
  return Boolean(element);
}

let count = 0;

/** An id that no other element has. */
export function uniqueId(prefix) {
  count += 1;
  return `${prefix}-${count}`;
}
