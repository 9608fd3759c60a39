// Rows are ticked, and what is ticked can be worked on at once; or all that fits the question, on all pages.

const bar = document.querySelector("[data-bulk]");
const table = document.getElementById("dc-ledger-table");

function boxes() {
  return [...table.querySelectorAll("tbody .dc-ledger-tick input")];
}

function say() {
  const every = bar.querySelector("[data-everything]").value === "1";
  const ticked = boxes().filter((box) => box.checked);
  const measures = ticked.filter((box) => box.name === "measure").length;
  const units = ticked.length - measures;
  const parts = [measures && `${measures}条举措`, units && `${units}项`].filter(Boolean);
  const all = bar.querySelector("[data-choose-all]");
  bar.querySelector("[data-chosen]").textContent = every
    ? `已选符合条件的全部${all.textContent.trim().replace("全选符合条件的", "")}，可以：`
    : parts.length
      ? `已选${parts.join("、")}，可以：`
      : "勾选举措或单位后，可以：";
  bar.querySelectorAll("[data-step]").forEach((step) => {
    step.disabled = !every && !ticked.length;
  });
  all.hidden = every;
  bar.querySelector("[data-choose-none]").hidden = !every && !ticked.length;
  const head = table.querySelector("[data-tick-all]");
  const own = boxes().filter((box) => !box.closest("tr").dataset.of);
  head.checked = own.length > 0 && own.every((box) => box.checked);
}

function everything(on) {
  bar.querySelector("[data-everything]").value = on ? "1" : "";
  boxes().forEach((box) => {
    box.checked = on;
  });
  say();
}

if (bar && table) {
  table.addEventListener("change", (event) => {
    if (event.target.matches("[data-tick-all]")) {
      boxes().forEach((box) => {
        box.checked = event.target.checked;
      });
    } else if (event.target.name === "measure") {
      // A measure stands for its units.
      const of = `tr[data-of="${CSS.escape(event.target.value)}"] .dc-ledger-tick input`;
      table.querySelectorAll(of).forEach((box) => {
        box.checked = event.target.checked;
      });
    } else if (event.target.name === "unit" && !event.target.checked) {
      // One unit less: the measure as a whole is not meant any more, its other units are.
      const of = event.target.closest("tr").dataset.of;
      const measure = of && table.querySelector(`input[name="measure"][value="${CSS.escape(of)}"]`);
      if (measure) {
        measure.checked = false;
      }
    }
    bar.querySelector("[data-everything]").value = "";
    say();
  });
  // Units that are unfolded under a ticked measure are ticked with it.
  document.addEventListener("dc-unfolded", (event) => {
    const ticked = event.detail.querySelector('input[name="measure"]')?.checked;
    const of = event.detail.querySelector("[data-fold]")?.dataset.of;
    table.querySelectorAll(`tr[data-of="${CSS.escape(of ?? "")}"] .dc-ledger-tick input`).forEach((box) => {
      box.checked = Boolean(ticked);
    });
    say();
  });
  bar.querySelector("[data-choose-all]").addEventListener("click", () => everything(true));
  bar.querySelector("[data-choose-none]").addEventListener("click", () => everything(false));
  window.addEventListener("pageshow", say);
  say();
}
