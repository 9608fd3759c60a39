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
