// A link with `data-panel` opens its form in front of the list; without this script it is a link like any other.

const LEAVING = 250; // milliseconds for a page that goes away to send its last words

function element(name, values, ...children) {
  const made = Object.assign(document.createElement(name), values);
  made.append(...children);
  return made;
}

function open(link) {
  const address = new URL(link.href);
  address.searchParams.set("panel", "1");
  const wait = element("p", { className: "dk-panel-wait", textContent: "正在打开…", role: "status" });
  const close = element("button", { type: "button", className: "dk-panel-close", textContent: "关闭" });
  const title = element("h2", { id: "panel-title", textContent: "填报进展" });
  const head = element("div", { className: "dk-panel-head" }, title, close);
  const frame = element("iframe", { title: "填报进展", hidden: true });
  const panel = element("dialog", { className: "dk-panel" }, head, wait, frame);
  panel.setAttribute("aria-labelledby", "panel-title");
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
      if (event.target.closest(".tk-remove")) {
        touched = true;
      }
    });
    page.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) {
        panel.close();
      }
    });
  });
  close.addEventListener("click", () => panel.close());
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
