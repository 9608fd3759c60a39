// A link with `data-panel` opens its form in front of the list; without this script it is a link like any other.

import { button, h } from "../common/elements.js";

const LEAVING = 250; // milliseconds for a page that goes away to send its last words

function open(link) {
  const address = new URL(link.href);
  address.searchParams.set("panel", "1");
  const wait = h("p", { class: "dc-desk-panel-wait", role: "status" }, "正在打开…");
  const close = button("关闭", () => panel.close(), { class: "dc-button dc-is-small" });
  const head = h("div", { class: "dc-desk-panel-head" }, h("h2", { id: "panel-title" }, "填报进展"), close);
  const frame = h("iframe", { title: "填报进展", hidden: true });
  const panel = h("dialog", { class: "dc-desk-panel", "aria-labelledby": "panel-title" }, head, wait, frame);
  let touched = false;

  function back() {
    // What was typed before this page heard of it has left its mark in the form's own line.
    touched ||= Boolean(frame.contentDocument?.querySelector("[data-saved]")?.textContent.trim());
    frame.remove(); // the form inside sends what is not saved yet
    panel.remove();
    if (touched) {
      setTimeout(() => window.location.reload(), LEAVING);
    } else {
      link.focus();
    }
  }

  frame.addEventListener("load", () => {
    const page = frame.contentDocument;
    if (!page?.body) {
      window.location.assign(link.href); // an answer that no frame may show: an error, the login page
      return;
    }
    if (page.body.dataset.filed !== undefined) {
      touched = true;
      panel.close();
      return;
    }
    wait.remove();
    frame.hidden = false;
    page.addEventListener("input", () => {
      touched = true;
    });
    page.addEventListener("click", (event) => {
      if (event.target.closest(".dc-remove")) {
        touched = true;
      }
    });
    page.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) {
        panel.close();
      }
    });
  });
  panel.addEventListener("close", back);
  document.body.append(panel);
  panel.showModal();
  frame.src = address.href;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-panel]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
    return;
  }
  event.preventDefault();
  open(link);
});
