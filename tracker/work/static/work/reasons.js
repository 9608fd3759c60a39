// A common reason is written into the box that it belongs to, after what stands there already.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-reason]");
  const box = button && document.getElementById(button.dataset.reason);
  if (!box) {
    return;
  }
  const there = box.value.trim().replace(/[；。]$/, "");
  box.value = there ? `${there}；${button.textContent}` : button.textContent;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
});
