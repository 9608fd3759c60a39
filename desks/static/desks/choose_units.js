// 批示: which units are to answer, by one click.
import { button } from "../common/elements.js";

const row = document.querySelector("[data-choose]");
if (row) {
  const read = (id) => new Set(JSON.parse(document.getElementById(id).textContent).map(String));
  const boxes = [...row.closest("fieldset").querySelectorAll("input[type=checkbox]")];
  const choose = (wanted) => () => {
    for (const box of boxes) {
      box.checked = wanted(box.value);
    }
  };
  const [leading, late] = [read("dc-leading"), read("dc-late-units")];
  const ways = [
    ["只牵头", (unit) => leading.has(unit)],
    ["逾期单位", (unit) => late.has(unit)],
    ["全选", () => true],
    ["全不选", () => false],
  ];
  row.append(...ways.map(([words, wanted]) => button(words, choose(wanted), { class: "dc-button dc-is-small dc-is-outlined" })));
  row.hidden = false;
}
