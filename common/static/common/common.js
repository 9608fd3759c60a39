"use strict";

// A form that takes long says so, and cannot be sent twice.
document.addEventListener("submit", (event) => {
  const progress = event.target.querySelector("[data-progress]");
  if (!progress) {
    return;
  }
  progress.hidden = false;
  const button = event.target.querySelector("button[type=submit]");
  if (button) {
    // After the browser has taken the form's values: a disabled button's own value would be left out.
    setTimeout(() => {
      button.disabled = true;
    });
  }
});

// Coming back with the browser's own button shows the form as it was before it was sent.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("[data-progress]").forEach((progress) => {
    progress.hidden = true;
    const button = progress.closest("form").querySelector("button[type=submit]");
    if (button) {
      button.disabled = false;
    }
  });
});

// The boxes of select2 carry no name of their own; a screen reader is told the field's.
function nameBox(box) {
  const select = box.previousElementSibling;
  const label = select?.labels?.[0];
  if (label) {
    label.id ||= `${select.id}-label`;
  }
  for (const field of box.querySelectorAll("[role=combobox], [role=textbox], .select2-search__field")) {
    if (label) {
      const shown = field.querySelector(".select2-selection__rendered")?.id ?? "";
      field.setAttribute("aria-labelledby", `${label.id} ${shown}`.trim());
    } else {
      field.setAttribute("aria-label", select?.getAttribute("aria-label") ?? "选择");
    }
  }
  unlist(box);
}

// Its list of choices holds more than list items.
function unlist(box) {
  box.querySelectorAll("ul.select2-selection__rendered").forEach((list) => {
    list.setAttribute("role", "group");
    list.querySelectorAll("li").forEach((item) => item.setAttribute("role", "none"));
  });
}

// In the rows of a table the heading of the column names the field.
function nameCells(root) {
  root.querySelectorAll("td input, td select, td textarea").forEach((field) => {
    if (field.type === "hidden" || field.labels?.length || field.getAttribute("aria-label")) {
      return;
    }
    const heading = field.closest("table").querySelectorAll("thead th")[field.closest("td").cellIndex];
    const name = heading?.textContent.trim() || field.title;
    if (name) {
      field.setAttribute("aria-label", name);
    }
  });
}

document.addEventListener("DOMContentLoaded", () => nameCells(document));
document.addEventListener("formset:added", (event) => nameCells(event.target));

new MutationObserver((changes) => {
  for (const { addedNodes, target } of changes) {
    if (target.matches?.("ul.select2-selection__rendered")) {
      unlist(target.parentElement);
    }
    for (const node of addedNodes) {
      if (node.nodeType !== Node.ELEMENT_NODE) {
        continue;
      }
      if (node.matches(".select2-container--open")) {
        node.querySelector(".select2-search__field")?.setAttribute("aria-label", "搜索");
      } else if (node.matches(".select2-container")) {
        nameBox(node);
      } else {
        node.querySelectorAll(".select2-container").forEach(nameBox);
      }
    }
  }
}).observe(document.documentElement, { childList: true, subtree: true });

// What can be taken back for some seconds says how many are left, and goes when they are over.
document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("form[data-seconds]").forEach((form) => {
    const left = form.querySelector("[data-left]");
    let seconds = Number(form.dataset.seconds);
    const clock = setInterval(() => {
      seconds -= 1;
      left.textContent = seconds;
      if (seconds <= 0) {
        clearInterval(clock);
        form.remove();
      }
    }, 1000);
  });
});
